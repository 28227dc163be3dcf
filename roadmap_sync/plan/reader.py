"""Merged pieces → the plan, except for its steps: types, ranges, and every finding at once."""

import re
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from msgspec import Struct

from roadmap_sync.plan.fields import Fields
from roadmap_sync.plan.grammar import parse_when
from roadmap_sync.plan.model import (
    Block,
    Draft,
    NamedDate,
    Phase,
    Plan,
    Published,
    Question,
    Sample,
    SourceDocument,
    Step,
)  # fmt: skip
from roadmap_sync.plan.nodes import Mapping, Node, Scalar, is_null
from roadmap_sync.plan.pieces import SECTIONS, STEPS, Piece, Tree
from roadmap_sync.plan.scalars import YEARS
from roadmap_sync.plan.step_reader import read_step
from roadmap_sync.plan.values import check_zone, marks_of, read_condition, read_link, read_when
from roadmap_sync.plan.when import Anchor, When, anchors
from roadmap_sync.plan.wording import check_line, line, prose
from roadmap_sync.problems import Mark, Problems, one_of

_T = TypeVar("_T")

#: The lists of the student file that a block can be made from (DESIGN.md section 5).
ENTRIES = ("rotations", "aways", "interviews", "conferences", "courses", "exams", "leaves")
#: The most steps, dates, drafts … one plan may have, with all that it extends.
MAX_PIECES = 1500

_SOURCE_ID = re.compile(r"[A-Za-z]{1,8}", re.ASCII)
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,39}", re.ASCII)
_NO_DAY = date(YEARS[0], 1, 1)
_YES_NO = ("true", "false")


class Header(Struct, frozen=True):
    """What one file says about itself.

    Attributes:
        start: Where a student begins who only knows the year of the Match.
    """

    id: str
    title: str
    version: str
    updated: date
    license: str
    about: str
    start: When | None
    mark: Mark


def read_header(root: Mapping, problems: Problems) -> Header:
    """Return what a file says about itself, and report keys that a plan does not have."""
    fields = Fields(root, problems, "the plan")
    fields.skip("extends", *SECTIONS)
    for key, hint in (
        ("plan", "an id for it, such as 'plan: my-plan'"),
        ("title", "a line that people see, such as 'title: My plan'"),
        ("updated", "the day its words last changed, such as 'updated: 2026-11-22'"),
    ):
        if not fields.has(key):
            fields.missing(key, hint)
    for node in fields.nodes("authors"):
        scalar = fields.as_scalar(node, "'authors'")
        if scalar is not None:
            check_line(scalar, problems, "'authors'")
    version = line(fields, "version", limit=40)
    mark = fields.scalar("version")
    if version and mark is not None and not _VERSION.fullmatch(version):
        problems.error("version", f"'{version}' is not a version", mark.mark, "such as 1.0.0")
    header = Header(
        id=fields.ident("plan"), title=line(fields, "title"), version=version,
        updated=fields.date("updated") or _NO_DAY, license=line(fields, "license"),
        about=prose(fields, "about"), start=_start(fields), mark=root.mark,
    )  # fmt: skip
    fields.finish()
    return header


def _start(fields: Fields) -> When | None:
    """Read the plan's own start, which can rest on nothing but the match year."""
    when = read_when(fields, "start")
    for anchor in anchors(when):
        fields.problems.error("start", f"'{anchor.name}' is not known yet where a plan starts",
                              anchor.mark, "such as 'september in match_year - 2'")  # fmt: skip
    return when


def read_plan(header: Header, parents: tuple[str, ...], tree: Tree, problems: Problems) -> Plan:
    """Return the plan as far as it can be read; what cannot stays at its default.

    Args:
        header: Of the plan that was asked for.
        parents: Ids of all other plans merged in.
        tree: The merged pieces.
        problems: Where findings go.
    """

    def section(name: str, reader: Callable[[Piece, Problems], _T]) -> dict[str, _T]:
        pieces = _few_enough(tree, name, problems)
        return {key: reader(piece, problems) for key, piece in pieces.items()}

    return Plan(
        id=header.id, title=header.title, version=header.version, updated=header.updated,
        license=header.license, about=header.about, start=header.start, parents=parents,
        sources=section("sources", _source), questions=section("questions", _question),
        dates=section("dates", _named_date), phases=section("phases", _phase),
        blocks=section("blocks", _block), drafts=section("drafts", _draft),
        steps=_steps(tree, problems), mark=header.mark,
    )  # fmt: skip


