"""Registries are filled and closed here: what a lower storey declares, an upper room fills by this file's hand."""

from __future__ import annotations

from typing import Any

from pilin.config import (
    alerting,
    casework,
    developing,
    drilling,
    enforcing,
    gauging,
    neighbouring,
    proposing,
    responding,
    visiting,
    watching,
)


def wire() -> None:
    """Fill every registry once, when all rooms are loaded."""
    _disk()
    _upkeep()
    _ledger()
    _backups()
    _names()
    _bulletins()
    _people()
    _privacy()
    _sources()
    _obstacles()
    _enterprises()
    _chains()
    proposing.fill()  # before cases: proposals forget a person while their cases still know whose they are
    casework.fill()
    visiting.fill()
    enforcing.fill()
    gauging.fill()
    _oddjobs()
    developing.fill()
    neighbouring.fill()
    drilling.fill()
    watching.fill()
    alerting.fill()
    responding.fill()
    _handover()
    _meetings()
    _programme()
    _members()
    _order_of_ways()


RAIL = "tpmxeijvcnwoba"  # by what people come for: today, programme, meetings, obstacles, firms and chains, investment, jobs, proposals, cases, enforcement, watch, observatory, bulletins, the circle


def _order_of_ways() -> None:
    """The rail stands in one order, whoever filled it first."""
    from pilin.web.frame import WAYS  # app ready

    WAYS.sort(key=lambda way: RAIL.find(way.key))


def _disk() -> None:
    """A write that finds no room closes the instance for writing until there is some; /healthz says so."""
    from datetime import datetime

    from pilin.config import disk
    from pilin.web.health import HEALTH, Health
    from pilin.web.trouble import LISTENERS

    def health(_at: datetime) -> Health:
        now = disk.state()
        facts = {"free_bytes": now.free, "used_percent": now.used_percent, "read_only": now.read_only}
        return Health(not now.read_only, {**facts, "warning": now.warning})

    LISTENERS.append(disk.note)
    HEALTH["disk"] = health


def _upkeep() -> None:
    """Tasks put aside stand in the keeper's work; /healthz says how the worker is; kept answers are a person's own."""
    from datetime import date, datetime

    from django.urls import reverse
    from django.utils.translation import gettext as _
    from django.utils.translation import gettext_lazy

    from pilin.foundation.access.standing import Standing
    from pilin.foundation.identity.enums import SUBJECT_DATA, SubjectData
    from pilin.foundation.notices.enums import WORK, WorkItem, WorkKind
    from pilin.foundation.upkeep import actions, queries
    from pilin.web.frame import DUTIES, Duty
    from pilin.web.health import HEALTH, Health

    def work(standing: Standing, _on: date) -> list[WorkItem]:
        return [
            WorkItem(
                WorkKind.DUE,
                _("A background task failed for good: {task}").format(task=one.name.rsplit(".", 1)[-1]),
                one.error,
                reverse("upkeep:tasks"),
                verb=_("Decide"),
            )
            for one in queries.letters(standing)
        ]

    def health(at: datetime) -> Health:
        now = queries.state(at)
        return Health(now.is_well(at), {name: getattr(now, name) for name in now.__slots__})

    def forget(person: Any, at: datetime) -> int:
        return actions.forget_person(by=queries.HOUSE, at=at, person=person)

    DUTIES.append(Duty(gettext_lazy("Background tasks"), "subtask", "upkeep:tasks"))
    WORK["upkeep"] = work
    HEALTH["tasks"] = health
    SUBJECT_DATA["upkeep"] = SubjectData(
        gettext_lazy("Answers to your programs"),
        gettext_lazy("kept for two days so that a call sent twice is done once; erased with the account"),
        queries.answers_held,
        forget,
    )


def _ledger() -> None:
    """Each deed's shared rows enter the ledger in the deed's own transaction; the members of a circle witness its heads."""
    from datetime import date

    from pilin.config.records import RECORDS_OF
    from pilin.foundation.access.standing import Standing
    from pilin.foundation.journal.enums import RECORDERS
    from pilin.foundation.ledger.enums import FACES, JOINT_ACTS, RECORDS, WITNESSES
    from pilin.foundation.ledger.recording import record
    from pilin.foundation.members.queries import member_cards, members_on

    def members(circle: str, on: date) -> list[str]:
        return [m.code for m in members_on(Standing.machine("ledger"), circle, on)]

    RECORDERS.append(record)
    WITNESSES.append(members)
    FACES.append(member_cards)
    for kinds, joint in RECORDS_OF:
        RECORDS.update(kinds())
        JOINT_ACTS.extend(joint)
    _leaving()


