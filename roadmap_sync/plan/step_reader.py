"""One merged step → the model, with every finding in it."""

import re
from collections.abc import Iterable

from roadmap_sync.plan.fields import Fields
from roadmap_sync.plan.grammar import parse_every, parse_gap, parse_when
from roadmap_sync.plan.model import Case, Fit, Kind, Order, Step
from roadmap_sync.plan.nodes import Mapping, Node, Scalar, Sequence, is_null
from roadmap_sync.plan.pieces import KINDS, Piece
from roadmap_sync.plan.values import (
    check_zone,
    marks_of,
    nearest,
    read_condition,
    read_link,
    read_when,
)
from roadmap_sync.plan.when import Every, Unit
from roadmap_sync.plan.wording import check_line, line, prose
from roadmap_sync.problems import Mark, Problems, one_of

#: The most repetitions of one step in one window, and the longest length, in minutes.
MAX_TIMES = 50
MAX_MINUTES = 1440
#: The most lines of a checklist, and the most names in any other list of a step.
MAX_LINES = 50

PEOPLE = ("mentors", "preceptors")
_ROW = re.compile(r"[A-Za-z]{1,8}[0-9A-Za-z.,_-]{0,40}", re.ASCII)


def read_step(piece: Piece, others: Iterable[str], problems: Problems) -> Step:
    """Return a step as far as it can be read; what cannot stays at its default.

    Args:
        piece: The step, merged.
        others: Ids of all steps, for hints.
        problems: Where findings go.
    """
    fields = Fields(piece.node, problems, f"the step '{piece.key.text}'")
    fields.check_id(piece.key)
    kind, title = _kind(fields, piece, others)
    each, slots = _each(fields)
    step = Step(
        id=piece.key.text, identity=fields.ident("renamed_from", piece.key.text),
        plan=piece.origin.id, home=piece.home[1], in_block=piece.home[0] == "blocks",
        kind=kind, title=title, whens=_cases(fields, piece.key.mark), every=_every(fields),
        each=each, slots=slots, times=fields.integer("times", 1, 1, MAX_TIMES),
        condition=read_condition(fields, "if"), after=_orders(fields, "after"),
        before=_orders(fields, "before"),
        fit=Fit(fields.choice("fit", tuple(Fit), Fit.CLIP)), at=fields.time("at"),
        zone=fields.zone("zone"), minutes=fields.integer("minutes", 0, 1, MAX_MINUTES),
        place=line(fields, "place"), link=read_link(fields, "link"),
        notes=prose(fields, "notes", blanks=True), checklist=_lines(fields, "checklist"),
        draft=fields.text("draft"), source=_rows(fields), tags=_lines(fields, "tags"),
        deadline=fields.boolean("deadline", default=False),
        catch_up=fields.boolean("catch_up", default=False), mark=piece.key.mark,
        marks=marks_of(piece.node), layers=piece.layers,
    )  # fmt: skip
    check_zone(fields)
    fields.finish()
    return step


def _kind(fields: Fields, piece: Piece, others: Iterable[str]) -> tuple[Kind, str]:
    """Return what the step is and its title; there must be one such key."""
    there = [kind for kind in KINDS if fields.has(kind)]
    if not there and isinstance(piece.node, Mapping):
        near = nearest(piece.key.text, set(others) - {piece.key.text}, fields.problems)
        hint = f"is it a change to another step? {near}" if near else "such as 'task: Read'"
        fields.problems.error("no-kind", f"{fields.what} needs a title: {one_of(KINDS)}",
                              piece.key.mark, hint)  # fmt: skip
    for kind in there[1:]:
        fields.problems.error("two-kinds", f"{fields.what} is already a {there[0]}",
                              fields.key_mark(kind), "keep one of them")  # fmt: skip
    if fields.strays("title"):
        fields.problems.error("unknown-key", f"{fields.what} has no key 'title'",
                              fields.key_mark("title"), "the title stands after the kind: "
                              f"'{there[0] if there else 'task'}: …'")  # fmt: skip
    if not there:
        return Kind.TASK, ""
    for kind in there[1:]:
        line(fields, kind, blanks=True)
    return Kind(there[0]), line(fields, there[0], blanks=True)


