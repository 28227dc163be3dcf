"""A part of a roadmap: some stages, some days."""

from collections.abc import Collection
from datetime import date

from msgspec.structs import replace

from roadmap_sync.items import Item, Roadmap


def narrow(
    roadmap: Roadmap,
    *,
    from_day: date | None = None,
    until_day: date | None = None,
    stages: Collection[str] = (),
) -> Roadmap:
    """Return a roadmap with only the items of some stages and days.

    Args:
        roadmap: The whole.
        from_day: Nothing whose day is before it; None for no limit.
        until_day: Nothing whose day is after it; None for no limit.
        stages: Such as ``ms1``; empty for all.
    """

    def fits(item: Item) -> bool:
        late = from_day is None or item.date >= from_day
        early = until_day is None or item.date <= until_day
        return late and early and (not stages or item.stage in stages)

    return replace(
        roadmap,
        items=tuple(item for item in roadmap.items if fits(item)),
        on_request=tuple(one for one in roadmap.on_request if not stages or one.stage in stages),
    )


def stages_of(roadmap: Roadmap) -> tuple[str, ...]:
    """Return the stages there are something for, in the order of their ids."""
    dated = {item.stage for item in (*roadmap.items, *roadmap.over)}
    listed = {one.stage for one in roadmap.on_request}
    return tuple(sorted((dated | listed) - {""}))
