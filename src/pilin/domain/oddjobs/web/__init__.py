"""Pages of odd jobs: shifts near somebody, one's own, workers of a town, posts of an employer, floors."""

from pilin.domain.oddjobs.web.floors import add_floor, floors
from pilin.domain.oddjobs.web.posts import add, call_off, close, post, posts, repeat
from pilin.domain.oddjobs.web.shifts import accept, apply, decline, give_back, mine, near, shift
from pilin.domain.oddjobs.web.workers import enrol, join, leave, seen, worker, workers

__all__ = [
    "accept",
    "add",
    "add_floor",
    "apply",
    "call_off",
    "close",
    "decline",
    "enrol",
    "floors",
    "give_back",
    "join",
    "leave",
    "mine",
    "near",
    "post",
    "posts",
    "repeat",
    "seen",
    "shift",
    "worker",
    "workers",
]
