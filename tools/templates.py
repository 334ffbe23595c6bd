"""Breaks and indents the lines of the templates where a browser cannot tell; ``--check`` only names what it would change.

White space matters between inline elements, and between Chinese characters a stray space is seen. A line may therefore
break in three kinds of gaps only:

- where white space stands already, since a line break reads as a space;
- between the attributes of a tag;
- where what was rendered last, or what is rendered next, is the edge of a box, on every way through ``{% if %}`` and
  ``{% for %}``: a browser drops white space there. Children of the boxes in ``ROWS`` are such edges too.

Copied as it stands: texts to translate unless they say ``trimmed``, ``<pre>``, ``<textarea>``, ``<script>``, the class
``pre``. A template whose tags do not close within the branch that opened them is refused.
"""

from __future__ import annotations

import itertools
import re
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "pilin"
WIDTH = 120
STEP = 2


def listed(names: str) -> set[str]:
    """Return the names in a text."""
    return set(names.split())


BLOCKS = listed(
    "html head body title meta link style script div p section article aside header footer nav main h1 h2 h3 h4 h5 h6 "
    "ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr td th form fieldset legend figure figcaption "
    "blockquote details summary dialog hr br pre address option optgroup g path rect circle line polyline text"
)
BOXES = {"button", "select", "svg"}  # inline outside, a box of their own inside
ROWS = listed(  # classes that the style sheets always lay out as flex or grid
    "acts banks bh bul-foot bul-top ch-now chair chips clock-leg cov dlg-acts field form-acts gt-h gt-r gt-s hd inline-form "
    "kv lead2 leg maplab ms mways note pager person promise row-c seals signers stat stats steps sw swatches todo "
    "town-row"
)
CHIPS = listed("badge btn chip ev late-tag marks pips seg signer state tag wit")  # the same, flowing in a line
VOID = listed("area base br col hr img input link meta source path rect circle line polyline")
OPENERS = {"if", "for", "with", "block", "ifchanged", "slot", "autoescape"}
MIDDLES = {"else", "elif", "empty"}
MARKS = {"chip", "icon", "ill", "mark", "pip", "seal", "source", "town"}  # they render an element or nothing
EDGES = {"%crumb", "%sortable"}  # they render a list item, a head of a column
SILENT = {"load", "extends", "csrf_token", "regroup", "comment", "get_current_language"}  # they render nothing to see
PARTS = re.compile(r"\{%\s*include\s+\"web/parts/")  # they render boxes, or nothing

TOKEN = re.compile(
    r"(?P<raw>\{%\s*(?P<word>blocktranslate|comment|verbatim)\b.*?%\}.*?\{%\s*end(?P=word)\s*%\}"
    r"|<(?P<tag>pre|textarea|script|style)\b(?:\{%.*?%\}|[^>])*>.*?</(?P=tag)>|<!--.*?-->)"
    r"|(?P<template>\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\})"
    r"|(?P<html></?[a-zA-Z!](?:\{%.*?%\}|\{\{.*?\}\}|\"(?:\{%.*?%\}|\{\{.*?\}\}|[^\"])*\"|'[^']*'|[^<>\"'])*>)"
    r"|(?P<space>[ \t\r\n]+)"
    r"|(?P<text>(?:(?!\{[%{#]|</?[a-zA-Z!])[^ \t\r\n])+)",
    re.DOTALL,
)
WORD = re.compile(r"\{%.*?%\}|(?:\{\{.*?\}\}|(?!\{%)\S)+")
PIECE = re.compile(r"\s+|\{%.*?%\}|\{\{.*?\}\}|\"(?:\{%.*?%\}|\{\{.*?\}\}|[^\"])*\"|'[^']*'|[^\s{\"']+|\{", re.DOTALL)


@dataclass(slots=True)
class Token:
    """A piece that is never broken except between attributes, and the gap after it."""

    text: str
    kind: str  # open, close, void, raw, template, text
    name: str = ""
    gap: str = ""  # the white space after it
    free: bool = False  # the gap after it may hold white space or none
    kept: bool = False  # the gap after it stays as it is
    breaks: bool = False  # the line ends after it, whatever would fit
    is_item: bool = False  # whatever it renders is a box in a row
    rest: int = 0  # how much follows it before a line can break
    is_left_edge: bool = False
    is_right_edge: bool = False


