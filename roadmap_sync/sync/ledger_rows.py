"""Values of the ledger to JSON and back.

The version of this encoding is the schema's (`roadmap_sync.sync.ledger_schema`): a program that
is too old refuses the whole file. Within one version, what is empty is left out, what is missing
is empty, and names that nobody knows are skipped. Nothing here holds a secret: targets promise
that for identities and cursors, and the other texts stand in the calendar.
"""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from roadmap_sync.content import Content, Marker, Seen
from roadmap_sync.sync.memory import Account, Life, Memory, State

#: Characters of a date, ``2026-09-10``; an instant has more.
_DATE = 10
#: Plain values go in, which hold no circles.
_ENCODER = json.JSONEncoder(separators=(",", ":"), check_circular=False)


class _MarkerRow(Struct, kw_only=True):
    item: str = ""
    owner: str = ""
    said: dict[str, str] = {}
    official: str = ""


class _ContentRow(Struct, kw_only=True):
    component: Literal["event", "todo"]
    start: str
    end: str
    title: str = ""
    notes: str = ""
    place: str = ""
    link: str = ""
    categories: tuple[str, ...] = ()
    alarm: str = ""
    color: str = ""
    busy: bool = False
    done: bool = False


class _SeenRow(Struct, kw_only=True):
    content: _ContentRow
    cancelled: bool = False
    added: tuple[str, ...] = ()
    marker: _MarkerRow | None = None


class _MemoryRow(Struct, kw_only=True):
    life: Life
    item: str = ""
    ref: str = ""
    tag: str = ""
    planned: dict[str, str] = {}
    echoed: dict[str, str] = {}
    written: frozenset[str] = frozenset()
    seen: _SeenRow | None = None
    official: str = ""
    kept: tuple[str, ...] = ()


class _StateRow(Struct, kw_only=True):
    done: bool = False
    skipped: bool = False
    moved: tuple[str, str] | None = None
    against: str = ""
    by: str = ""
    at: str = ""


class _AccountRow(Struct, kw_only=True):
    identity: str = ""
    cursor: str = ""
    applied: str = ""
    last_run: str = ""
    last_good: str = ""
    outcome: str = ""


_Kind = TypeVar("_Kind", bound=Struct)


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
    row = _read_memory(text)
    return Memory(
        uid=uid,
        item=row.item,
        life=row.life,
        ref=row.ref,
        tag=row.tag,
        planned=row.planned,
        echoed=row.echoed,
        written=row.written,
        seen=None if row.seen is None else _to_seen(row.seen),
        official=row.official,
        kept=row.kept,
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
    row = _read_state(text)
    return State(
        done=row.done,
        skipped=row.skipped,
        moved=None if row.moved is None else (_to_moment(row.moved[0]), _to_moment(row.moved[1])),
        against=row.against,
        by=row.by,
        at=_to_instant(row.at),
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
    row = _read_account(text)
    return Account(
        name=name,
        identity=row.identity,
        cursor=row.cursor,
        applied=row.applied,
        last_run=_to_instant(row.last_run),
        last_good=_to_instant(row.last_good),
        outcome=row.outcome,
    )


def _reader(kind: type[_Kind]) -> Callable[[str], _Kind]:
    """Return a function that reads rows of a kind, and raises ValueError at anything else."""
    decode = msgspec.json.Decoder(kind).decode

    def read(text: str) -> _Kind:
        try:
            return decode(text)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            pass
        try:  # a lone half of a UTF-16 pair, which a server may send, is too much for msgspec
            return msgspec.convert(json.loads(text), kind)
        except (msgspec.MsgspecError, RecursionError) as error:
            raise _damage(str(error)) from error

    return read


_read_memory, _read_state = _reader(_MemoryRow), _reader(_StateRow)
_read_account = _reader(_AccountRow)


def _from_seen(seen: Seen) -> dict[str, object]:
    return _filled(
        content=_from_content(seen.content),
        cancelled=seen.cancelled,
        added=list(seen.added),
        marker=None if seen.marker is None else _from_marker(seen.marker),
    )


def _to_seen(row: _SeenRow) -> Seen:
    marker = row.marker
    return Seen(
        content=_to_content(row.content),
        cancelled=row.cancelled,
        added=row.added,
        marker=None
        if marker is None
        else Marker(
            item=marker.item, owner=marker.owner, said=marker.said, official=marker.official
        ),
    )


def _from_marker(marker: Marker) -> dict[str, object]:
    # Never left out as empty: a marker that says nothing is not the same as none.
    return {"item": marker.item} | _filled(
        owner=marker.owner, said=dict(marker.said), official=marker.official
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


def _to_content(row: _ContentRow) -> Content:
    return Content(
        component=row.component,
        title=row.title,
        start=_to_moment(row.start),
        end=_to_moment(row.end),
        notes=row.notes,
        place=row.place,
        link=row.link,
        categories=row.categories,
        alarm=_to_span(row.alarm) if row.alarm else None,
        color=row.color,
        busy=row.busy,
        done=row.done,
    )


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
    if len(text) == _DATE:
        return date.fromisoformat(text)
    plain, _, key = text.removesuffix("]").partition("[")
    moment = datetime.fromisoformat(plain)
    if moment.utcoffset() == timedelta(0):
        moment = moment.replace(tzinfo=UTC)
    return _in_zone(moment, key) if key else moment


def _to_instant(text: str) -> datetime | None:
    moment = _to_moment(text) if text else None
    if moment is not None and not isinstance(moment, datetime):
        raise _damage(f"{text} is a date")
    return moment


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


def _damage(words: str) -> ValueError:
    """Return the one kind of error that damage has, whatever Python would call it."""
    return ValueError(words)
