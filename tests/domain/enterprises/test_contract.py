"""The registers keep the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pilin.domain.enterprises import actions
from pilin.domain.enterprises.models import (
    Bringing,
    Certificate,
    Claim,
    Enterprise,
    Good,
    Group,
    GroupEntity,
    GroupFigure,
    Likeness,
    Register,
    RegisterRecord,
    Site,
)
from tests.factories import enterprises as make
from tests.factories.base import NOW, Stand, make_user
from tests.kit import Example, RoomContract


class TestEnterprises(RoomContract):
    room = "enterprises"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a register with one record of one firm, all shared alike."""
        number = Enterprise.objects.visible_to(Stand.machine()).count() + 1
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        register = Register(title=f"名录{number}", records_brought=1, **shared)
        register.as_of = "2024-09"
        register.save()
        said = {"name_zh": f"第{number}厂", "uscc": make.code(number)}
        firm = Enterprise(sound=f"di{number:03}chang", **said, **shared)
        firm.save()
        record = RegisterRecord(register=register, enterprise=firm, row=2, linked_by="first", **said, **shared)
        record.save()
        other = Enterprise(sound=f"di{number:03}bie", name_zh=f"第{number}别厂", **shared)
        other.save()
        pair = Likeness(enterprise=firm, other=other, probability=0.5, **shared)
        pair.save()
        group = Group(name_zh=f"集团{number}", **shared)
        group.save()
        entity = GroupEntity(group=group, enterprise=firm, **shared)
        entity.save()
        site = Site(enterprise=firm, kind="plant", **shared)
        site.save()
        figure = GroupFigure(group=group, kind="staff", year=2023, value=7, unit="person", **shared)
        figure.save()
        claim = Claim(enterprise=firm, person=make_user(f"claimant{number}"), office="厂长", **shared)
        claim.save()
        good = Good(enterprise=firm, role="makes", name_zh="电缆", **shared)
        good.save()
        paper = Certificate(enterprise=firm, kind="certificate", name_zh="ISO 9001", **shared)
        paper.save()
        bringing = Bringing(title=f"名录{number}", readers="own", file_name="a.csv", digest=f"{number:064}", **shared)
        bringing.as_of = "2024-09"
        bringing.save()
        return [register, firm, record, pair, group, entity, site, figure, claim, good, paper, bringing]

    def list_urls(self) -> Iterable[str]:
        return [
            "/c/five-towns/enterprises/",
            "/c/five-towns/enterprises/registers/",
            "/c/five-towns/enterprises/groups/",
            "/api/v1/circles/five-towns/groups",
            "/c/five-towns/enterprises/likenesses/",
            "/api/v1/circles/five-towns/likenesses",
            "/c/five-towns/enterprises/claims/",
            "/api/v1/circles/five-towns/claims",
            "/api/v1/circles/five-towns/enterprises",
            "/api/v1/circles/five-towns/registers",
        ]

    def page_of(self, row: Any) -> str | None:
        if isinstance(row, Enterprise):
            return f"/c/five-towns/enterprises/{row.pk}/"
        if isinstance(row, Group):
            return f"/c/five-towns/enterprises/groups/{row.pk}/"
        if isinstance(row, Claim):
            return f"/c/five-towns/enterprises/claims/{row.pk}/"
        if isinstance(row, Likeness):
            return f"/c/five-towns/enterprises/likenesses/{row.pk}/"
        return f"/c/five-towns/enterprises/registers/{row.pk}/" if isinstance(row, Register) else None

    def deeds(self) -> Iterable[Example]:
        words = {"circle": "five-towns", "title": "名录", "as_of": "2024-09", "records": [(2, make.firm(1))]}
        known = make.bring(self.five.xindai.clerk, make.firm(7))
        back = {"by": self.five.xindai.clerk, "register": known, "why": "文件不对"}
        kept, firm, third = make.made(
            self.five.xindai.clerk,
            make.firm(21),
            make.firm(22, name_zh="另一厂", uscc=""),
            make.firm(23, uscc=""),
            title="合",
        )
        by = self.five.xindai.clerk
        merging = {"by": by, "enterprise": firm, "into": kept}
        group = actions.note_group(by=by, at=NOW, circle="five-towns", name_zh="先有的集团")
        somebody = make.person("somebody")
        claim = actions.claim_firm(by=somebody, at=NOW, enterprise=kept, office="厂长")
        held = actions.claim_firm(by=make.person("another"), at=NOW, enterprise=kept, office="会计")
        good = actions.note_good(by=by, at=NOW, enterprise=kept, role="makes", name_zh="铜杆")
        paper = actions.note_certificate(by=by, at=NOW, enterprise=kept, kind="certificate", name_zh="RoHS")
        said = {"by": by, "enterprise": kept, "role": "makes", "name_zh": "电缆"}
        noted = {"by": by, "enterprise": kept, "kind": "recognition", "name_zh": "高新技术企业"}
        stranger = self.five.fengjing.clerk
        whole, half = make.written(by, 2, 31, 32), make.written(by, 3, 33, 34)
        pair, again = make.likeness(third, kept), make.bring(by, make.firm(24), title="比")
        return [
            Example(actions.merge_firms, ok=merging, refused={**merging, "by": self.five.fengjing.clerk}),
            Example(
                actions.undo_merge,
                ok={"by": by, "enterprise": firm, "why": "两家"},
                refused={"by": by, "enterprise": kept, "why": "两家"},
            ),
            Example(
                actions.keep_apart,
                ok={"by": by, "likeness": pair},
                refused={"by": self.five.fengjing.clerk, "likeness": pair},
            ),
            Example(
                actions.note_group,
                ok={"by": by, "circle": "five-towns", "name_zh": "集团"},
                refused={"by": self.five.stranger.clerk, "circle": "five-towns", "name_zh": "集团"},
            ),
            Example(
                actions.place_in_group,
                ok={"by": by, "group": group, "enterprise": kept},
                refused={"by": self.five.fengjing.clerk, "group": group, "enterprise": kept},
            ),
            Example(
                actions.note_site,
                ok={"by": by, "enterprise": kept, "kind": "plant"},
                refused={"by": by, "enterprise": kept, "kind": "plant", "area": "7"},
            ),
            Example(
                actions.note_figure,
                ok={"by": by, "group": group, "kind": "staff", "year": 2023, "value": "7人"},
                refused={"by": by, "group": group, "kind": "staff", "year": 2023, "value": "7亩"},
            ),
            Example(
                actions.claim_firm,
                ok={"by": make.person("third"), "enterprise": kept, "office": "厂长"},
                refused={"by": by, "enterprise": kept, "office": "厂长"},
            ),
            Example(
                actions.decide_claim,
                ok={"by": by, "claim": claim, "accepted": True},
                refused={"by": stranger, "claim": claim, "accepted": True},
            ),
            Example(actions.end_claim, ok={"by": by, "claim": held}, refused={"by": stranger, "claim": held}),
            Example(actions.note_good, ok=said, refused={**said, "by": stranger}),
            Example(actions.remove_good, ok={"by": by, "good": good}, refused={"by": stranger, "good": good}),
            Example(actions.note_certificate, ok=noted, refused={**noted, "by": stranger}),
            Example(
                actions.remove_certificate,
                ok={"by": by, "certificate": paper},
                refused={"by": stranger, "certificate": paper},
            ),
            Example(
                actions.note_likenesses,
                ok={"by": by, "register": again, "pairs": []},
                refused={"by": self.five.fengjing.clerk, "register": again, "pairs": []},
                bulk=True,
            ),
            Example(actions.bring_register, ok=words, refused={**words, "by": self.five.stranger.clerk}, bulk=True),
            Example(
                actions.bring_register, ok={**words, "title": "另一份"}, refused={**words, "records": []}, bulk=True
            ),
            Example(
                actions.put_in_force, ok={"by": by, "bringing": whole}, refused={"by": by, "bringing": half}, bulk=True
            ),
            Example(actions.withdraw_register, ok=back, refused={**back, "by": self.five.fengjing.clerk}, bulk=True),
        ]
