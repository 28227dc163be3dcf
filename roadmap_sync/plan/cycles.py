"""What waits for what: named dates that rest on each other, steps that follow each other."""

from collections.abc import Iterator, Mapping
from itertools import chain

from roadmap_sync.plan.model import Plan, Step
from roadmap_sync.plan.when import Anchor, anchors
from roadmap_sync.problems import Mark, Problems

#: For each name, what it waits for and where that is written.
Graph = Mapping[str, list[tuple[str, Mark]]]
_SHOWN = 12
#: How many dates, and how many steps, may be counted from one another in a row.
MAX_CHAIN = 20


def check_cycles(plan: Plan, problems: Problems) -> None:
    """Report dates and steps that wait for themselves: once for each circle."""
    dates = {name: [(anchor.name, anchor.mark) for anchor in anchors(date.rule)]
             for name, date in plan.dates.items()}  # fmt: skip
    for path, mark in cycles(dates):
        problems.error("cycle", f"these dates wait for each other: {_shown(path)}", mark,
                       "give one of them another rule")  # fmt: skip
    for path, mark in cycles(step_graph(plan)):
        problems.error("cycle", f"these steps wait for each other: {_shown(path)}", mark,
                       "take out one 'after', 'before' or 'when'")  # fmt: skip


def check_chains(plan: Plan, problems: Problems) -> None:
    """Report dates and steps that are counted from one another in very long rows."""
    dates = {name: [anchor.name for anchor in anchors(date.rule)]
             for name, date in plan.dates.items()}  # fmt: skip
    steps = {name: [anchor.name for anchor in step_anchors(step)]
             for name, step in plan.steps.items()}  # fmt: skip
    for what, graph, known in (("dates", dates, plan.dates), ("steps", steps, plan.steps)):
        for name in too_far(graph, MAX_CHAIN):
            message = f"more than {MAX_CHAIN} {what} are counted from one another in a row"
            hint = "count some of them from the start"
            problems.error("too-deep", message, known[name].mark, hint)


def too_far(graph: Mapping[str, list[str]], most: int) -> Iterator[str]:
    """Yield each name that is the first, on its way, with more than so many names behind it.

    Nothing is yielded for a graph with circles, which are reported on their own.
    """
    waiting = {
        name: {other for other in others if other in graph} for name, others in graph.items()
    }
    following: dict[str, list[str]] = {}
    for name, others in waiting.items():
        for other in others:
            following.setdefault(other, []).append(name)
    depth = {name: 0 for name, others in waiting.items() if not others}
    ready = list(depth)
    for name in ready:
        for later in following.get(name, ()):
            waiting[later].discard(name)
            depth[later] = max(depth.get(later, 0), depth[name] + 1)
            if not waiting[later]:
                ready.append(later)
    if len(ready) == len(graph):
        yield from (name for name in graph if depth[name] == most)


def step_anchors(step: Step) -> Iterator[Anchor]:
    """Yield every name that a step's dates rest on."""
    return chain.from_iterable(anchors(case.when) for case in step.whens)


def step_graph(plan: Plan) -> Graph:
    """Return what each step waits for: what it comes after, and what its date rests on."""
    graph: dict[str, list[tuple[str, Mark]]] = {name: [] for name in plan.steps}
    for name, step in plan.steps.items():
        graph[name] += [(order.step, order.mark) for order in step.after]
        graph[name] += [(anchor.name, anchor.mark) for anchor in step_anchors(step)]
        for order in step.before:
            if order.step in graph:
                graph[order.step].append((name, order.mark))
    return graph


def cycles(graph: Graph) -> Iterator[tuple[list[str], Mark]]:
    """Yield each circle found on a walk in depth, as a path whose ends are equal, and its mark."""
    done: set[str] = set()
    seen: set[frozenset[str]] = set()
    for root in graph:
        path, branches = [root], [iter(graph[root])]
        if root in done:
            continue
        while path:
            name, mark = next(branches[-1], (None, None))
            if name is None or mark is None:
                done.add(path.pop())
                branches.pop()
            elif name in path:
                circle = [*path[path.index(name) :], name]
                if frozenset(circle) not in seen:
                    seen.add(frozenset(circle))
                    yield circle, mark
            elif name in graph and name not in done:
                path.append(name)
                branches.append(iter(graph[name]))


def _shown(path: list[str]) -> str:
    if len(path) > _SHOWN:
        path = [*path[: _SHOWN - 2], "…", path[-1]]
    return " → ".join(path)
