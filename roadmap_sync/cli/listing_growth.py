"""The network and the share of effort against the roadmap, as `progress` shows them."""

from collections.abc import Iterator
from datetime import date

import click
from msgspec import Struct

from roadmap_sync.people import growth
from roadmap_sync.people.growth import CURVES, EFFORT, GROUPS, Curve, Days, Point, Year
from roadmap_sync.people.person import Network

#: A sign for each of `growth.EFFORT`, and how many percent it stands for.
_SIGNS, _PERCENT = "#=-", 5
_NAME, _CELL = 28, 9
#: The widest bar of people.
_WIDEST = 40


class Grown(Struct, frozen=True):
    """A network on one day.

    Attributes:
        network: What the log says; None without one.
        days: Of `growth.MILESTONES`; empty for a plan of other dates.
        today: The day it is where the student lives.
    """

    network: Network | None
    days: Days
    today: date

    def points(self, curve: Curve) -> tuple[Point, ...]:
        """Return a curve at each milestone, and today."""
        people = () if self.network is None else self.network.people
        return growth.points(curve, people, self.days, self.today)


def growth_lines(grown: Grown) -> Iterator[str]:
    """Yield the curves: at the end of each year, and today with what lacks to the next goal."""
    if grown.network is None or not grown.days:
        return
    ends = [point for point in grown.points(CURVES[0]) if point.target is not None][1:]
    heads = "".join(
        f"{word:>{_CELL}}" for word in (*(f"end {_year(one)}" for one in ends), "today")
    )
    yield click.style(f"{'Network, against its goals':<{_NAME}}{heads}", bold=True)
    for curve in CURVES:
        points = grown.points(curve)
        [have] = [point.have or 0 for point in points if point.target is None]
        goals = [point for point in points if point.target is not None]
        cells = "".join(f"{_cell(point):>{_CELL}}" for point in goals[1:])
        bar = _bar(have, _next(goals, grown.today))
        yield f"  {curve.title:<{_NAME - 2}}{cells}{have:>{_CELL}}  {bar}".rstrip()


def _cell(point: Point) -> str:
    return f"{point.target}" if point.have is None else f"{point.have} of {point.target}"


def _year(point: Point) -> str:
    return point.label.rpartition(" ")[2]


def _next(goals: list[Point], today: date) -> int:
    """Return the goal that is next, or the last one."""
    return next((one.target or 0 for one in goals if one.day >= today), goals[-1].target or 0)


def _bar(have: int, goal: int) -> str:
    """Return ``###..``: a sign for each person there is, a dot for each that is missing."""
    return "#" * min(have, _WIDEST) + "." * max(0, min(goal, _WIDEST) - have)


def effort_lines(grown: Grown) -> Iterator[str]:
    """Yield the share of effort year by year, with a mark at the year it is."""
    if not grown.days:
        return
    signs = ", ".join(f"{sign} {what}" for sign, what in zip(_SIGNS, EFFORT, strict=True))
    yield f"{click.style('Share of effort', bold=True)}: {signs}"
    for year in growth.years(grown.days):
        parts = zip(_SIGNS, year.shares, strict=True)
        drawn = "".join(sign * (percent // _PERCENT) for sign, percent in parts)
        numbers = "".join(f"{percent:>5}%" for percent in year.shares)
        mark = ">" if grown.today in year else " "
        yield f"{mark} {year.title:<6}{drawn}{numbers}"


def growth_record(grown: Grown) -> dict[str, object]:
    """Return all of it as data."""
    network = None if grown.network is None else {
        "people": len(grown.network.people),
        "curves": [_curve(curve, grown) for curve in CURVES if grown.days],
        "groups": [
            {"title": one.title, "have": growth.count(one, grown.network.people),
             "low": one.low, "high": one.high}
            for one in GROUPS
        ],
    }  # fmt: skip
    years = growth.years(grown.days) if grown.days else ()
    return {"network": network, "effort": [_share(year, grown.today) for year in years]}


def _curve(curve: Curve, grown: Grown) -> dict[str, object]:
    return {
        "title": curve.title,
        "points": [
            {"label": one.label, "date": one.day.isoformat(), "goal": one.target,
             "have": one.have}
            for one in grown.points(curve)
        ],
    }  # fmt: skip


def _share(year: Year, today: date) -> dict[str, object]:
    return {
        "year": year.title,
        "from": None if year.first is None else year.first.isoformat(),
        "until": None if year.last is None else year.last.isoformat(),
        "current": today in year,
        "shares": dict(zip(EFFORT, year.shares, strict=True)),
    }
