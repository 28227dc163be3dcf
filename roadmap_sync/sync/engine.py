"""Sync: look at every calendar, learn what the student did, decide, write, record.

The order is what makes it safe. Nothing is decided before every calendar has answered; what the
student did is recorded first, because it belongs to the student and not to one calendar; each
write is intended before and recorded after; the calendars are read once more at the end, which
tells how they give back what we sent, and finds nothing to do. A dry run takes the same way and
stops before the first write.
"""

from collections.abc import Sequence

from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.looking import taken_back
from roadmap_sync.sync.memory import State
from roadmap_sync.sync.order import Order
from roadmap_sync.sync.report import Report
from roadmap_sync.sync.restoring import still_away
from roadmap_sync.sync.work import Work
from roadmap_sync.targets.base import Target


def sync(order: Order, targets: Sequence[Target], ledger: Ledger) -> list[Report]:
    """Bring calendars in line with the plan, and keep what the student did there.

    Returns:
        One report for each target, in their order. An error of one target stands in its report
        and does not stop the others.

    Raises:
        LedgerError: Nothing can be remembered, so nothing more is written.
    """
    works = [Work(order, target, ledger) for target in targets]
    states = dict(ledger.states())
    for work in works:
        work.attempt(work.look)
    news: dict[str, State] = {}
    for work in works:
        work.attempt(lambda w=work: w.learn(states, news))  # type: ignore[misc]  # its default
    back = taken_back(states, news)
    if not order.dry:
        ledger.learn(
            news, still_away(ledger, back, {one.report.target: one.shown for one in works})
        )
    states.update(news)
    for work in works:
        work.let_back(back)
        work.attempt(lambda w=work: w.bring(states, back))  # type: ignore[misc]
        work.conclude(states)
    return [work.report for work in works]