def _backups() -> None:
    """A restored instance refuses deeds until its logs are settled, and says so on every page."""
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from django.urls import reverse
    from django.utils.translation import gettext as now
    from django.utils.translation import gettext_lazy as _

    from pilin.foundation.access.standing import Standing
    from pilin.foundation.backups import queries
    from pilin.foundation.backups.guard import banner, refuse_while_restored
    from pilin.foundation.journal.enums import GATES
    from pilin.foundation.notices.enums import WORK, WorkItem, WorkKind
    from pilin.web.frame import BANNERS, DUTIES, Duty
    from pilin.web.health import HEALTH, Health

    def copies(at: datetime) -> Health:
        said = queries.health(at)
        return Health(said["fresh"], said)

    def work(standing: Standing, on: date) -> list[WorkItem]:
        end = datetime.combine(on, datetime.max.time(), ZoneInfo("Asia/Shanghai"))
        return [
            WorkItem(WorkKind.DUE, wait.title, wait.detail, reverse("backups:index"), wait.since, now("Look"))
            for wait in queries.waiting(standing, end)
        ]

    GATES.append(refuse_while_restored)
    BANNERS.append(banner)
    HEALTH["backup"] = copies
    WORK["backups"] = work
    DUTIES.append(Duty(_("Backups"), "device-floppy", "backups:index"))


def _leaving() -> None:
    """As whom a town reads, and what travels beside the rows of one that leaves: accounts and files."""
    from datetime import datetime

    from pilin.config.standing import SHANGHAI
    from pilin.foundation.access.enums import StandingKind
    from pilin.foundation.access.standing import Standing
    from pilin.foundation.files import store
    from pilin.foundation.identity import accounts
    from pilin.foundation.ledger.enums import ACCOUNTS, BULK, READERS, STORES, Accounts, FileStore
    from pilin.foundation.members.queries import belonging
    from pilin.foundation.observations.queries.leaving import readings_of

    def reader(town: str, at: datetime) -> Standing:
        where = belonging(town, at.astimezone(SHANGHAI).date())
        return Standing(
            StandingKind.MACHINE, name="leaving", member=town, circles=where.circles, observes=where.observes,
            agreements=where.agreements,
        )  # fmt: skip

    READERS.append(reader)
    ACCOUNTS.append(Accounts("identity.user", accounts.packed, accounts.restored, accounts.any_here))
    STORES.append(
        FileStore(
            "files.attachment",
            lambda row: (row.sha256, row.size, row.subject),
            store.opened,
            store.keep,
            lambda digest: store.path_of(digest).unlink(missing_ok=True),
        )
    )
    BULK.append(("readings", readings_of))


def _names() -> None:
    """The journal keeps keys; people and members lend it their names."""
    from django.utils.translation import get_language

    from pilin.foundation.access.standing import Standing
    from pilin.foundation.identity import queries as identity
    from pilin.foundation.journal.enums import NAMES
    from pilin.foundation.ledger.enums import HOUSE, HOUSE_NAME
    from pilin.foundation.members.models import Circle, Member

    def members(codes: set[str]) -> dict[str, str]:
        """Return the names of whoever owns rows: members, circles as such, and the instance itself."""
        column = "name" if (get_language() or "").startswith("en") else "name_zh"
        rows = Member.objects.visible_to(Standing.public()).filter(code__in=codes)
        found = dict(rows.values_list("code", column))
        if rest := codes - found.keys():
            circles = Circle.objects.visible_to(Standing.public()).filter(slug__in=rest)
            found |= dict(circles.values_list("slug", column))
        return found | {HOUSE: str(HOUSE_NAME)} if HOUSE in codes else found

    NAMES.update(people=identity.names_of, members=members)


