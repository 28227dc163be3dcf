"""Content and marker ⇄ an event of Google Calendar (API v3), as JSON.

What Google has no field for comes back as it was sent, or not at all, and the engine copes:
categories stand in a private extended property; a reminder after the start of an event, or more
than four weeks before it, is left out (``reminders.overrides[].minutes`` is 0 to 40320).
"""

import html
import re
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from roadmap_sync.content import FIELDS, TICK, Content, Marker, Seen

Json = dict[str, Any]

#: One private extended property marks what is ours; its value is the uid, which a copy that the
#: student makes of an event does not have as its id.
MARK = "roadmapSync"
#: Keys may have 44 characters and values 1024; what is too long, Google drops or cuts silently.
#: A quarter of that is safe whether it counts characters or bytes.
_PIECE = 250
_MOST_MINUTES = 40_320
#: The colours of events in ``colors.get``, by colorId, with CSS3 names; where one is the nearest
#: to a colour of ours, with our name, so that it comes back as it was sent.
_COLORS = {
    "1": "lavender",
    "2": "mediumaquamarine",  # Sage
    "3": "mediumpurple",  # Grape
    "4": "lightcoral",  # Flamingo
    "5": "goldenrod",  # Banana
    "6": "sandybrown",  # Tangerine
    "7": "mediumturquoise",  # Peacock
    "8": "slategray",  # Graphite
    "9": "steelblue",  # Blueberry
    "10": "seagreen",  # Basil
    "11": "tomato",  # Tomato
}
_IDS = {name: number for number, name in _COLORS.items()}
#: What only a person, or a program of theirs, puts into an event of ours.
_ADDED = ("attendees", "recurrence", "attachments", "conferenceData")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def event(uid: str, content: Content, marker: Marker) -> Json:
    """Return a new event, for ``events.insert``."""
    whole = {"id": uid, **changes(uid, content, FIELDS, marker, {})}
    return _without_nothing(whole)


def changes(
    uid: str, content: Content, fields: Collection[str], marker: Marker, now: Mapping[str, Any]
) -> Json:
    """Return a change of some fields and the marker, for ``events.patch``; None deletes.

    Args:
        uid: The item's uid, which is the event's id.
        content: The fields as they should stand.
        fields: Which of them to set.
        marker: What to leave in it for ourselves.
        now: The event as it is, for its reminders; may be empty unless ``alarm`` is to be set.
    """
    patch: Json = {}
    private: dict[str, str | None] = {
        MARK: uid,
        f"{MARK}Owner": marker.owner,
        f"{MARK}Said": "|".join(f"{name}:{said}" for name, said in sorted(marker.said.items())),
        f"{MARK}Official": marker.official or None,
        **_pieces("Item", marker.item),
    }
    if {"title", "done"} & set(fields):
        patch["summary"] = content.shown_title
    if "when" in fields:
        patch |= {"start": _moment(content.start), "end": _moment(_end(content))}
    if "notes" in fields:
        patch["description"] = content.notes or None
    if "place" in fields:
        patch["location"] = content.place or None
    if "link" in fields:
        patch["source"] = _source(content)
    if "look" in fields:
        patch["colorId"] = _IDS.get(content.color.casefold())
        patch["transparency"] = "opaque" if content.busy else "transparent"
    if "categories" in fields:
        private |= _pieces("Categories", "\n".join(content.categories))
    if "alarm" in fields:
        minutes = _minutes(content.alarm)
        patch["reminders"] = _reminders(minutes, now)
        private[f"{MARK}Alarm"] = None if minutes is None else str(minutes)
    patch["extendedProperties"] = {"private": private}
    return patch


def is_ours(found: Mapping[str, Any]) -> bool:
    """Did we make this event?"""
    mark = _private(found).get(MARK)
    return bool(mark) and mark == found.get("id")


def read(found: Mapping[str, Any]) -> Seen:
    """Return what an event that is not cancelled says.

    Raises:
        ValueError: It cannot be read.
    """
    try:
        return _read(found)
    except (AttributeError, KeyError, TypeError, OverflowError) as error:
        raise ValueError("an event in a form that we do not know") from error


def _read(found: Mapping[str, Any]) -> Seen:
    private = _private(found)
    summary = str(found.get("summary", ""))
    alarm, own_reminders = _read_reminders(found.get("reminders") or {}, private)
    content = Content(
        component="event",
        title=summary.removeprefix(TICK),
        start=_read_moment(found["start"]),
        end=_read_moment(found["end"]),
        notes=plain(str(found.get("description", ""))),
        place=str(found.get("location", "")),
        link=str((found.get("source") or {}).get("url", "")),
        categories=tuple(filter(None, _joined("Categories", private).split("\n"))),
        alarm=alarm,
        color=_COLORS.get(str(found.get("colorId", "")), ""),
        busy=found.get("transparency", "opaque") == "opaque",
        done=summary.startswith(TICK),
    )
    added = tuple(name for name in _ADDED if found.get(name))
    return Seen(
        content=content,
        added=(*added, "reminders") if own_reminders else added,
        marker=_marker(private),
    )


