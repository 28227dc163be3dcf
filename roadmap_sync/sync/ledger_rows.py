"""Values of the ledger to JSON and back.

The version of this encoding is the schema's (`roadmap_sync.sync.ledger_schema`): a program that
is too old refuses the whole file. Within one version, what is empty is left out, what is missing
is empty, and names that nobody knows are skipped. Nothing here holds a secret: targets promise
that for identities and cursors, and the other texts stand in the calendar.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from roadmap_sync.content import Content, Marker, Seen
from roadmap_sync.sync.memory import Account, Life, Memory, State

#: Characters of a date, ``2026-09-10``; an instant has more.
_DATE = 10
#: Plain values go in, which hold no circles.
_ENCODER = json.JSONEncoder(separators=(",", ":"), check_circular=False)


def write_memory(memory: Memory) -> str:
    """Return everything but the uid, which is the row's key."""
    return _text(
        item=memory.item,
        life=memory.life.value,
        ref=memory.ref,
        tag=memory.tag,
        planned=dict(memory.planned),
        echoed=dict(memory.echoed),
        written=sorted(memory.written),
        seen=None if memory.seen is None else _from_seen(memory.seen),
        official=memory.official,
        kept=list(memory.kept),
    )


def read_memory(uid: str, text: str) -> Memory:
    """Return what `write_memory` wrote.

    Raises:
        ValueError: The text was not written by us.
    """
    row = _Row.read(text)
    seen = row.inner("seen")
    return Memory(
        uid=uid,
        item=row.text("item"),
        life=Life(row.text("life")),
        ref=row.text("ref"),
        tag=row.text("tag"),
        planned=row.texts("planned"),
        echoed=row.texts("echoed"),
        written=frozenset(map(str, row.list("written"))),
        seen=None if seen is None else _to_seen(seen),
        official=row.text("official"),
        kept=row.list("kept"),
    )


def write_state(state: State) -> str:
    """Return everything; the uid is the row's key."""
    return _text(
        done=state.done,
        skipped=state.skipped,
        moved=None if state.moved is None else [_from_moment(end) for end in state.moved],
        against=state.against,
        by=state.by,
        at=_from_optional(state.at),
    )


def read_state(text: str) -> State:
    """Return what `write_state` wrote.

    Raises:
        ValueError: The text was not written by us.
    """
    row = _Row.read(text)
    ends = tuple(_to_moment(end) for end in row.list("moved"))
    moved = None
    if ends:
        start, end = ends  # ValueError unless there are two
        moved = (start, end)
    return State(
        done=row.flag("done"),
        skipped=row.flag("skipped"),
        moved=moved,
        against=row.text("against"),
        by=row.text("by"),
        at=row.instant("at"),
    )


def write_account(account: Account) -> str:
    """Return everything but the name, which is the row's key."""
    return _text(
        identity=account.identity,
        cursor=account.cursor,
        applied=account.applied,
        last_run=_from_optional(account.last_run),
        last_good=_from_optional(account.last_good),
        outcome=account.outcome,
    )


def read_account(name: str, text: str) -> Account:
    """Return what `write_account` wrote.

    Raises:
        ValueError: The text was not written by us.
    """
    row = _Row.read(text)
    return Account(
        name=name,
        identity=row.text("identity"),
        cursor=row.text("cursor"),
        applied=row.text("applied"),
        last_run=row.instant("last_run"),
        last_good=row.instant("last_good"),
        outcome=row.text("outcome"),
    )


def _from_seen(seen: Seen) -> dict[str, object]:
    return _filled(
        content=_from_content(seen.content),
        cancelled=seen.cancelled,
        added=list(seen.added),
        marker=None if seen.marker is None else _from_marker(seen.marker),
    )


def _to_seen(row: "_Row") -> Seen:
    content, marker = row.inner("content"), row.inner("marker")
    if content is None:
        raise _damage("'content' is missing")
    return Seen(
        content=_to_content(content),
        cancelled=row.flag("cancelled"),
        added=row.list("added"),
        marker=None if marker is None else _to_marker(marker),
    )


def _from_marker(marker: Marker) -> dict[str, object]:
    # Never left out as empty: a marker that says nothing is not the same as none.
    return {"item": marker.item} | _filled(
        owner=marker.owner, said=dict(marker.said), official=marker.official
    )


def _to_marker(row: "_Row") -> Marker:
    return Marker(
        item=row.text("item"),
        owner=row.text("owner"),
        said=row.texts("said"),
        official=row.text("official"),
    )