def _people() -> None:
    """What each room holds on a person, and the number of things that wait for them."""
    from django.utils.translation import gettext_lazy as _

    from pilin.config.standing import standing_of_town
    from pilin.foundation.access.standing import Standing
    from pilin.foundation.identity import actions, queries
    from pilin.foundation.identity.enums import KEY_ROOMS, SUBJECT_DATA, SubjectData
    from pilin.foundation.journal.queries import lines_of
    from pilin.foundation.members.models import Signature
    from pilin.foundation.notices import actions as telling
    from pilin.foundation.notices import queries as notices
    from pilin.foundation.notices import web
    from pilin.foundation.notices.enums import SAYINGS, STANDS
    from pilin.web.frame import COUNTERS

    house = Standing.machine("erasure")

    def signatures(person: Any) -> list[dict[str, Any]]:
        rows = Signature.objects.visible_to(house).filter(signatory=person)
        return list(rows.values("of", "member__code", "signatory_name", "signatory_title", "signed_at"))  # type: ignore[arg-type]

    SUBJECT_DATA.update(
        account=SubjectData(
            _("Account"),
            _("needed to sign in; erased when the account is closed"),
            queries.account_held,
            lambda person, at: 1,
        ),
        drafts=SubjectData(
            _("Drafts"), _("kept for you until you send or drop them"), queries.drafts_held, actions.forget_drafts
        ),
        sign_in=SubjectData(
            _("Signing in"),
            _(
                "second factors, from where you sign in (half a year) and tries that failed (a day); erased with the account"
            ),
            lambda person: [*queries.sign_in_held(person), *queries.tries_held(person)],
            lambda person, at: actions.forget_sign_in(person, at) + actions.forget_tries_of(person, at),
        ),
        sessions=SubjectData(
            _("Sessions"),
            _("where you are signed in, kept until the session ends"),
            queries.sessions_held,
            actions.forget_sessions,
        ),
        keys=SubjectData(
            _("Keys for programs"),
            _("until you revoke them; your own are erased with the account, a town's stay with the town"),
            queries.keys_held,
            actions.forget_keys,
        ),
        notices=SubjectData(
            _("Notices"),
            _("what you were told; erased with the account"),
            notices.held_on,
            lambda person, at: telling.forget_person(by=house, at=at, person=person),
        ),
        offices=SubjectData(
            _("Offices"), _("who held which office when is a record of the town and stays"), queries.offices_kept
        ),
        deeds=SubjectData(
            _("Deeds"),
            _("what was done in office stays, under a key that names nobody once the account is closed"),
            lines_of,
        ),
        signatures=SubjectData(
            _("Signatures"), _("a signature under an agreement stays with the agreement"), signatures
        ),
    )
    COUNTERS["work"] = web.waiting
    STANDS.append(standing_of_town)
    KEY_ROOMS.update(
        members=_("Circles and agreements"),
        programme=_("Programme"),
        meetings=_("Meetings"),
        obstacles=_("Border obstacles"),
        enterprises=_("Enterprises"),
        chains=_("Chains"),
        investment=_("Investment"),
        cases=_("Cases"),
        services=_("Services to firms"),
        oddjobs=_("Odd jobs"),
        proposals=_("Proposals"),
        lines=_("Buses across the border"),
        parks=_("Parks built together"),
        benefits=_("Sharing benefits"),
        handover=_("Handover of the chair"),
        observations=_("Observatory"),
        observatory=_("Indicators, flows and reach"),
        bulletins=_("Bulletins"),
        files=_("Files"),
        notices=_("My work"),
        identity=_("Who I am here"),
        privacy=_("What is held on me"),
        upkeep=_("Background tasks"),
    )
    SAYINGS["heads"] = _("Heads of the logs, to be kept: {heads}")
    SAYINGS["forked"] = _("A log was written anew since its last head; check the instance and tell the towns: {title}")


def _privacy() -> None:
    """What needs consent, how long each kind of thing is kept, and what is held on people."""
    from django.utils.translation import gettext_lazy as _

    from pilin.config import retention
    from pilin.foundation.identity.enums import SUBJECT_DATA, SubjectData
    from pilin.foundation.privacy import actions, queries
    from pilin.foundation.privacy.enums import TELLING, Holding

    SUBJECT_DATA["consents"] = SubjectData(
        _("Consents"),
        _(
            "what you agreed to and took back; kept three years after that as proof, without a name once the account is closed"
        ),
        queries.consents_held,
        actions.forget_person,
    )
    TELLING[:] = [lambda: [Holding(data.title, data.why, data.erase is None) for data in SUBJECT_DATA.values()]]
    retention.fill()


def _sources() -> None:
    """Every model that says where a fact stands can be counted under its source."""
    from django.apps import apps

    from pilin.foundation.access.models import GatedModel
    from pilin.foundation.files.enums import CITED

    CITED[:] = [
        model
        for model in apps.get_models()
        if issubclass(model, GatedModel)
        and model._meta.app_label != "journal"
        and any(column.name == "source" for column in model._meta.concrete_fields)
    ]


