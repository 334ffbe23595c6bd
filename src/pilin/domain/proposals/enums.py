"""The words of proposals."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KIND = "proposal"
OVER = ("closed", "withdrawn")  # states of its case in which nothing more is to come
NEAR_BORDER_KM = (
    0.3  # by so much less is the other bank's middle further than this one's: the place may lie on the border
)
FARTHEST_KM = 30  # from the middle of every town: no place of this circle
LONGEST = 4_000  # characters of the facts, and of the measure
MOST_PHOTOS = 4
LARGEST_PHOTO = 20_000_000  # bytes
LIKE = 0.3  # cosine from which somebody may have proposed it already; people decide
LOOKED_AT = 500  # newest proposals among which the same is looked for
LEARNT_FROM = 2_000  # newest decisions from which the routing is learnt
HEARD = 2_000  # newest proposals among which hot topics are looked for


class PointKind(models.TextChoices):
    """The five kinds of point at which proposals are collected."""

    WORKSTATION = "workstation", _("workstation")
    CONTACT = "contact", _("contact point")
    MAILBOX = "mailbox", _("mailbox")
    RESIDENTIAL = "residential", _("point in a residential area")
    RECEPTION = "reception", _("street reception")


class OutcomeClass(models.TextChoices):
    """What an answer says became of a proposal. Adopted is not yet done."""

    SOLVED = "A", _("solved")
    UNDER_WAY = "B", _("under way")
    PLANNED = "C", pgettext_lazy("what becomes of a proposal", "planned")
    REFERENCE = "D", _("for reference only")


class HeldFor(models.TextChoices):
    """Why the public does not read a proposal yet."""

    NOBODY = "nobody", _("filed without an account: somebody of the town reads it first")
    WORDS = "words", _("it holds words of hate, threats or advertising: somebody of the town reads it first")
    CLERK = "clerk", _("held by the town, with a reason")
    ERASED = "erased", _("its words were erased at the wish of whoever proposed it")


class OfferAnswer(models.TextChoices):
    """What a town says to something that another one has done and a resident has confirmed."""

    OPEN = "", pgettext_lazy("offer of a proposal", "no answer yet")
    TAKEN_UP = "taken_up", _("we take it up")
    ALREADY = "already", _("it is so here already")
    NOT_OURS = "not_ours", _("not for us")


class Became(models.TextChoices):
    """What an adopted proposal was turned into."""

    ITEM = "item", _("an item of the yearly programme")
    MATTER = "matter", _("a matter before the meeting one level up")