def _steps(tree: Tree, problems: Problems) -> dict[str, Step]:
    pieces = _few_enough(tree, STEPS, problems)
    return {key: read_step(piece, pieces, problems) for key, piece in pieces.items()}


def _few_enough(tree: Tree, section: str, problems: Problems) -> dict[str, Piece]:
    """Return the pieces of a section, or none, with an error, if there are too many."""
    pieces = tree[section]
    if len(pieces) <= MAX_PIECES:
        return pieces
    one_more = list(pieces.values())[MAX_PIECES].key.mark
    message = f"a plan can have {MAX_PIECES} {section}; this is one more"
    problems.error("too-large", message, one_more)
    return {}


def _fields(piece: Piece, problems: Problems, what: str) -> Fields:
    fields = Fields(piece.node, problems, f"the {what} '{piece.key.text}'")
    if what != "source":
        fields.check_id(piece.key)
    return fields


def _source(piece: Piece, problems: Problems) -> SourceDocument:
    fields = _fields(piece, problems, "source")
    if not _SOURCE_ID.fullmatch(piece.key.text):
        problems.error("id", f"'{piece.key.text}' cannot name a source document", piece.key.mark,
                       "use one to eight letters, such as R")  # fmt: skip
    if isinstance(piece.node, Mapping) and not fields.has("title"):
        fields.missing("title")
    document = SourceDocument(
        id=piece.key.text, title=line(fields, "title"), publisher=line(fields, "publisher"),
        date=line(fields, "date"), url=read_link(fields, "url"),
    )  # fmt: skip
    fields.finish()
    return document


def _question(piece: Piece, problems: Problems) -> Question:
    fields = _fields(piece, problems, "question")
    for key in ("ask", "default"):
        if isinstance(piece.node, Mapping) and not fields.has(key):
            fields.missing(key, "what holds until it is answered" if key == "default" else "")
    options: tuple[str, ...] = _YES_NO
    default = fields.text("default")
    if fields.has("one_of"):
        options = fields.texts("one_of")
        if len(set(options)) < max(2, len(options)):
            node = fields.get("one_of")
            problems.error("choice", "'one_of' needs two or more different answers",
                           None if node is None else node.mark)  # fmt: skip
    else:
        default = {"yes": "true", "no": "false"}.get(default.lower(), default.lower())
    scalar = fields.scalar("default")
    if scalar is not None and default not in options:
        problems.error("default", f"'{scalar.text}' is not one of the answers", scalar.mark,
                       one_of(options))  # fmt: skip
    question = Question(piece.key.text, line(fields, "ask"), options, default, piece.key.mark)
    fields.finish()
    return question


def _named_date(piece: Piece, problems: Problems) -> NamedDate:
    name, mark = piece.key.text, piece.key.mark
    if isinstance(piece.node, Scalar):
        Fields(None, problems, "").check_id(piece.key)
        rule = parse_when(piece.node, problems)
        return NamedDate(name, _spoken(name), rule or _anything(mark), None, None, "", mark)
    fields = _fields(piece, problems, "date")
    scalar = fields.scalar("rule")
    if scalar is None and isinstance(piece.node, Mapping):
        fields.missing("rule", "how to compute it until it is known")
    rule = parse_when(scalar, problems) if scalar is not None else None
    at, zone = fields.time("at"), fields.zone("zone")
    check_zone(fields)
    published = None
    if isinstance(piece.node, Mapping) and "published" in piece.node.entries:
        years = (_published(year, node, problems) for year, node in fields.items("published"))
        published = dict(year for year in years if year is not None)
    named = NamedDate(name, line(fields, "title") or _spoken(name), rule or _anything(mark),
                      published, at, zone, mark)  # fmt: skip
    fields.finish()
    return named


