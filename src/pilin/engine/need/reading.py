"""A text taken apart by what is known of places, certificates and products; what is left is the product, or was not understood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from pilin.engine.base import Comparator, PartialDate
from pilin.engine.need.figures import NUMBER, read_number
from pilin.engine.need.terms import DEADLINES, VAGUE, Note, Price, Reason, deadline_of, price_of, price_pattern
from pilin.engine.need.units import WRITTEN, unit_of

LETTERS = ("g", "m", "l")  # written against a Chinese character they are a name: 5G基站, 3M胶带


def _edge(word: str) -> str:
    """Return what may not follow a unit: a letter that would make another word of it."""
    if not (word[-1].isascii() and word[-1].isalpha()):
        return ""
    return r"(?![\w\u4e00-\u9fff])" if word in LETTERS else "(?![a-z])"


UNIT = "|".join(re.escape(word) + _edge(word) for word in sorted(WRITTEN, key=len, reverse=True))
MORE = {
    "不少于": ">=", "至少": ">=", "at least": ">=", "no less than": ">=", "不超过": "<=", "至多": "<=", "at most": "<=", "up to": "<=",
    "超过": ">", "多于": ">", "more than": ">", "over": ">", "少于": "<", "less than": "<", "大约": "~", "大概": "~", "约": "~",
    "about": "~", "around": "~", "approx.": "~", "approximately": "~", "some": "~",
}  # fmt: skip
COMPARATORS = {
    ">=": Comparator.AT_LEAST, "<=": Comparator.AT_MOST, ">": Comparator.MORE_THAN, "<": Comparator.LESS_THAN, "~": Comparator.ABOUT,
}  # fmt: skip
BEFORE = "|".join(re.escape(word) for word in sorted(MORE, key=len, reverse=True))
AFTER = r"左右|上下|以上|以下|or more|or less"


class NeedKind(StrEnum):
    """Whether something is wanted or given."""

    NEED = "need"
    OFFER = "offer"


class Period(StrEnum):
    """What a quantity is of."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ONCE = "once"


