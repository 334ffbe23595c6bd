"""Whether two towns speak of the same investor: names without what varies, and the code where both have one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# only what says how a firm is incorporated: a word of its trade may tell two firms apart
FORMS_ZH = ("股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "控股集团", "集团公司", "集团", "公司")
FORMS = ("co ltd", "company limited", "corporation", "limited", "holdings", "company", "group", "gmbh", "corp", "inc", "llc", "plc",
         "ltd", "ag", "sa", "kk", "co")  # fmt: skip
MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Identity:
    """An investor as two registrations are compared: two keys, either of them empty, and a code, maybe empty."""

    key_zh: str
    key: str
    uscc: str

    def is_same(self, other: Identity) -> bool:
        """Return whether both mean one investor: the same code, or, unless both have codes, the same name."""
        if self.uscc and other.uscc:
            return self.uscc == other.uscc
        return bool((self.key_zh and self.key_zh == other.key_zh) or (self.key and self.key == other.key))


def name_key_zh(name: str) -> str:
    """Return a Chinese name as it is compared: half-width, without marks, spaces and its legal form.

    Examples
    --------
    >>> name_key_zh("和辉 光电（集团）股份有限公司") == name_key_zh("和辉光电集团")
    True
    """
    plain = MARKS.sub("", unicodedata.normalize("NFKC", name)).casefold()
    return _without(plain, FORMS_ZH, "")


def name_key(name: str) -> str:
    """Return a name in letters as it is compared: lower case, without marks and its legal form.

    Examples
    --------
    >>> name_key("EverDisplay Optronics Co., Ltd.") == name_key("EVERDISPLAY OPTRONICS")
    True
    """
    plain = " ".join(MARKS.sub(" ", unicodedata.normalize("NFKC", name)).casefold().split())
    return _without(plain, FORMS, " ").replace(" ", "")


def identity_of(investor_zh: str, investor: str, uscc: str) -> Identity:
    """Return how an investor is compared."""
    code = MARKS.sub("", unicodedata.normalize("NFKC", uscc)).upper()
    return Identity(name_key_zh(investor_zh), name_key(investor), code)


def _without(name: str, forms: tuple[str, ...], between: str) -> str:
    """Take legal forms off the end, one after another, as long as something is left."""
    found = True
    while found:
        found = False
        for form in forms:
            rest = name.removesuffix(between + form)
            if rest != name and rest:
                name, found = rest.strip(), True
                break
    return name