def _published(year: Scalar, node: Node, problems: Problems) -> tuple[int, Published] | None:
    fields = Fields(node, problems, f"the published date of {year.text}")
    number = int(year.text) if re.fullmatch(r"\d{4}", year.text, re.ASCII) else 0
    if number not in YEARS:
        problems.error("range", f"'{year.text}' is not a year", year.mark)
    day, first, last = (fields.date(key) for key in ("date", "from", "until"))
    source, status = line(fields, "source"), fields.choice("status", ("reported",), "")
    fields.finish()
    if not fields.has("source"):
        fields.missing("source", "where it was read")
    if fields.has("date") == fields.has("from") or fields.has("from") != fields.has("until"):
        problems.error("missing", f"{fields.what} needs 'date:', or 'from:' and 'until:'",
                       year.mark)  # fmt: skip
        return None
    first, last = day or first, day or last
    if first is None or last is None:
        return None
    if last < first:
        mark = fields.key_mark("until")
        problems.error("reversed", f"{last} is before {first}", mark, "swap the two")
    return number, Published(first, last, source, bool(status))


def _phase(piece: Piece, problems: Problems) -> Phase:
    fields = _fields(piece, problems, "phase")
    fields.skip(STEPS)
    if fields.has("from") != fields.has("until"):
        there, lacking = ("from", "until") if fields.has("from") else ("until", "from")
        problems.error("missing", f"{fields.what} has '{there}:' but no '{lacking}:'",
                       fields.key_mark(there), "give both, or neither")  # fmt: skip
    phase = Phase(
        id=piece.key.text, title=line(fields, "title") or _spoken(piece.key.text),
        stage=line(fields, "stage", limit=40), from_when=read_when(fields, "from"),
        until_when=read_when(fields, "until"), count_from=fields.text("count_from"),
        condition=read_condition(fields, "if"), mark=piece.key.mark, marks=marks_of(piece.node),
    )  # fmt: skip
    fields.finish()
    return phase


def _block(piece: Piece, problems: Problems) -> Block:
    fields = _fields(piece, problems, "block")
    fields.skip(STEPS)
    if isinstance(piece.node, Mapping) and not fields.has("for"):
        fields.missing("for", one_of(ENTRIES))
    block = Block(
        id=piece.key.text, title=line(fields, "title") or _spoken(piece.key.text),
        stage=line(fields, "stage", limit=40), entries=fields.choice("for", ENTRIES, ENTRIES[0]),
        condition=read_condition(fields, "if"), sample=_sample(fields), mark=piece.key.mark,
    )  # fmt: skip
    fields.finish()
    return block


def _sample(outer: Fields) -> Sample | None:
    node = outer.get("sample")
    if node is None or is_null(node):
        return None
    fields = Fields(node, outer.problems, "the sample")
    for key in ("name", "start", "weeks"):
        if isinstance(node, Mapping) and not fields.has(key):
            fields.missing(key)
    name, start = line(fields, "name"), read_when(fields, "start")
    weeks = fields.number("weeks", 4, 0.2, 104)
    fields.finish()
    return None if start is None else Sample(name, start, weeks, node.mark)


def _draft(piece: Piece, problems: Problems) -> Draft:
    fields = _fields(piece, problems, "draft")
    for key in ("subject", "body"):
        if isinstance(piece.node, Mapping) and not fields.has(key):
            fields.missing(key)
    draft = Draft(piece.key.text, line(fields, "subject", blanks=True),
                  prose(fields, "body", blanks=True), piece.key.mark)  # fmt: skip
    fields.finish()
    return draft


def _spoken(name: str) -> str:
    """Return an id as people say it: ``first-ten-weeks`` → ``First ten weeks``."""
    words = name.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]


def _anything(mark: Mark) -> When:
    """Return a stand-in for a date that could not be read."""
    return Anchor("start", mark)
