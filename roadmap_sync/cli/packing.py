"""Roadmaps and findings ⇄ JSON without loss, to be kept by this program for this program.

The JSON of `formats.json_format` is a contract for others and says less. Each value that JSON
does not know is an object of one key, the kind of the value.
"""

import datetime as dt
import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from roadmap_sync.items import BlockRef, Item, Message, OnRequest, PlanRef, Roadmap, Span, Window
from roadmap_sync.problems import Mark, Problem, Severity, Source

#: What is packed field by field.
_CLASSES = (BlockRef, Item, Message, OnRequest, PlanRef, Roadmap, Span, Window)
#: Likewise, where they are seldom needed: the class and its module.
_SELDOM = MappingProxyType({
    "CalDavSettings": "roadmap_sync.targets.caldav_settings",
    "Calendars": "roadmap_sync.cli.calendars",
    "FileSettings": "roadmap_sync.targets.file_settings",
    "GoogleSettings": "roadmap_sync.targets.google_settings",
    "Secret": "roadmap_sync.targets.secret",
    "TargetSettings": "roadmap_sync.targets.opening",
})  # fmt: skip
_FIELDS: MappingProxyType[str, tuple[Callable[..., object], tuple[str, ...]]] = MappingProxyType(
    {kind.__name__: (kind, kind.__struct_fields__) for kind in _CLASSES}
)


def pack(value: object) -> bytes:
    """Return a value as bytes without line ends.

    Args:
        value: Made of roadmaps, items, problems, dates, texts, numbers, None and tuples.

    Raises:
        ValueError: There is something else in it, such as an instant whose zone has no name.
    """
    try:
        return json.dumps(value, default=_packed, separators=(",", ":")).encode()
    except TypeError as error:
        raise ValueError(str(error)) from error


def unpack(data: bytes) -> object:
    """Return the value that `pack` was given; of the texts that marks point into, one line each.

    Raises:
        ValueError: These bytes are of another kind.
    """
    try:
        return _tuples(json.loads(data, object_hook=_unpacked))
    except (TypeError, LookupError, RecursionError, OSError) as error:
        raise ValueError("these are not our bytes") from error


def _packed(value: object) -> object:
    """Return an object of one key for a value that JSON does not know.

    Raises:
        TypeError: We do not know it either.
        ValueError: It is an instant whose zone has no name.
    """
    if isinstance(value, dt.datetime):
        return {"instant": (value.replace(tzinfo=None).isoformat(), value.fold, _zone(value))}
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    if isinstance(value, Problem):
        words = (value.code, value.message, value.mark, value.hint, value.severity.value)
        return {"problem": words}
    if isinstance(value, Mark):
        lines = value.source.lines[value.line - 1 : value.line]
        return {"mark": (value.source.name, value.line, value.column, value.width, *lines)}
    if isinstance(value, PurePath):
        return {"path": str(value)}
    kind = type(value).__name__
    return {kind: [getattr(value, name) for name in _class(kind)[1]]}


def _unpacked(pairs: dict[str, Any]) -> object:
    [(kind, values)] = pairs.items()
    if kind == "day":
        return dt.date.fromisoformat(values)
    if kind == "instant":
        text, fold, zone = values
        clock = None if zone is None else ZoneInfo(zone)
        return dt.datetime.fromisoformat(text).replace(fold=fold, tzinfo=clock)
    if kind == "problem":
        code, message, mark, hint, severity = values
        return Problem(code, message, mark, hint, Severity(severity))
    if kind == "mark":
        name, line, column, width, *lines = values
        return Mark(Source(name, ("",) * (line - 1) + tuple(lines)), line, column, width)
    if kind == "path":
        return Path(values)
    cls, names = _class(kind)
    return cls(**dict(zip(names, map(_tuples, values), strict=True)))


def _class(kind: str) -> tuple[Callable[..., object], tuple[str, ...]]:
    """Return a class by its name, and the names of its fields.

    Raises:
        TypeError: We do not pack such a class.
    """
    if kind in _FIELDS:
        return _FIELDS[kind]
    if kind not in _SELDOM:
        raise TypeError(f"{kind} is not JSON")
    cls = getattr(import_module(_SELDOM[kind]), kind)
    return cls, cls.__struct_fields__


def _tuples(value: object) -> object:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _zone(moment: dt.datetime) -> str | None:
    """Return the name of an instant's zone.

    Raises:
        ValueError: It has none.
    """
    if moment.tzinfo is None:
        return None
    key = moment.tzinfo.key if isinstance(moment.tzinfo, ZoneInfo) else None
    if key is None:
        raise ValueError(f"{moment} is in a zone without a name")
    return key