@dataclass(slots=True)
class Pair:
    """An element or a template tag with an end, and what stands between."""

    open: Token
    close: Token | None = None
    parts: list[list[Node]] = field(default_factory=lambda: [[]])
    middles: list[Token] = field(default_factory=list)
    is_outer_edge: bool = False
    is_inner_edge: bool = False


Node = Token | Pair


class Unbalanced(ValueError):
    """A template that cannot be read as a tree."""


# Reading --------------------------------------------------------------------------------------------------------------


def tokens_of(source: str) -> Iterator[Token]:
    """Return the tokens of a template."""
    last: Token | None = None
    for hit in TOKEN.finditer(source):
        text, kind = hit[0], hit.lastgroup or ""
        if hit["space"]:
            if last:
                last.gap = text
            continue
        if last:
            yield last
        if hit["raw"]:
            trimmed = hit["word"] and re.match(r"\{%\s*blocktranslate\s+trimmed\b", text)
            name = "trimmed" if trimmed else hit["word"] or hit["tag"] or ""
            last = Token(" ".join(text.split()) if trimmed else text, "raw", name)
        elif hit["html"]:
            name = re.sub(r"[</>!]", "", re.split(r"[\s{>]", text, maxsplit=1)[0]).lower()
            void = name in VOID or text.endswith("/>") or text.startswith("<!")
            last = Token(text, "close" if text.startswith("</") else "void" if void else "open", name)
        elif text.startswith("{%"):
            word = text[2:-2].split()[0]
            named = word.removeprefix("end")
            kind = "open" if word in OPENERS else "close" if word != named and named in OPENERS else "template"
            last = Token(text, kind, f"%{named if kind == 'close' else word}")
        else:
            last = Token(text, "template" if hit["template"] else "text")
    if last:
        yield last


def tree_of(tokens: Sequence[Token]) -> list[Node]:
    """Return the tokens as a tree."""
    root: list[Node] = []
    stack: list[Pair] = []
    for token in tokens:
        here = stack[-1].parts[-1] if stack else root
        if token.kind == "open":
            pair = Pair(token)
            is_item = in_row(stack) and token.name[0] != "%"
            is_place = token.name == "%block" and token.text.split()[2] != "title"
            pair.is_outer_edge = token.name in BLOCKS or is_place or is_item
            pair.is_inner_edge = pair.is_outer_edge or token.name in BOXES or bool(classes(token) & (ROWS | CHIPS))
            here.append(pair)
            stack.append(pair)
        elif token.kind == "close":
            if not stack or stack[-1].open.name != token.name:
                raise Unbalanced(f"{token.text} does not end {stack[-1].open.text if stack else 'anything'}")
            stack.pop().close = token
        elif token.name.removeprefix("%") in MIDDLES:
            stack[-1].middles.append(token)
            stack[-1].parts.append([])
        else:
            token.is_item = in_row(stack) and token.name.removeprefix("%") in MARKS
            here.append(token)
    if stack:
        raise Unbalanced(f"{stack[-1].open.text} has no end")
    return root


def in_row(stack: Sequence[Pair]) -> bool:
    """Say whether the nearest element lays its children out itself."""
    return any(classes(pair.open) & (ROWS | CHIPS) for pair in [p for p in stack if p.open.name[0] != "%"][-1:])


def classes(token: Token) -> set[str]:
    """Return the classes that a tag has in any case."""
    hit = re.search(r'\sclass="([^"{]*)', token.text) if token.name[:1] != "%" else None
    return set(hit[1].split()) if hit else set()


# Gaps -----------------------------------------------------------------------------------------------------------------


def walk(nodes: Sequence[Node], edge: bool, mark: str) -> bool:
    """Note for each token whether a box ends right before the gap beside it; return it for the end of the nodes."""
    back = mark == "is_right_edge"
    for node in reversed(nodes) if back else nodes:
        if isinstance(node, Token):
            edge = after(node, edge)
            setattr(node, mark, edge)
            continue
        assert node.close
        first, last = (node.close, node.open) if back else (node.open, node.close)
        start = node.is_inner_edge or (node.open.name[0] == "%" and node.open.name != "%slot" and edge)
        ends = [walk(part, start, mark) for part in node.parts]
        if node.open.name == "%for" and start and not ends[0]:  # the second turn stands after the first
            start = False
            ends[0] = walk(node.parts[0], start, mark)
        for token in (first, *node.middles):
            setattr(token, mark, start)
        if node.open.name in ("%if", "%ifchanged", "%for"):
            is_sure = any(middle.name in ("%else", "%empty") for middle in node.middles)
            edge = all(ends) and (is_sure or edge)
        elif node.open.name == "%with":
            edge = ends[0]
        elif node.open.name != "%slot":
            edge = node.is_outer_edge
        setattr(last, mark, edge)
    return edge


