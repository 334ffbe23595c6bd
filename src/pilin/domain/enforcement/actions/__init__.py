"""The deeds of joint enforcement: what towns keep, patrols, findings and evidence, decisions, hazards."""

from pilin.domain.enforcement.actions.checking import drop_check, plan_check
from pilin.domain.enforcement.actions.deciding import decide, extend_term, file_finding
from pilin.domain.enforcement.actions.finding import (
    acknowledge_transfer,
    add_evidence,
    keep_evidence,
    purge_findings,
    record_finding,
    send_transfer,
)
from pilin.domain.enforcement.actions.hazards import (
    acknowledge_hazard,
    close_hazard,
    inspect_hazard,
    plan_hazard,
    rectify_hazard,
    report_hazard,
)
from pilin.domain.enforcement.actions.keeping import (
    end_certificate,
    end_item,
    enter_area,
    enter_certificate,
    enter_item,
    say_unified,
)
from pilin.domain.enforcement.actions.patrolling import (
    add_officers,
    answer_patrol,
    begin_patrol,
    call_off_patrol,
    end_patrol,
    propose_patrol,
)

__all__ = [
    "acknowledge_hazard", "acknowledge_transfer", "add_evidence", "add_officers", "answer_patrol", "begin_patrol", "call_off_patrol", "close_hazard",
    "decide", "drop_check", "end_certificate", "end_item", "end_patrol", "enter_area", "enter_certificate", "enter_item", "extend_term", "file_finding",
    "inspect_hazard", "keep_evidence", "plan_check", "plan_hazard", "propose_patrol", "purge_findings", "record_finding", "rectify_hazard", "report_hazard",
    "say_unified", "send_transfer",
]  # fmt: skip