PERIODS = {  # the word of a period → the period
    "天": Period.DAY, "日": Period.DAY, "day": Period.DAY, "周": Period.WEEK, "week": Period.WEEK, "月": Period.MONTH,
    "month": Period.MONTH, "季度": Period.QUARTER, "季": Period.QUARTER, "quarter": Period.QUARTER, "年": Period.YEAR, "year": Period.YEAR,
}  # fmt: skip
PERIOD = "|".join(PERIODS)
EVERY = rf"(?:每个?({PERIOD})的?)|(?:({PERIOD})(?:用量|需求量?|产能|产量|供应量?|供|需|产))|(?:(monthly|yearly|annually|daily|weekly))|(?:(?:per|a|each|every)\s+({PERIOD})\b)"
ADVERBS = {
    "monthly": Period.MONTH,
    "yearly": Period.YEAR,
    "annually": Period.YEAR,
    "daily": Period.DAY,
    "weekly": Period.WEEK,
}
A_PERIOD = rf"\s*(?:/|每|一|a\s|an\s|per\s|each\s|every\s)\s*(?:个)?({PERIOD})"
QUANTITY = (
    rf"(?:(?P<every>{EVERY})\s*)?(?P<more>{BEFORE})?\s*(?P<number>{NUMBER})(?:\s*(?:-|~|–|—|至|到|to)\s*(?P<upper>{NUMBER}))?"
    rf"\s*(?P<near>左右|多)?\s*(?P<unit>{UNIT})(?P<after>{AFTER})?(?:{A_PERIOD})?"
)
EACH = rf"(?:单件|每件|单重|单个)(?:重量?)?\s*({NUMBER})\s*({UNIT})|({NUMBER})\s*({UNIT})\s*(?:each|apiece|/\s*(?:件|piece|pc))"
WITHIN = [  # (pattern with the number first, unit of it)
    (rf"(?:within\s+|in\s+under\s+|车程|路程|距离)?({NUMBER})\s*(?:分钟|mins?\b|minutes?\b)\s*(?:车程|路程)?\s*(?:以内|之内|内|away|by car|drive)?", "minutes"),
    (rf"(?:within\s+(?:an?\s+|one\s+)|)({NUMBER}|)\s*(?:个?小时|hours?\b)\s*(?:车程|路程)?\s*(?:以内|之内|内|away|drive)", "hours"),
    (r"within\s+(an?|one)\s+hour", "hours"),
    (rf"(?:within\s+|方圆|周边|距离)({NUMBER})\s*(?:公里|千米|km\b|kilomet(?:er|re)s?\b)\s*(?:以内|之内|内)?", "km"),
    (rf"({NUMBER})\s*(?:公里|千米|km\b|kilomet(?:er|re)s?\b)\s*(?:以内|之内|内)", "km"),
]  # fmt: skip
CERTIFICATES = [
    (r"\brohs\b", "RoHS"), (r"\breach\b", "REACH"), (r"\bccc\b|\b3c\b|3c认证|强制性产品认证", "CCC"), (r"\bul\b", "UL"), (r"\bce\b", "CE"),
    (r"\bsgs\b", "SGS"), (r"\bhaccp\b", "HACCP"), (r"\bvde\b", "VDE"), (r"\biatf\s*-?\s*16949\b", "IATF 16949"),
    (r"\biso\s*-?\s*(9001|14001|45001|13485|22000|50001|27001)\b", "ISO {}"), (r"\b(gb/?t?)\s*(\d{3,6}(?:\.\d+)?)\b", "{} {}"),
    (r"食品生产许可证?|\bsc\s*认证", "SC"),
]  # fmt: skip
OFFERS = r"^(?:我厂|我司|我们|本厂|本公司|我公司)?\s*(?:可以?|能够?|长期|大量|现货)*\s*(?:供应|供货|提供|出售|销售|出租|转让)(?!商)|\b(?:we\s+)?(?:can\s+)?(?:offer|offers|offering|sell|sells|selling|supply|supplies)\b(?!\s+of)|\bfor\s+sale\b"
ASIDE = [  # words that frame a request and name nothing
    r"寻找|寻求|求购|采购|急购|急需|诚购|收购|转让|出租|^\W*找|(?<=\x00)找|需要?(?:采购|购买)?|想(?:买|找|要)|购买|谁(?:能|可以|家)?(?:供应|供货|生产|做|有|提供)?|哪里有|哪家(?:有|能做)?|有没有",
    r"供应商|生产厂家|制造商|厂家|货源|合作伙伴|合作方", r"我厂|我司|我们|本厂|本公司|我公司|企业|公司", r"长期合作|长期供应|长期|大量|现货|质优价廉|价格优惠|请联系|谢谢|急",
    r"可以?供应|能供应|供应|供货|提供|出售|销售", r"的?供方|一家|一批|若干|等(?=$|[，。,.])|吗|呢|？|\?",
    r"\b(?:we|i|our|factory|company)\b|\b(?:are|am|is)\b|\b(?:looking|look)\s+(?:for|to\s+buy)\b|\b(?:need|needs|needed|want|wanted|wants|seek|seeking|buy|buying|purchase|require|requires|required|find|source|sourcing)\b",
    r"\b(?:who|can|could|please|supplier|suppliers|manufacturer|manufacturers|makers?|supply|supplies|supplied|offer|offers|sell|sells|for\s+sale|with|certified|certificate|certification|long[- ]term)\b",
    r"(?:具备|具有|符合|通过|须有|要有|带有?|有)(?=\s*(?:$|[，。,.；;]))|(?:认证|证书|资质|标准)(?=\s*(?:$|[，。,.；;]))",
]  # fmt: skip
EDGES = " \t\n，。、,.;；:：!！?？()（）\"'“”"
LISTS = r"\s*(?:、|以及|[和与及/+&]|或者?|\s(?:and|or)\s)\s*"  # between things that are listed
PLACE_WORDS = r"(?:仅?限|只限|只要|位于|来自|在)?\s*"