def after(token: Token, edge: bool) -> bool:
    """Say whether the edge of a box stands beside this token, given whether one stood before it."""
    if token.name in BLOCKS or token.text.lower().startswith("<!doctype") or token.name in EDGES:
        return True
    if (
        token.is_item
        or token.text.startswith("{#")
        or PARTS.match(token.text)
        or token.name.removeprefix("%") in SILENT
    ):
        return edge
    if re.search(r"\sas\s+\w+\s*%\}$|^\{%\s*blocktranslate\b[^%]*\basvar\b", token.text):
        return edge
    return False


def settle(tokens: Sequence[Token], tree: Sequence[Node]) -> None:
    """Say for each gap whether it is free."""
    is_child = any(token.name == "%extends" for token in tokens)
    walk(tree, is_child or tokens[0].name == "doctype", "is_left_edge")
    walk(tree, is_child, "is_right_edge")
    depth = 0
    for token, following in zip(tokens, [*tokens[1:], Token("", "text", is_right_edge=is_child)], strict=True):
        token.free = token.is_left_edge or following.is_right_edge
        if token.kind in ("open", "close") and token.name[0] != "%" and (depth or "pre" in classes(token)):
            depth += 1 if token.kind == "open" else -1
        token.kept = depth > 0
        is_command = "{%" in (token.text[:2], following.text[:2])
        token.breaks = token.gap.count("\n") > (1 if token.free else 0) and (token.free or is_command)
    for token, following in reversed(list(itertools.pairwise(tokens))):
        if not (token.free or token.gap):
            attributes = pieces(following)
            token.rest = len(attributes[0]) + (following.rest if len(attributes) == 1 else 0)


# Writing --------------------------------------------------------------------------------------------------------------


def flat(node: Node, *, bare: bool = False) -> str:
    """Return a node on one line, with the gap after it or bare."""
    if isinstance(node, Token):
        return " ".join(pieces(node)) + ("" if bare else one_line(node))
    assert node.close
    inner = "".join(flat(child) for child in children(node))
    return flat(node.open) + inner + flat(node.close, bare=bare)


def one_line(token: Token) -> str:
    """Return the gap after a token as it stands within a line."""
    if token.kept or token.breaks:
        return token.gap
    return " " if token.gap and not token.free else ""


def children(pair: Pair) -> list[Node]:
    """Return what stands in a pair, the words between its parts among it."""
    parts = [[middle, *part] for middle, part in zip(pair.middles, pair.parts[1:], strict=True)]
    return [*pair.parts[0], *(node for part in parts for node in part)]


def pieces(token: Token) -> list[str]:
    """Return a tag and its attributes, each in one piece; anything else is one piece."""
    if token.kind not in ("open", "void") or token.name.startswith("%"):
        return [token.text]
    found, depth = [""], 0
    for piece in PIECE.findall(token.text):
        word = re.match(r"\{%\s*(end)?(\w+)", piece)
        depth += 0 if not word or word[2] not in OPENERS else -1 if word[1] else 1
        if piece.isspace() and depth == 0:
            found.append("")
        else:
            found[-1] += " " if piece.isspace() else piece
    ending = found.pop() if found[-1] in (">", "/>") else ""
    found[-1] += ending.replace("/", " /")
    return [" ".join(found[:2]), *found[2:]]


def height(node: Node) -> int:
    """Return how many boxes stand in each other here."""
    if isinstance(node, Token):
        return int(node.name in BLOCKS)
    inner = max((height(child) for child in children(node)), default=0)
    return inner + 1 if node.is_outer_edge or inner else 0