def _from_content(content: Content) -> dict[str, object]:
    return _filled(
        component=content.component,
        title=content.title,
        start=_from_moment(content.start),
        end=_from_moment(content.end),
        notes=content.notes,
        place=content.place,
        link=content.link,
        categories=list(content.categories),
        # Seconds; a float is exact to the microsecond for 285 years.
        alarm=None if content.alarm is None else str(content.alarm.total_seconds()),
        color=content.color,
        busy=content.busy,
        done=content.done,
    )


def _to_content(row: "_Row") -> Content:
    component, alarm = row.text("component"), row.text("alarm")
    return Content(
        component="event" if component == "event" else _todo(component),
        title=row.text("title"),
        start=_to_moment(row.text("start")),
        end=_to_moment(row.text("end")),
        notes=row.text("notes"),
        place=row.text("place"),
        link=row.text("link"),
        categories=row.list("categories"),
        alarm=_to_span(alarm) if alarm else None,
        color=row.text("color"),
        busy=row.flag("busy"),
        done=row.flag("done"),
    )


def _todo(component: str) -> Literal["todo"]:
    if component != "todo":
        raise _damage(f"there is no component {component!r}")
    return "todo"


def _to_span(seconds: str) -> timedelta:
    try:
        return timedelta(seconds=float(seconds))
    except OverflowError as error:
        raise _damage(f"{seconds} seconds are too many") from error


def _from_optional(moment: date | None) -> str:
    return "" if moment is None else _from_moment(moment)


def _from_moment(moment: date) -> str:
    """Return ``2026-09-10`` or ``2026-09-10T17:30:00-05:00[America/Chicago]`` (RFC 9557)."""
    text = moment.isoformat()
    zone = moment.tzinfo if isinstance(moment, datetime) else None
    # A zone that a library made up from a calendar's own rules has no key: its offset stays.
    key = zone.key if isinstance(zone, ZoneInfo) else None
    return f"{text}[{key}]" if key else text


def _to_moment(text: str) -> date:
    plain, _, key = text.removesuffix("]").partition("[")
    if len(plain) == _DATE:
        return date.fromisoformat(plain)
    moment = datetime.fromisoformat(plain)
    if moment.utcoffset() == timedelta(0):
        moment = moment.replace(tzinfo=UTC)
    return _in_zone(moment, key) if key else moment


def _in_zone(moment: datetime, key: str) -> datetime:
    """Return the same clock time in a zone; of two in autumn, the one with the same offset.

    If the rules of the zone are others by now, the clock time stays: that is what people see. If
    there is no such zone any more, the offset stays.
    """
    try:
        zone = ZoneInfo(key)
    except (KeyError, OSError, ValueError):
        return moment
    first, second = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    return second if first.utcoffset() != moment.utcoffset() == second.utcoffset() else first


def _text(**values: object) -> str:
    # ASCII only: a lone half of a UTF-16 pair, which a server may send, has no UTF-8.
    return _ENCODER.encode(_filled(**values))


def _filled(**values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if value}


class _Row:
    """A JSON object whose values are looked at before they are believed."""

    def __init__(self, values: object) -> None:
        if not isinstance(values, dict):
            raise _damage("it is not an object")
        self._values: Mapping[str, object] = values

    @classmethod
    def read(cls, text: str) -> "_Row":
        try:
            return cls(json.loads(text))
        except RecursionError as error:
            raise _damage("it is nested too deeply") from error

    def text(self, name: str) -> str:
        return _as_text(self._values.get(name, ""))

    def flag(self, name: str) -> bool:
        value = self._values.get(name, False)
        if not isinstance(value, bool):
            raise _damage(f"{name!r} is neither true nor false")
        return value

    def list(self, name: str) -> tuple[str, ...]:
        value = self._values.get(name, [])
        if not isinstance(value, list):
            raise _damage(f"{name!r} is not a list")
        return tuple(_as_text(word) for word in value)

    def texts(self, name: str) -> dict[str, str]:
        row = self.inner(name)
        if row is None:
            return {}
        for value in row._values.values():  # noqa: SLF001 - our own class
            _as_text(value)
        return dict(row._values)  # type: ignore[arg-type]  # noqa: SLF001 - texts, as we saw

    def instant(self, name: str) -> datetime | None:
        text = self.text(name)
        moment = _to_moment(text) if text else None
        if moment is not None and not isinstance(moment, datetime):
            raise _damage(f"{name!r} is a date")
        return moment

    def inner(self, name: str) -> "_Row | None":
        value = self._values.get(name)
        return None if value is None else _Row(value)


def _damage(words: str) -> ValueError:
    """Return the one kind of error that damage has, whatever Python would call it."""
    return ValueError(words)


def _as_text(value: object) -> str:
    if not isinstance(value, str):
        raise _damage(f"{value!r} is not a text")
    return value
