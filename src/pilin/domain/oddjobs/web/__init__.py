"""Pages of odd jobs: shifts near somebody, one's own, workers of a town, posts of an employer, floors."""

from pilin.domain.oddjobs.web.bans import add_ban, ban, bans, follow, lift, object_to, set_aside
from pilin.domain.oddjobs.web.board import assign, board
from pilin.domain.oddjobs.web.floors import add_floor, floors
from pilin.domain.oddjobs.web.months import months, publish
from pilin.domain.oddjobs.web.paying import arrears, denied, paid, pay, proof, proof_shown, received
from pilin.domain.oddjobs.web.posts import add, call_off, close, complain, post, posts, repeat
from pilin.domain.oddjobs.web.shifts import accept, apply, decline, give_back, mine, near, shift
from pilin.domain.oddjobs.web.workers import enrol, join, leave, seen, worker, workers
from pilin.domain.oddjobs.web.working import absent, appeal, appeals, code, come, go, hear, here, hours, work

__all__ = [
    "absent",
    "accept",
    "add",
    "add_ban",
    "add_floor",
    "appeal",
    "appeals",
    "apply",
    "arrears",
    "assign",
    "ban",
    "bans",
    "board",
    "call_off",
    "close",
    "code",
    "come",
    "complain",
    "decline",
    "denied",
    "enrol",
    "floors",
    "follow",
    "give_back",
    "go",
    "hear",
    "here",
    "hours",
    "join",
    "leave",
    "lift",
    "mine",
    "months",
    "near",
    "object_to",
    "paid",
    "pay",
    "post",
    "posts",
    "proof",
    "proof_shown",
    "publish",
    "received",
    "repeat",
    "seen",
    "set_aside",
    "shift",
    "work",
    "worker",
    "workers",
]
