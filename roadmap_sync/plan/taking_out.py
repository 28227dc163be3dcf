"""What follows when a student takes one step out of a plan that others wrote."""

from collections.abc import Iterator

from msgspec.structs import replace

from roadmap_sync.plan.cycles import step_anchors
from roadmap_sync.plan.model import Order, Plan, Step
from roadmap_sync.plan.nodes import Mapping, is_null
from roadmap_sync.problems import Mark, Problems


def taken_out(plan: Plan, changes: Mapping | None) -> dict[str, Mark]:
    """Return the ids that a student took out with ``null``, and where."""
    entries = {} if changes is None else changes.entries
    return {
        name: entry.key.mark
        for name, entry in entries.items()
        if is_null(entry.value) and name not in plan.steps
    }


def without_orders(plan: Plan, gone: dict[str, Mark]) -> Plan:
    """Return the plan without the orders that name such a step: there is nothing to wait for.

    The student cannot change the plan's line, as its author could.
    """
    if not gone:
        return plan
    steps = {
        name: replace(step, after=_rest(step.after, gone), before=_rest(step.before, gone))
        for name, step in plan.steps.items()
    }
    return replace(plan, steps=steps)


def check_dated_from(plan: Plan, gone: dict[str, Mark], problems: Problems) -> frozenset[Mark]:
    """Report, at the student's word, each step that others are dated from.

    Returns:
        Where these others name it, so that it is not reported there as well.
    """
    places = []
    for name, mark in gone.items():
        found = [(step, place) for step, place in _dated(plan) if place[0] == name]
        places += [place for _, (_, place) in found]
        others = list(dict.fromkeys(step.id for step, _ in found))
        if others:
            verb = "is" if len(others) == 1 else "are"
            problems.error(
                "dated-from",
                f"'{name}' cannot be taken out alone: {', '.join(others)} {verb} dated from it",
                mark,
                f"take that out, too ('{others[0]}: null'), or give it a 'when:' of its own here",
            )
    return frozenset(places)


def _dated(plan: Plan) -> Iterator[tuple[Step, tuple[str, Mark]]]:
    for step in plan.steps.values():
        for anchor in step_anchors(step):
            yield step, (anchor.name, anchor.mark)


def _rest(orders: tuple[Order, ...], gone: dict[str, Mark]) -> tuple[Order, ...]:
    return tuple(order for order in orders if order.step not in gone)
