"""Meetings keep the contract of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from pilin.domain.meetings import actions
from pilin.domain.meetings.models import Meeting, Theme
from tests.factories import meetings as make
from tests.factories.base import Five
from tests.kit import Example, RoomContract


class TestMeetings(RoomContract):
    room = "meetings"

    def make_rows(self, owner: Any, audience: str) -> Sequence[Any]:
        """Return a meeting and a theme, shared alike."""
        shared = {"in_circle": self.five.circle, "circle": self.five.slug, "owner": owner.member, "audience": audience}
        row = Meeting(title_zh="会", title="Meeting", host=self.five.fengjing.row, **shared)
        row.starts_on = "2024-10-18"
        row.save()
        theme = Theme(meeting=row, no=1, name_zh="主题", name="Theme", **shared)
        theme.save()
        return [row, theme]

    def make_item(self, number: int) -> None:
        """Put a meeting with a task, a matter, a commitment and minutes on every list."""
        five = self.five
        make.make_bodies(five) if number == 1 else None
        row = make.call(five)
        make.attend(five, row, five.fengjing, five.huimin)
        task = make.give(five, five.huimin, row=row)
        make.move(five, task, five.huimin.clerk, "taken")
        make.raise_up(five, five.huimin.clerk, task)
        common = {"by": five.fengjing.secretary, "at": make.NOW, "circle": five.slug, "meeting": row.pk}
        actions.write_minutes(**common, text_zh="纪要")
        actions.note_commitment(
            **common, member=five.zhujing.code, sentence_zh="朱泾修路", sentence="Zhujing mends the road"
        )
        paper = make.document(five, five.zhujing)
        clause = paper.clauses.visible_to(five.zhujing.clerk)[0].pk
        give = {"by": five.zhujing.clerk, "at": make.NOW, "circle": five.slug, "document": paper.pk}
        for one in (clause, None):
            actions.give_document_tasks(**give, clause=one, tasks=[{"title_zh": "贴出办法"}])
        actions.record_outcome(**common, kind="launched", object_kind="platform", title_zh="平台", title="Platform")

    def list_urls(self) -> Iterable[str]:
        base = "/c/five-towns"
        return [
            f"{base}/meetings/", f"{base}/tasks/", f"{base}/tasks/?view=list", f"{base}/matters/", f"{base}/commitments/",
            f"{base}/reviews/", f"{base}/documents/", "/api/v1/circles/five-towns/documents", "/api/v1/circles/five-towns/meetings", "/api/v1/circles/five-towns/tasks",
            "/api/v1/circles/five-towns/matters", "/api/v1/circles/five-towns/commitments",
        ]  # fmt: skip

    def page_of(self, row: Any) -> str | None:
        return f"/c/five-towns/meetings/{row.pk}/" if isinstance(row, Meeting) else None

    def deeds(self) -> Iterable[Example]:
        return examples(self.five)


def examples(five: Five) -> list[Example]:
    """Return an accepted and a refused call of every deed of the room."""
    make.make_bodies(five)
    chair, huimin = five.fengjing.secretary, five.huimin
    row = make.call(five)
    make.attend(five, row, five.fengjing, huimin)
    fresh = make.call(five, starts_on="2024-10-25")
    results = make.call(five, is_results=True)
    at = {"circle": five.slug, "meeting": row.pk}
    mine = {"by": chair, **at}
    task = make.give(five, huimin, row=row)
    stuck, other, third = (make.raise_up(five, huimin.clerk, make.give(five, huimin)) for _n in range(3))
    item = actions.put_on_agenda(**mine, at=make.NOW, title_zh="桥")
    proposed = actions.resolve(**mine, at=make.NOW, text_zh="定规矩", state="studying")
    said = actions.note_commitment(**mine, at=make.NOW, member=huimin.code, sentence_zh="修路", sentence="Mend")
    minutes = actions.write_minutes(**mine, at=make.NOW, text_zh="纪要")
    word = {"by": huimin.secretary, **at, "said": "confirmed", "seen_hash": minutes.text_hash}
    matter = {"by": chair, "circle": five.slug}
    review = {"by": chair, "circle": five.slug, "year": 2024, "half": 1, "title_zh": "上半年"}
    taken = actions.take_review(**{**review, "half": 2}, at=make.NOW)
    new = {"circle": five.slug, "title_zh": "会", "starts_on": "2024-11-01"}
    up = {"by": huimin.clerk, "circle": five.slug, "subject": task.pk, "subject_kind": "task", "subject_url": "/x/", "title_zh": "卡住",
          "title": "Stuck", "why": "谈不拢"}  # fmt: skip
    person = [{"member": huimin.code}]
    thing = {"kind": "signed", "object_kind": "agreement", "title_zh": "协议", "title": "Agreement"}
    tasks = [{"member": huimin.code, "title_zh": "出图"}]
    paper, undated = make.document(five, huimin), make.document(five, huimin, issued_on=None)
    mine_paper = {"by": huimin.clerk, "circle": five.slug, "document": paper.pk}
    dated = {**mine_paper, "document": undated.pk, "issued_on": "2024-05-06"}
    named = {"by": huimin.clerk, "circle": five.slug, "title_zh": "意见", "issuer_zh": "镇政府"}
    clause = {"label": "第三条", "text_zh": "公布"}
    return [
        Example(actions.record_document, ok=named, refused={**named, "issuer_zh": ""}),
        Example(actions.add_clauses, ok={**mine_paper, "clauses": [clause]}, refused={**mine_paper, "by": chair, "clauses": [clause]}),
        Example(actions.date_document, ok=dated, refused={**mine_paper, "issued_on": "2024-05-06"}),
        Example(actions.give_document_tasks, ok={**mine_paper, "tasks": [{"title_zh": "贴"}]}, refused={**mine_paper, "by": chair, "tasks": [{"title_zh": "贴"}]}),
        Example(actions.end_document, ok={**mine_paper, "document": undated.pk, "ended_on": make.NOW.date()}, refused={**mine_paper, "ended_on": date(2023, 1, 1)}),
        Example(actions.call_meeting, ok={"by": chair, **new}, refused=new),
        Example(actions.record_held, ok=mine, refused={"by": chair, "circle": five.slug, "meeting": fresh.pk}),
        Example(actions.cancel_meeting, ok={"by": chair, "circle": five.slug, "meeting": fresh.pk, "why": "台风"}, refused={**mine, "why": ""}),
        Example(actions.put_on_agenda, ok={**mine, "title_zh": "路"}, refused={**at, "title_zh": "路"}),
        Example(actions.record_item, ok={**mine, "item": item.pk, "outcome": "agreed"}, refused={**mine, "item": item.pk, "outcome": "lost"}),
        Example(actions.record_attendance, ok={**mine, "people": person}, refused={**mine, "people": []}),
        Example(actions.write_minutes, ok={**mine, "text_zh": "纪要"}, refused={**mine, "text_zh": " "}),
        Example(actions.speak_to_minutes, ok=word, refused={**word, "by": five.zhujing.secretary}),
        Example(actions.set_theme, ok={**mine, "name_zh": "生态", "name": "Ecology"}, refused={**at, "name_zh": "生态", "name": "Ecology"}),
        Example(actions.name_next_host, ok={**mine, "year": 2025, "host": huimin.code}, refused={**mine, "year": 2024, "host": huimin.code}),
        Example(actions.record_outcome, ok={**mine, **thing}, refused={**mine, **thing, "object_kind": "camp"}),
        Example(actions.freeze_snapshot, ok={"by": chair, "circle": five.slug, "meeting": results.pk}, refused=mine),
        Example(actions.resolve, ok={**mine, "text_zh": "修桥", "tasks": tasks}, refused={**mine, "text_zh": "修桥", "tasks": [{"member": "9"}]}),
        Example(
            actions.move_resolution,
            ok={**matter, "resolution": proposed.pk, "state": "proposed", "on": make.NOW.date()},
            refused={**matter, "resolution": proposed.pk, "state": "approved", "on": make.NOW.date()},
        ),
        Example(actions.give_tasks, ok={**mine, "commitment": said.pk, "tasks": tasks}, refused={**mine, "commitment": said.pk, "tasks": []}),
        Example(
            actions.move_task,
            ok={"by": huimin.clerk, "circle": five.slug, "task": task.pk, "what": "taken"},
            refused={"by": five.zhujing.clerk, "circle": five.slug, "task": task.pk, "what": "taken"},
        ),
        Example(actions.carry_over, ok={"by": chair, "circle": five.slug, "meeting": results.pk}, refused={"circle": five.slug, "meeting": results.pk}, bulk=True),
        Example(actions.raise_matter, ok={**up, "from_level": "execution"}, refused={**up, "from_level": "decision"}),
        Example(actions.return_matter, ok={**matter, "matter": other.pk, "why": "镇里先对图"}, refused={**matter, "matter": other.pk, "why": ""}),
        Example(actions.raise_further, ok={**matter, "matter": third.pk, "why": "要书记定"}, refused={**up_only(five), "matter": third.pk}),
        Example(actions.answer_matter, ok={**matter, "matter": stuck.pk, "answer": "按惠民的图"}, refused={"by": huimin.secretary, "circle": five.slug, "matter": stuck.pk, "answer": "好"}),
        Example(actions.note_commitment, ok={**mine, "member": huimin.code, "sentence_zh": "修路", "sentence": "Mend"}, refused={**mine, "member": huimin.code, "sentence_zh": "", "sentence": ""}),
        Example(
            actions.check_commitment,
            ok={**matter, "commitment": said.pk, "result": "kept", "evidence": "路通了"},
            refused={**matter, "by": huimin.secretary, "commitment": said.pk, "result": "kept", "evidence": "路通了"},
        ),
        Example(actions.take_review, ok=review, refused={**review, "half": 3}),
        Example(actions.note_review, ok={**matter, "review": taken.pk, "notes_zh": "好"}, refused={"by": huimin.secretary, "circle": five.slug, "review": taken.pk, "notes_zh": "好"}),
    ]  # fmt: skip


def up_only(five: Five) -> dict[str, Any]:
    """Return what a town that may not yet raise further gives: the body still has time."""
    return {"by": five.huimin.clerk, "circle": five.slug, "why": "等不及"}
