"""Texts as the tokens they are found by: single Chinese characters and pairs of them, Latin words, numbers, and pinyin.

Pairs need no dictionary, so a name nobody has listed is found as well as a common word. Measured on 4,586 firms and 1,000
needs (Recall@10, none tuned): pairs .41, a dictionary's words .40; pairs cost 20 to 26 µs a firm to cut, a dictionary
340 µs and a second to load (``docs/rooms/search.md``). Characters stand in the index beside the pairs only so that a word
of one character (钢, 铜) is found; a longer one is asked for by its pairs, whose lists are far shorter.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from opencc import OpenCC

from pilin.foundation.search.syllables import SYLLABLES

SCHEME = 1  # raised whenever the same text gives other tokens: every index is then made anew
CHINESE = (
    "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003134f"  # with kana and hangul
)
RUN = re.compile(rf"[{CHINESE}]+|[a-z\u00df-\u024f\u0370-\u052f]+|[0-9]+")
LONGEST_WORD = 64  # of Latin letters or digits; what is longer is cut
LONGEST_SYLLABLE = 6  # zhuang
PLURAL = re.compile(r"(?<=[a-z]{2})(?:(?P<ies>ies)|(?<=x)es|(?<=ss|zz|ch|sh)es|(?<![sui])s)$")


@dataclass(frozen=True, slots=True)
class Word:
    """One token asked for.

    Parameters
    ----------
    token : str
        As texts have it.
    sounds : tuple of str
        The pinyin tokens a Latin word reads as, all of which must be met; empty where it reads as none.
    """

    token: str
    sounds: tuple[str, ...] = ()


def tokens(text: str) -> list[str]:
    """Return the tokens of a text as it is indexed, in its order.

    Width, case, accents and traditional characters are folded, letters and digits parted (``ISO9001`` and ``ISO 9001``
    are one), an English plural loses its ending.

    Examples
    --------
    >>> tokens("ＰＶＣ电缆料, 20-mm cables")
    ['pvc', '电', '缆', '料', '电缆', '缆料', '20', 'mm', 'cable']
    >>> tokens("ISO9001") == tokens("iso 9001"), tokens("？！")
    (True, [])
    """
    found: list[str] = []
    for run in _runs(text):
        if _is_chinese(run):
            found.extend(run)
            found.extend(_pairs(run))
        else:
            found.append(_stem(run))
    return found


def words(text: str) -> list[Word]:
    """Return what a text asks for: each token once, Chinese by its pairs, and by its one character where it has no more.

    Examples
    --------
    >>> [word.token for word in words("电缆料 PVC 铜")]
    ['电缆', '缆料', 'pvc', '铜']
    >>> words("jiaxing")
    [Word(token='jiaxing', sounds=('jiaxing',))]
    """
    found: dict[str, Word] = {}
    for run in _runs(text):
        if _is_chinese(run):
            for token in _pairs(run) or [run]:
                found.setdefault(token, Word(token))
        else:
            token = _stem(run)
            found.setdefault(token, Word(token, tuple(dict.fromkeys(_joined(_syllables(run))))))
    return list(found.values())


def sounds(text: str) -> list[str]:
    """Return the pinyin of a text's Chinese as it is indexed: each syllable, and each two that stand together as one.

    Examples
    --------
    >>> sounds("嘉兴电缆")
    ['jia', 'xing', 'dian', 'lan', 'jiaxing', 'xingdian', 'dianlan']
    """
    found: list[str] = []
    for run in _runs(text):
        if _is_chinese(run):
            heard = _pinyin(run)
            found.extend(heard)
            found.extend(left + right for left, right in pairwise(heard))
    return found


def _runs(text: str) -> list[str]:
    """Return the runs of Chinese characters, of letters and of digits, folded."""
    folded = text.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKC", folded).casefold()
        if not folded.isascii():
            bare = (letter for letter in unicodedata.normalize("NFD", folded) if not unicodedata.combining(letter))
            folded = unicodedata.normalize("NFC", "".join(bare)).translate(_simplified())
    return [run if _is_chinese(run) else run[:LONGEST_WORD] for run in RUN.findall(folded)]


@cache
def _simplified() -> dict[int, str]:
    """Return each traditional character's simplified one: by itself, so that a part of a text is folded as the whole is."""
    fold = OpenCC("t2s").convert
    return {code: told for code in range(0x4E00, 0xA000) if (told := fold(chr(code))) != chr(code)}


def _is_chinese(run: str) -> bool:
    return run[0] >= "\u3005"


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]


def _stem(word: str) -> str:
    """Return a word without the ending of an English plural (the S-stemmer of Harman 1991), or as it is."""
    if len(word) < 4 or not word.isascii():
        return word
    return PLURAL.sub(lambda match: "y" if match["ies"] else "", word)


@lru_cache(maxsize=50_000)
def _pinyin(run: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin  # slow import

    return tuple(heard for heard in lazy_pinyin(run, style=Style.NORMAL, errors="ignore") if heard.isalpha())


@lru_cache(maxsize=10_000)
def _syllables(word: str) -> tuple[str, ...]:
    """Return a Latin word as the fewest syllables of Mandarin it may be read as; empty where it is none."""
    if not 2 <= len(word) <= 40 or not (word.isascii() and word.isalpha()):
        return ()
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - LONGEST_SYLLABLE), end):
            before, last = best[start], word[start:end]
            if before is not None and last in SYLLABLES:
                reading, rival = (*before, last), best[end]
                if rival is None or len(reading) < len(rival):
                    best[end] = reading
    return best[-1] or ()


def _joined(heard: tuple[str, ...]) -> list[str]:
    """Return what syllables are looked for as: two that stand together as one, a single one as it is."""
    if len(heard) < 2:
        return list(heard)
    return [left + right for left, right in pairwise(heard)]