def _obstacles() -> None:
    """What waits in the register stands in people's work, and the year's count on the dashboard."""
    from django.utils.translation import gettext_lazy as _  # app ready

    from pilin.domain.obstacles import queries, web  # app ready
    from pilin.foundation.notices.enums import WORK  # app ready
    from pilin.web.frame import TILES, WAYS, Way  # app ready

    WORK["obstacles"] = queries.work_of
    TILES["obstacles"] = web.tile
    if not any(way.address == "obstacles:index" for way in WAYS):
        WAYS.append(Way("x", _("Border obstacles"), "barrier-block", "obstacles:index", ("obstacles",)))


def _enterprises() -> None:
    """Pairs that may be one firm, claims and papers that end wait in the clerk's work; firms are found through an index."""
    from django.utils.translation import gettext_lazy as _

    from pilin.domain.enterprises import actions, bringing, queries, tasks  # app ready
    from pilin.domain.enterprises.queries import finding  # app ready
    from pilin.foundation.identity.enums import SUBJECT_DATA, SubjectData
    from pilin.foundation.notices.enums import SAYINGS, WORK  # app ready
    from pilin.foundation.search.registry import register  # app ready

    WORK["enterprises"] = queries.work_of
    WORK["claims"] = queries.claims_waiting
    SAYINGS.update(
        claim_accepted=_("You speak for {title} now"),
        claim_refused=_("{title}: your claim to speak for it was refused, with a reason"),
    )
    SUBJECT_DATA["claims"] = SubjectData(
        _("Claims to speak for a firm"),
        _("for which firm you asked to speak and what came of it; erased with the account"),
        queries.claims_held,
        actions.forget_claims,
    )
    bringing.LATER["queue"] = tasks.bring_file.enqueue
    register(finding.SCHEMA, finding.documents, finding.mark)


def _chains() -> None:
    """Firms and chains stand in the rail; an introduction that waits for a town's word stands in its people's work."""
    from django.utils.translation import gettext_lazy as _  # app ready

    from pilin.domain.chains import queries  # app ready
    from pilin.domain.enterprises.enums import WAYS as WAYS_OF_FIRMS
    from pilin.foundation.notices.enums import WORK  # app ready
    from pilin.web.frame import WAYS, Way  # app ready

    WORK["chains"] = queries.work_of
    WAYS_OF_FIRMS[:] = [(_("State a need or an offer"), "search", "chains:ask")]
    if not any(way.address == "chains:index" for way in WAYS):
        WAYS.append(Way("e", _("Firms & chains"), "building-factory-2", "chains:index", ("enterprises", "chains")))


def _oddjobs() -> None:
    """Odd jobs stand in the rail; what is proposed stands in a worker's work; who takes odd jobs can see and erase it."""
    from django.utils.translation import gettext_lazy as _  # app ready

    from pilin.domain.oddjobs import actions, queries  # app ready
    from pilin.domain.oddjobs.kind import JOB_COMPLAINT  # app ready
    from pilin.foundation.cases.enums import KINDS
    from pilin.foundation.identity.enums import SUBJECT_DATA, SubjectData
    from pilin.foundation.notices.enums import SAYINGS, WORK  # app ready
    from pilin.web.frame import WAYS, Way  # app ready

    KINDS[JOB_COMPLAINT.key] = JOB_COMPLAINT
    WORK["oddjobs"] = queries.work_of
    WORK["oddjobs_done"] = queries.to_do
    SAYINGS.update(
        job_proposed=_("{title}: a shift is proposed to you"),
        job_booked=_("{title}: the shift is yours"),
        job_lapsed=_("{title}: it is not yours; the reason stands with the shift"),
        job_called_off=_("{title}: the employer called the shift off"),
        job_hours=_("{title}: the employer said which hours you worked; say whether they are right"),
        job_absent=_("{title}: the employer says that you did not come; you may appeal"),
        job_appeal=_("{title}: a worker appeals to your town"),
        job_decided=_("{title}: your appeal is decided"),
        job_paid=_("{title}: the employer says that you were paid; say whether it came"),
        job_denied=_("{title}: a worker says that the pay did not come"),
        job_overdue=_("{title}: the pay is overdue"),
        job_banned=_("{title} may offer no work for now; read why, and how to object"),
        job_ban_shared=_("{title}: another town let this employer offer no work, and shares it with yours"),
        job_ban_lifted=_("{title} may offer work again"),
        job_ban_objected=_("{title} objects to being barred"),
        job_ban_aside=_("{title}: a town does not follow your ban"),
    )
    SUBJECT_DATA["oddjobs"] = SubjectData(
        _("Odd jobs"),
        _(
            "what you can do, from where, and which shifts were yours; with the account all that names you is erased, hours worked stay without a name"
        ),
        queries.workers_held,
        actions.forget_worker,
    )
    if not any(way.address == "oddjobs:near" for way in WAYS):
        WAYS.append(Way("j", _("Odd jobs"), "wallet", "oddjobs:near", ("oddjobs",)))