def plain(text: str) -> str:
    """Return a description without what Google's own editor makes of it.

    Once the student edited it there, its line ends are ``<br>`` and its ampersands ``&amp;``.
    Other tags are the student's and stay as they are.
    """
    if not _BREAK.search(text):
        return text
    lines = _BREAK.sub("\n", text).replace("&nbsp;", " ")
    return re.sub(r"&(amp|quot|#39);", lambda one: html.unescape(one[0]), lines)


def _marker(private: Mapping[str, str]) -> Marker | None:
    owner, said = private.get(f"{MARK}Owner"), private.get(f"{MARK}Said")
    if not private.get(MARK) or not owner or said is None:
        return None
    pairs = dict(word.split(":", 1) for word in said.split("|") if ":" in word)
    return Marker(
        item=_joined("Item", private),
        owner=owner,
        said=pairs,
        official=private.get(f"{MARK}Official", ""),
    )


def _private(found: Mapping[str, Any]) -> Mapping[str, str]:
    extended = found.get("extendedProperties")
    private = extended.get("private") if isinstance(extended, Mapping) else None
    return private if isinstance(private, Mapping) else {}


def _pieces(name: str, text: str) -> dict[str, str | None]:
    """Return a text of any length as several values, and None after the last one."""
    parts = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]
    keys = [f"{MARK}{name}{number or ''}" for number in range(len(parts) + 1)]
    return dict(zip(keys, [*parts, None], strict=True))


def _joined(name: str, private: Mapping[str, str]) -> str:
    parts: list[str] = []
    while (key := f"{MARK}{name}{len(parts) or ''}") in private:
        parts.append(private[key])
    return "".join(parts)


def _moment(moment: date) -> Json:
    """Return start or end; None takes away what the other kind of event has there."""
    if not isinstance(moment, datetime):
        return {"date": moment.isoformat(), "dateTime": None, "timeZone": None}
    zone = getattr(moment.tzinfo, "key", "UTC")
    if moment.tzinfo is None or zone == "UTC":
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return {"date": None, "dateTime": moment.isoformat(timespec="seconds"), "timeZone": zone}


def _end(content: Content) -> date:
    """Return the end; a whole day ends on the next one at the earliest."""
    if isinstance(content.start, datetime) or content.end > content.start:
        return content.end
    return content.start + timedelta(days=1)


def _read_moment(found: Mapping[str, str]) -> date:
    if "date" in found:
        return date.fromisoformat(found["date"])
    moment = datetime.fromisoformat(found["dateTime"])
    zone = found.get("timeZone")
    if not zone or moment.tzinfo is None:
        return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone or "UTC"))
    try:
        return moment.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError):  # a zone that this computer does not know
        return moment


def _source(content: Content) -> Json | None:
    if not content.link:
        return None
    return {"url": content.link, "title": urlsplit(content.link).hostname or content.link}


def _minutes(alarm: timedelta | None) -> int | None:
    """Return how many minutes before the start; of a whole day, before its midnight."""
    if alarm is None:
        return None
    minutes = -int(alarm.total_seconds()) // 60
    return minutes if 0 <= minutes <= _MOST_MINUTES else None


def _reminders(minutes: int | None, now: Mapping[str, Any]) -> Json:
    """Return the student's own reminders as they are, and ours."""
    theirs: list[Json] = list((now.get("reminders") or {}).get("overrides") or [])
    mine = _private(now).get(f"{MARK}Alarm")
    kept = [one for one in theirs if not _is_mine(one, mine)]
    new = [] if minutes is None else [{"method": "popup", "minutes": minutes}]
    return {"useDefault": False, "overrides": [*kept, *(one for one in new if one not in kept)]}


def _is_mine(one: Mapping[str, Any], minutes: str | None) -> bool:
    return one.get("method") == "popup" and str(one.get("minutes")) == minutes


def _read_reminders(
    found: Mapping[str, Any], private: Mapping[str, str]
) -> tuple[timedelta | None, bool]:
    """Return our reminder, and whether there are others.

    One that stands alone, where ours was, is ours, set to another time by the student.
    """
    overrides = list(found.get("overrides") or [])
    mine = private.get(f"{MARK}Alarm")
    ours = [one for one in overrides if _is_mine(one, mine)]
    if not ours and mine is not None and len(overrides) == 1:
        ours = overrides
    if not ours:
        return None, bool(overrides)
    return timedelta(minutes=-int(ours[0]["minutes"])), len(overrides) > 1


def _without_nothing(value: Json) -> Json:
    """Return it without None, which only a change may say."""
    return {
        key: _without_nothing(one) if isinstance(one, dict) else one
        for key, one in value.items()
        if one is not None
    }
