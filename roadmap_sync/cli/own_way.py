"""What is known of the student's own way, by the ledger and the network log.

For the page: numbers, days and programs; what the log says of people stays in the log.
"""

from datetime import date
from pathlib import Path

from msgspec.structs import replace

from roadmap_sync.cli.listing_growth import Grown
from roadmap_sync.cli.living import lived_of
from roadmap_sync.cli.networks import read_network
from roadmap_sync.cli.outcome import Outcome
from roadmap_sync.cli.refusing import fail_if_bad
from roadmap_sync.cli.tally import Lived, Phase, letters_of, phases_of
from roadmap_sync.cli.weeks import waiting
from roadmap_sync.formats import page_progress as page
from roadmap_sync.formats.html import to_html
from roadmap_sync.items import Item, Roadmap
from roadmap_sync.people import growth
from roadmap_sync.people.person import Network
from roadmap_sync.people.programs import Connection, connections
from roadmap_sync.problems import Problems
from roadmap_sync.sync.doing import Where


def network_of(outcome: Outcome, today: date) -> Network | None:
    """Return what the network log says; None if there is none.

    Raises:
        PlanError: It has errors, such as a contact on a day to come.
    """
    if outcome.network is None or not outcome.network.exists():
        return None
    problems = Problems()
    network = read_network(outcome.network, problems, today)
    fail_if_bad(problems)
    return network


def grown(outcome: Outcome, today: date) -> Grown:
    """Return the student's network on a day. Raises as `network_of` does."""
    return Grown(network_of(outcome, today), outcome.milestones, today)


def page_of(outcome: Outcome, roadmap: Roadmap, state: Path | None) -> str:
    """Return the page of a roadmap, each item on the day on which it stands for the student.

    Args:
        outcome: All that is known.
        roadmap: The part of it that the page shows.
        state: The folder of the ledger; None for the usual one.

    Raises:
        LedgerError: What is remembered cannot be read.
        PlanError: The network log has errors.
    """
    lived = replace(lived_of(outcome, state), items=roadmap.items)
    progress = _progress(lived, network_of(outcome, lived.today), outcome.milestones)
    return to_html(replace(roadmap, items=lived.as_it_stands()), progress)


def left_of(outcome: Outcome, roadmap: Roadmap, state: Path | None) -> tuple[Item, ...]:
    """Return what is neither done nor skipped, on the days on which it stands, in their order.

    Takes and raises the same as `page_of`, but never reads the network log.
    """
    lived = replace(lived_of(outcome, state), items=roadmap.items)
    gone = (Where.DONE, Where.SKIPPED)
    left = replace(lived, items=[item for item in lived.items if lived.where(item) not in gone])
    return left.as_it_stands()


def _progress(lived: Lived, network: Network | None, days: growth.Days) -> page.Progress:
    letters = letters_of(lived)
    shares = growth.years(days) if days else ()
    return page.Progress(
        done=_standing(lived, Where.DONE),
        skipped=_standing(lived, Where.SKIPPED),
        moved=frozenset(item.uid for item in lived.items if lived.is_moved(item)),
        parts=tuple(_part(one) for one in phases_of(lived)),
        checks=_checks(lived),
        letters=None if letters.none else page.Letters(*letters),
        curves=_curves(days, network),
        groups=_groups(network) if days else (),
        efforts=growth.EFFORT,
        shares=tuple(page.Share(one.title, one.shares, one.first, one.last) for one in shares),
        knows_people=network is not None and bool(network.people),
        logged_until=_logged_until(network),
        programs=tuple(_program(one) for one in connections(network or Network())),
    )


def _standing(lived: Lived, place: Where) -> frozenset[str]:
    return frozenset(item.uid for item in lived.items if lived.where(item) is place)


def _part(phase: Phase) -> page.Part:
    return page.Part(phase.stage, phase.title, phase.done, phase.skipped, phase.every)


def _checks(lived: Lived) -> tuple[page.Check, ...]:
    """Return the checkpoints in the order of days, without those that were skipped."""
    ahead = [
        page.Check(one.entry.item.uid, one.entry.day, done=False,
                   missing=tuple(each.item.uid for each in one.missing))
        for one in waiting(lived)
    ]  # fmt: skip
    reached = [
        page.Check(item.uid, lived.day(item), done=True)
        for item in lived.items
        if item.kind == "checkpoint" and lived.where(item) is Where.DONE
    ]
    return tuple(sorted([*reached, *ahead], key=lambda one: (one.day, one.uid)))


def _curves(days: growth.Days, network: Network | None) -> tuple[page.Curve, ...]:
    people = () if network is None else network.people
    curves = []
    for curve in growth.CURVES if days else ():
        mine = tuple(person for person in people if curve.counts(person))
        dated = zip(growth.MILESTONES, days, curve.targets, strict=True)
        goals = tuple(page.Goal(label, day, n) for label, day, n in dated if day is not None)
        steps = growth.steps(curve, people)
        if len(goals) > 1:
            curves.append(page.Curve(curve.title, goals, steps, growth.undated(mine)))
    return tuple(curves)


def _groups(network: Network | None) -> tuple[page.Group, ...]:
    people = () if network is None else network.people
    return tuple(
        page.Group(one.title, growth.count(one, people), one.low, one.high) for one in growth.GROUPS
    )


def _logged_until(network: Network | None) -> date | None:
    """Return the last day of contact; None if the log has none."""
    days = [day for person in network.people for day in person.days[-1:]] if network else []
    return max(days, default=None)


def _program(one: Connection) -> page.Program:
    counts = len(one.direct), len(one.mentors), len(one.residents)
    return page.Program(one.name, one.strength, *counts, suggested=not one.is_own)