@dataclass(frozen=True, slots=True)
class Span:
    """From which characters of the text a part was read; ``end`` is the first one after it."""

    part: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the caller knows: products and places by the names people use.

    Parameters
    ----------
    products : callable
        Name → key of the product, or None.
    places : mapping of str to str
        Name, casefolded → code.
    """

    products: Callable[[str], str | None] = lambda _name: None
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Need:
    """What a text asks for. What it does not say is None or empty; nothing is guessed.

    Parameters
    ----------
    kind : NeedKind
    product : str
        The product in the text's own words; empty when none was found.
    key : str or None
        Of the product, where the vocabulary knows it.
    quantity, upper : Decimal or None
        ``upper`` only where the text gives a range.
    comparator : Comparator
        Of ``quantity``.
    each, each_unit : Decimal or None, str or None
        What one piece weighs or measures.
    unit : str or None
        A key of :data:`UNITS <pilin.engine.need.units.UNITS>`.
    period : Period or None
    minutes, km : Decimal or None
        The farthest it may come from.
    places : tuple of str
        Codes, in the order of the text.
    certificates : tuple of str
    price : Price or None
        What may be paid or is asked; an amount of money is never a quantity.
    by : PartialDate or None
        The day, month or year by whose end it is needed.
    spans : tuple of Span
        By their place in the text; they never overlap.
    unread : tuple of str
        Pieces that were not understood.
    notes : tuple of Note
        What the text speaks of and was left open all the same, each with the reason.
    """

    kind: NeedKind = NeedKind.NEED
    product: str = ""
    key: str | None = None
    quantity: Decimal | None = None
    upper: Decimal | None = None
    comparator: Comparator = Comparator.EXACTLY
    unit: str | None = None
    period: Period | None = None
    each: Decimal | None = None
    each_unit: str | None = None
    minutes: Decimal | None = None
    km: Decimal | None = None
    places: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    price: Price | None = None
    by: PartialDate | None = None
    spans: tuple[Span, ...] = ()
    unread: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


class _Text:
    """A text of which parts are taken away, each once; what is taken becomes blanks, so that places stay."""

    def __init__(self, text: str) -> None:
        self.left = "".join(_narrow(letter) for letter in text)
        self.spans: list[Span] = []
        self.notes: list[Note] = []

    def take(self, part: str, pattern: str) -> re.Match[str] | None:
        """Take the first match of a pattern away, and return it."""
        match = re.search(pattern, self.left, re.IGNORECASE | re.ASCII)  # a Chinese character ends an English word
        if match is None or match.start() == match.end():
            return None
        start, end = match.span()
        self.left = self.left[:start] + "\x00" * (end - start) + self.left[end:]
        if part:
            self.spans.append(Span(part, start, end))
        return match

    def take_all(self, part: str, pattern: str) -> Iterable[re.Match[str]]:
        """Take every match away, the first one first."""
        while (match := self.take(part, pattern)) is not None:
            yield match


def _narrow(letter: str) -> str:
    """Return a letter in half width where that is one letter too: places in the text must stay.

    A Chinese comma stays one: between digits it parts two numbers, where a Western one parts thousands.
    """
    if letter == "，":
        return letter
    folded = unicodedata.normalize("NFKC", letter)
    return folded if len(folded) == 1 else letter


def read_need(text: str, vocabulary: Vocabulary | None = None) -> Need:
    """Take a need or an offer apart.

    Parameters
    ----------
    text : str
        Chinese or English, in any order of its parts.
    vocabulary : Vocabulary, optional
        Without it products stay words and places are not known.

    Examples
    --------
    >>> need = read_need("PVC cable granules, 20 t a month, within 60 minutes, RoHS")
    >>> need.product, str(need.quantity), need.unit, need.period.value, str(need.minutes), need.certificates
    ('PVC cable granules', '20', 't', 'month', '60', ('RoHS',))
    >>> read_need("我厂需要电缆料，年用量约300吨").comparator.value
    '≈'
    """
    known = vocabulary or Vocabulary()
    rest = _Text(text)
    kind = NeedKind.OFFER if re.search(OFFERS, rest.left.strip(EDGES), re.IGNORECASE) else NeedKind.NEED
    minutes, km = _reach(rest)
    certificates = tuple(dict.fromkeys(_certificates(rest)))
    by = _deadline(rest)
    price = _price(rest)
    places = tuple(dict.fromkeys(_places(rest, known.places)))
    if match := rest.take("quantity", VAGUE.format(unit=UNIT)):
        rest.notes.append(Note("quantity", _words(text, match), Reason.VAGUE_NUMBER))
    amount = _quantity(rest)
    amount |= _further_quantities(text, rest, amount)
    for pattern in ASIDE:
        for _match in rest.take_all("", pattern):
            pass
    product, key, unread = _product(rest, known)
    return Need(
        kind=kind, product=product, key=key, minutes=minutes, km=km, places=places, certificates=certificates, unread=unread,
        price=price, by=by, notes=tuple(rest.notes), spans=tuple(sorted(rest.spans, key=lambda span: span.start)), **amount,  # type: ignore[arg-type]
    )  # fmt: skip


def _reach(rest: _Text) -> tuple[Decimal | None, Decimal | None]:
    minutes = km = None
    for pattern, unit in WITHIN:
        match = rest.take("within", pattern)
        if match is None:
            continue
        written = match[1].strip().casefold()
        value = Decimal(1) if written in ("", "a", "an", "one") else read_number(written)
        if value is None or value <= 0:
            continue
        if unit == "km":
            km = km or value
        else:
            minutes = minutes or (value * 60 if unit == "hours" else value)
    return minutes, km


def _certificates(rest: _Text) -> Iterable[str]:
    for pattern, name in CERTIFICATES:
        for match in rest.take_all("certificate", rf"(?:{pattern})\s*(?:认证|证书|certified|certificates?)?"):
            groups = [group.upper().replace("GBT", "GB/T") for group in match.groups() if group]
            yield name.format(*groups)


def _places(rest: _Text, places: Mapping[str, str]) -> Iterable[str]:
    """Yield the places a text limits itself to; a longer name before a shorter one it contains."""
    found: list[tuple[int, str]] = []
    folded = rest.left.casefold()
    here = [name for name in places if name in folded]  # of tens of thousands a text names few
    for name in sorted(here, key=lambda name: (-len(name), name)):
        edge = r"\b" if name.isascii() else ""
        pattern = rf"(?:仅限|只限|限|位于|来自|\bonly\s+in\b|\bfrom\b|\bin\b|\bnear\b)?\s*{edge}{re.escape(name)}{edge}(?:附近|周边|地区|本地)?"
        for match in rest.take_all("place", pattern):
            found.append((match.start(), places[name]))
    if found:
        for _match in rest.take_all("", r"仅限|只限|限(?=[\x00、,，和及或\s])"):
            pass
    return [code for _, code in sorted(found)]


def _quantity(rest: _Text) -> dict[str, object]:
    """Return quantity, range, comparator, unit and period, as far as the text gives them."""
    single: dict[str, object] = {}
    if match := rest.take("each", EACH):
        single = {"each": read_number(match[1] or match[3]), "each_unit": _key(match[2] or match[4])}
    match = rest.take("quantity", QUANTITY)
    if match is None:
        return {**single, "period": Period.ONCE} if rest.take("quantity", r"一次性|one[- ]off") else single
    number, upper = read_number(match["number"]), read_number(match["upper"] or "")
    period = next((_period(word) for word in (match[match.re.groups], *_groups(match, "every")) if word), None)
    comparator = COMPARATORS.get(MORE.get((match["more"] or "").casefold(), ""), Comparator.EXACTLY)
    after = (match["after"] or "").casefold()
    if match["near"] or after in ("左右", "上下"):
        comparator = Comparator.MORE_THAN if match["near"] == "多" else Comparator.ABOUT
    elif after in ("以上", "or more"):
        comparator = Comparator.AT_LEAST
    elif after in ("以下", "or less"):
        comparator = Comparator.AT_MOST
    if period is None and rest.take("quantity", r"一次性|one[- ]off"):
        period = Period.ONCE
    if period is None and (alone := rest.take("quantity", EVERY)):
        period = next(_period(word) for word in alone.groups() if word)
    return {
        "quantity": number,
        "upper": upper,
        "comparator": comparator,
        "unit": _key(match["unit"]),
        "period": period,
        **single,
    }


def _words(text: str, match: re.Match[str]) -> str:
    return text[match.start() : match.end()].strip()


def _deadline(rest: _Text) -> PartialDate | None:
    """Return by when it is needed; a day without its year is left open, since which year is meant is a guess."""
    for pattern in DEADLINES:
        if match := rest.take("by", pattern):
            found = deadline_of(match)
            if isinstance(found, PartialDate):
                return found
            rest.notes.append(Note("by", match.group().strip(), found))
    return None


def _price(rest: _Text) -> Price | None:
    match = rest.take("price", price_pattern(UNIT))
    return price_of(match, _key(match["per"]) if match["per"] else None) if match else None


def _further_quantities(text: str, rest: _Text, first: dict[str, object]) -> dict[str, object]:
    """Take every further quantity away with a note; where the text says one *or* another, neither is taken."""
    changed: dict[str, object] = {}
    before = next((span for span in rest.spans if span.part == "quantity" and "quantity" in first), None)
    while before is not None and (match := rest.take("quantity", QUANTITY)):
        start, end = sorted([(before.start, before.end), match.span()])
        joined = re.fullmatch(r"\s*(?:或者?|or)\s*", text[start[1] : end[0]], re.IGNORECASE)
        reason = Reason.EITHER_QUANTITY if joined else Reason.SECOND_QUANTITY
        if joined:
            changed = dict.fromkeys(("quantity", "upper", "unit"), None) | {"comparator": Comparator.EXACTLY}
        rest.notes.append(Note("quantity", _words(text, match), reason))
    return changed


def _key(written: str) -> str | None:
    unit = unit_of(written)
    return unit.key if unit else None


def _groups(match: re.Match[str], name: str) -> list[str]:
    """Return what stands in the groups inside a named one."""
    inside = re.search(EVERY, match[name] or "", re.IGNORECASE)
    return [group for group in inside.groups() if group] if inside else []


def _period(word: str) -> Period:
    folded = word.casefold()
    return ADVERBS.get(folded) or PERIODS[folded]


def _product(rest: _Text, known: Vocabulary) -> tuple[str, str | None, tuple[str, ...]]:
    """Return the piece that names the product: one the vocabulary knows, else the longest; the others were not understood."""
    pieces: list[tuple[int, str]] = []
    for match in re.finditer(r"[^\x00，。；;,!！?？\n]+", rest.left):
        piece = match.group().strip(EDGES)
        piece = re.sub(
            r"^(?:的|和|及|或|and\b|or\b|of\b|a\b|an\b|the\b|for\b|some\b)\s*|\s*(?:的|\b(?:and|or|of|a|an|the|for|in|per))$",
            "",
            piece,
            flags=re.IGNORECASE,
        ).strip(EDGES)
        if piece and not re.fullmatch(r"[\W_]+|的|以内|内|等|和|个|每|a|an|of|per", piece, re.IGNORECASE):
            pieces.append((match.start() + match.group().index(piece), piece))
    if not pieces:
        return "", None, ()
    cut = [_listed(start, piece, known) for start, piece in pieces]
    pieces = [one for parts in cut for one in parts]
    keys = [known.products(piece) for _, piece in pieces]
    several = len({key for key in keys if key}) > 1  # the first of several known ones, or else the longest piece
    named = [
        (key is not None, 0 if several else len(piece), -start)
        for key, (start, piece) in zip(keys, pieces, strict=True)
    ]
    best = max(range(len(pieces)), key=named.__getitem__)
    start, product = pieces[best]
    in_lists = [len(parts) > 1 for parts in cut for _one in parts]
    others = [n for n, key in enumerate(keys) if n != best and keys[best] and (key or in_lists[n])]
    rest.notes += [Note("product", pieces[n][1], Reason.SECOND_PRODUCT) for n in others if keys[n] != keys[best]]
    rest.spans.append(Span("product", start, start + len(product)))
    key = keys[best] or known.products(product.rpartition("的")[2])  # 用于汽车的电缆 is 电缆
    left = (piece for place, (_, piece) in enumerate(pieces) if place not in (best, *others))
    return product, key, tuple(left)


def _listed(start: int, piece: str, known: Vocabulary) -> list[tuple[int, str]]:
    """Return a piece, or its parts where it lists products and is none itself: at least one of the parts is known."""
    if known.products(piece) is not None:
        return [(start, piece)]
    edges = [0, *(edge for match in re.finditer(LISTS, piece, re.IGNORECASE) for edge in match.span()), len(piece)]
    spans = [
        (first, last) for first, last in zip(edges[::2], edges[1::2], strict=True) if piece[first:last].strip(EDGES)
    ]
    parts = [(start + first, piece[first:last].strip(EDGES)) for first, last in spans]
    return parts if len(parts) > 1 and any(known.products(part) for _, part in parts) else [(start, piece)]
