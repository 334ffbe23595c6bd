"""Addresses of gates, responses, incidents and events afterwards."""

from __future__ import annotations

from django.urls import path

from pilin.domain.watch.web import after, gates, incidents, responses

BASE = "c/<slug:circle>/watch"
ACTS = [
    path(f"{BASE}/gates/", gates.gates, name="gates"),
    path(f"{BASE}/gates/add/", gates.add_gate, name="add_gate"),
    path(f"{BASE}/gates/<uuid:uid>/", gates.gate, name="gate"),
    path(f"{BASE}/gates/<uuid:uid>/change/", gates.change_gate, name="change_gate"),
    path(f"{BASE}/gates/<uuid:uid>/move/", gates.move, name="move_gate"),
    path(f"{BASE}/gates/<uuid:uid>/ask/", gates.ask, name="ask_gate"),
    path(f"{BASE}/gates/<uuid:uid>/rule/", gates.add_rule, name="add_gate_rule"),
    path(f"{BASE}/gates/<uuid:uid>/end/", gates.end_gate, name="end_gate"),
    path(f"{BASE}/gate-requests/<uuid:uid>/answer/", gates.answer, name="answer_gate"),
    path(f"{BASE}/responses/", responses.responses, name="responses"),
    path(f"{BASE}/responses/launch/", responses.launch, name="launch_response"),
    path(f"{BASE}/responses/plan/", responses.plan, name="plan"),
    path(f"{BASE}/responses/plan/add/", responses.add_task, name="add_plan_task"),
    path(f"{BASE}/responses/plan/<uuid:uid>/end/", responses.end_task, name="end_plan_task"),
    path(f"{BASE}/responses/<uuid:uid>/", responses.response, name="response"),
    path(f"{BASE}/responses/<uuid:uid>/change/", responses.change, name="change_response"),
    path(f"{BASE}/responses/<uuid:uid>/end/", responses.end, name="end_response"),
    path(f"{BASE}/response-tasks/<uuid:uid>/acknowledge/", responses.acknowledge, name="acknowledge_task"),
    path(f"{BASE}/response-tasks/<uuid:uid>/done/", responses.finish, name="finish_task"),
    path(f"{BASE}/incidents/", incidents.incidents, name="incidents"),
    path(f"{BASE}/incidents/report/", incidents.report, name="report_incident"),
    path(f"{BASE}/incidents/<uuid:uid>/", incidents.incident, name="incident"),
    path(f"{BASE}/incidents/<uuid:uid>/tell/", incidents.tell, name="tell_incident"),
    path(f"{BASE}/incidents/<uuid:uid>/close/", incidents.close, name="close_incident"),
    path(f"{BASE}/incident-notices/<uuid:uid>/know/", incidents.know, name="know_incident"),
    path(f"{BASE}/contacts/", incidents.contacts, name="contacts"),
    path(f"{BASE}/contacts/add/", incidents.add_contact, name="add_contact"),
    path(f"{BASE}/contacts/<uuid:uid>/change/", incidents.change_contact, name="change_contact"),
    path(f"{BASE}/contacts/<uuid:uid>/end/", incidents.end_contact, name="end_contact"),
    path(f"{BASE}/joint-plans/", incidents.plans, name="plans"),
    path(f"{BASE}/joint-plans/add/", incidents.add_plan, name="add_joint_plan"),
    path(f"{BASE}/joint-plans/<uuid:uid>/join/", incidents.join_plan, name="join_plan"),
    path(f"{BASE}/after/", after.after_index, name="after_index"),
    path(f"{BASE}/after/<uuid:uid>/", after.after, name="after"),
    path(f"{BASE}/after/<uuid:uid>/report.pdf", after.report, {"kind": "pdf"}, name="after_pdf"),
    path(f"{BASE}/after/<uuid:uid>/report.docx", after.report, {"kind": "docx"}, name="after_docx"),
    path(f"{BASE}/after/<uuid:uid>/replay/", after.replay, name="replay"),
    path(f"{BASE}/after/<uuid:uid>/drill/", after.drill, name="replay_drill"),
]