class Writer:
    """Writes nodes on lines of at most ``WIDTH``."""

    def __init__(self) -> None:
        """Start an empty text."""
        self.text = ""

    def fits(self, width: int) -> bool:
        """Say whether so much fits on the line."""
        return len(self.text) - self.text.rfind("\n") - 1 + width <= WIDTH

    def node(self, node: Node, indent: int) -> None:
        """Write a node, on this line if it fits."""
        line, end = flat(node, bare=True), last_of(node)
        if "\n" not in line and self.fits(len(line) + end.rest) and height(node) < 3:
            self.text += line
        elif isinstance(node, Token):
            self.tag(node, indent)
        else:
            assert node.close
            inner = indent + (STEP if node.open.name != "html" else 0)
            self.tag(node.open, indent)
            at = node.open
            for child in children(node):
                here = indent if child in node.middles else inner
                self.gap(at, child, here)
                self.node(child, here)
                at = last_of(child)
            self.gap(at, node.close, indent)
            self.text += node.close.text

    def tag(self, token: Token, indent: int) -> None:
        """Write a token; a tag may break between its attributes, a trimmed text between its words."""
        if token.name == "trimmed":
            self.words(token, indent)
            return
        if token.name == "style" and "\n" in token.text:
            head, *rules, end = token.text.split("\n")
            inner = textwrap.indent(textwrap.dedent("\n".join(rules)), " " * (indent + STEP))
            self.text += f"{head}\n{inner}\n{' ' * indent}{end.strip()}"
            return
        first, *attributes = pieces(token)
        self.text += first
        for attribute in attributes:
            rest = token.rest if attribute is attributes[-1] else 0
            fits = self.fits(1 + len(attribute) + rest)
            self.text += (" " if fits else "\n" + " " * (indent + 2 * STEP)) + attribute

    def words(self, token: Token, indent: int) -> None:
        """Write a text to translate whose white space Django trims."""
        head, *words, end = WORD.findall(token.text)
        self.text += head
        plain = False
        for word in words:
            is_plain = not word.startswith("{% plural")
            fits = plain and is_plain and self.fits(1 + len(word))
            self.text += (" " if fits else "\n" + " " * (indent + (STEP if is_plain else 0))) + word
            plain = is_plain
        self.text += "\n" + " " * indent + end

    def gap(self, token: Token, following: Node, indent: int) -> None:
        """Write the gap between a token and what follows it."""
        width = 1 + len(flat(following, bare=True)) + last_of(following).rest
        if token.kept:
            self.text += token.gap
        elif token.free or token.breaks or (token.gap and not self.fits(width)):
            self.text += "\n" * (2 if token.free and token.breaks else 1) + " " * indent
        elif token.gap:
            self.text += " "


def last_of(node: Node) -> Token:
    """Return the token that a node ends with."""
    if isinstance(node, Token):
        return node
    assert node.close
    return node.close


def formatted(source: str) -> str:
    """Return a template with its lines broken and indented."""
    if re.search(r"</?\{[%{]", source):
        raise Unbalanced("a tag whose name is a template tag cannot be read")
    tokens = list(tokens_of(source))
    if "".join("".join((token.text + token.gap).split()) for token in tokens) != "".join(source.split()):
        raise Unbalanced("something in it is neither tag nor text")
    tree = tree_of(tokens)
    settle(tokens, tree)
    writer = Writer()
    for before, node in zip([None, *tree], tree, strict=False):
        if before:
            writer.gap(last_of(before), node, 0)
        writer.node(node, 0)
    return writer.text + ("\n" if tokens[-1].gap or tokens[-1].free else "")


def main(words: Sequence[str]) -> int:
    """Format every template, or only name those that are not; return the exit code."""
    if unknown := set(words) - {"--check"}:
        print(__doc__)
        return 0 if unknown <= {"-h", "--help"} else 2
    is_check = "--check" in words
    failed = 0
    for file in sorted(SOURCE.rglob("templates/**/*.html")):
        source = file.read_text(encoding="utf8")
        try:
            wanted = formatted(source)
        except Unbalanced as fault:
            print(f"{file.relative_to(SOURCE)}: {fault}")
            failed += 1
            continue
        if wanted == source:
            continue
        if is_check:
            print(f"{file.relative_to(SOURCE)}: not formatted; run tools/templates.py")
            failed += 1
        else:
            file.write_text(wanted, encoding="utf8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