def _handover() -> None:
    """A dossier's sections are filled from the rooms below; what waits for a seal stands in people's work."""
    from pilin.config.secrets import shared_secrets  # app ready
    from pilin.domain.handover import queries, web  # app ready
    from pilin.domain.handover.enums import SECRETS, SECTIONS  # app ready
    from pilin.foundation.notices.enums import WORK  # app ready
    from pilin.web.frame import TILES  # app ready

    SECTIONS[:] = queries.all_sections()
    SECRETS[:] = [shared_secrets]
    WORK["handover"] = queries.work_of
    TILES["handover"] = web.tile


def _meetings() -> None:
    """Tasks, minutes and raised matters stand in people's work, events in the calendar feed; reviews read the joint list."""
    from django.utils.translation import gettext_lazy as _  # app ready

    from pilin.config import reviews  # app ready
    from pilin.domain.meetings import queries  # app ready
    from pilin.foundation.bulletins.enums import CALENDAR  # app ready
    from pilin.foundation.notices.enums import WORK  # app ready
    from pilin.web.frame import WAYS, Way  # app ready

    reviews.fill()
    WORK["meetings"] = queries.work_of
    CALENDAR.append(queries.calendar_entries)
    if not any(way.address == "meetings:index" for way in WAYS):
        WAYS.append(Way("m", _("Meetings"), "users-group", "meetings:index", ("meetings",)))


def _bulletins() -> None:
    """Dated queries that bulletins may name; texts and corrections in signatories' work; the observatory and the bulletins in the rail."""
    from django.utils.translation import gettext_lazy as _

    from pilin.config import figures
    from pilin.foundation.bulletins import work
    from pilin.foundation.notices.enums import SAYINGS, WORK
    from pilin.web.frame import WAYS, Way

    figures.fill()
    WORK["bulletins"] = work.work_of
    SAYINGS.update(
        bulletin_signed=_("Every town has signed {title}"),
        correction_asked=_("A correction to {title} awaits your town’s word"),
        correction_objected=_("A town objects to your correction to {title}"),
        correction_confirmed=_("Your correction to {title} is confirmed by every town that signed"),
    )
    for way in (
        Way("o", _("Observatory"), "chart-line", "observations:index", ("observations", "observatory")),
        Way("b", _("Bulletins"), "news", "bulletins:index", ("bulletins",)),
    ):
        if not any(known.address == way.address for known in WAYS):
            WAYS.append(way)


def _members() -> None:
    """Texts that wait for a signature stand in people's work; the circle itself stands in the rail."""
    from pilin.foundation.members import queries
    from pilin.foundation.members.enums import CIRCLE_LABEL
    from pilin.foundation.notices.enums import WORK
    from pilin.web.frame import WAYS, Way

    WORK["agreements"] = queries.work_to_sign
    if not any(way.address == "members:circle" for way in WAYS):
        WAYS.append(Way("a", CIRCLE_LABEL, "heart-handshake", "members:circle", ("members",)))


def _programme() -> None:
    """Milestones and lists stand in people's work, in the calendar feed and in bulletins' figures; items rely on agreements."""
    from django.utils.translation import gettext_lazy as _

    from pilin.domain.programme import queries
    from pilin.foundation.bulletins.enums import CALENDAR, FIGURES
    from pilin.foundation.members.enums import RELIANCE
    from pilin.foundation.notices.enums import SAYINGS, WORK
    from pilin.web.frame import WAYS, Way

    WORK["programme"] = queries.work_of
    FIGURES.update(queries.figures())
    CALENDAR.append(queries.calendar_entries)
    RELIANCE.append(queries.relying)
    SAYINGS.update(
        witnessed=_("{title}: your milestone was witnessed"),
        sent_back=_("{title}: your report was sent back with a reason"),
    )
    if not any(way.address == "programme:index" for way in WAYS):
        ways = [
            Way("t", _("Today"), "sun", "programme:today", ("programme:today",)),
            Way(
                "p",
                _("Programme"),
                "list-details",
                "programme:index",
                (
                    "programme:index",
                    "programme:year",
                    "programme:item",
                    "programme:draft",
                    "programme:plans",
                    "programme:plan",
                ),
            ),
        ]
        WAYS[:0] = ways