def _cases(fields: Fields, mark: Mark) -> tuple[Case, ...]:
    """Return the dates to try; without `when` there is one: the whole frame."""
    node = fields.get("when")
    if not isinstance(node, Sequence):
        if isinstance(node, Mapping):
            node = Sequence((node,), node.mark)
        else:
            when = read_when(fields, "when")
            text = fields.text("when")
            return (Case(None, when, text, mark if node is None else node.mark),)
    if not node.items:
        fields.problems.error("empty", "'when' is an empty list", node.mark)
    cases = [_case(item, fields.problems) for item in node.items[:MAX_LINES]]
    for number, case in enumerate(cases[:-1]):
        if isinstance(node.items[number], Scalar):
            fields.problems.error("never-reached", "the lines below this one are never reached",
                                  case.mark, "put it last, or give it an 'if'")  # fmt: skip
    _check_number(fields, "when", len(node.items))
    return tuple(cases)


def _case(node: Node, problems: Problems) -> Case:
    if isinstance(node, Scalar) and not node.is_null:
        return Case(None, parse_when(node, problems), node.text.strip(), node.mark)
    fields = Fields(node, problems, "a case of 'when'")
    if is_null(node):
        problems.error("empty", "a date is missing here", node.mark)
    elif isinstance(node, Mapping):
        for key in ("if", "use"):
            if not fields.has(key):
                fields.missing(key, "such as {if: block.weeks > 6, use: weeks 4-5}")
    condition, when = read_condition(fields, "if"), read_when(fields, "use")
    text = fields.text("use")
    fields.finish()
    return Case(condition, when, text, node.mark)


def _every(fields: Fields) -> Every | None:
    scalar = fields.scalar("every", "a distance such as '2 weeks'")
    return None if scalar is None else parse_every(scalar, fields.problems)


def _each(fields: Fields) -> tuple[str, tuple[str, ...]]:
    """Return ``mentors`` or ``preceptors``, or else the names of the copies."""
    node = fields.get("each")
    if not isinstance(node, Sequence):
        return fields.choice("each", PEOPLE, ""), ()
    if not node.items:
        fields.problems.error("empty", "'each' is an empty list", node.mark)
    return "", _names(fields, "each", "the name of a copy")


def _names(fields: Fields, key: str, what: str) -> tuple[str, ...]:
    """Return a list of ids, and report those that are there twice."""
    names: list[str] = []
    for node in fields.nodes(key):
        scalar = fields.as_scalar(node, f"'{key}'", what)
        if scalar is None or not fields.check_id(scalar):
            continue
        if scalar.text in names:
            fields.problems.error("duplicate", f"'{scalar.text}' is here twice", scalar.mark)
        names.append(scalar.text)
    _check_number(fields, key, len(names))
    return tuple(names)


def _orders(fields: Fields, key: str) -> tuple[Order, ...]:
    """Return what ``after`` or ``before`` says: a name, a list of names, or names with gaps."""
    node = fields.get(key)
    if not isinstance(node, Mapping):
        scalars = [fields.as_scalar(one, f"'{key}'", "the name of a step")
                   for one in fields.nodes(key)]  # fmt: skip
        _check_number(fields, key, len(scalars))
        return tuple(Order(scalar.text.strip(), 0, Unit.DAY, scalar.mark)
                     for scalar in scalars if scalar is not None)  # fmt: skip
    _check_number(fields, key, len(node.entries))
    orders = []
    for entry in node.entries.values():
        name = entry.key
        scalar = fields.as_scalar(entry.value, f"'{name.text}'", "a distance such as '2 workdays'")
        gap = (0, Unit.DAY) if scalar is None else parse_gap(scalar, fields.problems)
        count, unit = gap or (0, Unit.DAY)
        orders.append(Order(name.text, count, unit, name.mark))
    return tuple(orders)


def _lines(fields: Fields, key: str) -> tuple[str, ...]:
    """Return a list of single lines."""
    lines = []
    for node in fields.nodes(key):
        scalar = fields.as_scalar(node, f"'{key}'")
        if scalar is not None:
            lines.append(check_line(scalar, fields.problems, f"a line of '{key}'", blanks=True))
    _check_number(fields, key, len(lines))
    return tuple(lines)


def _rows(fields: Fields) -> tuple[str, ...]:
    """Return the rows of the source documents that a step was taken from."""
    rows = []
    for node in fields.nodes("source"):
        scalar = fields.as_scalar(node, "'source'", "a row such as R1.3")
        if scalar is None:
            continue
        if not _ROW.fullmatch(scalar.text):
            fields.problems.error("source", f"'{scalar.text}' is not a row of a source",
                                  scalar.mark, "letters, then digits, such as R1.3")  # fmt: skip
        rows.append(scalar.text)
    _check_number(fields, "source", len(rows))
    return tuple(rows)


def _check_number(fields: Fields, key: str, number: int) -> None:
    if number > MAX_LINES:
        fields.problems.error("too-long", f"'{key}' has {number} lines; {MAX_LINES} is the most",
                              fields.key_mark(key))  # fmt: skip
