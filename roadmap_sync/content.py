"""What a calendar shows of one item: values that targets write and read back.

`Content` is ours, field by field. `Seen` is what a calendar holds, with what the student and
other programs added. Both know no file format and no protocol.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

#: The fields that are ours, each merged as one piece; ``when`` is start and end together.
FIELDS = ("title", "when", "notes", "place", "link", "categories", "alarm", "look", "done")
#: The day of a to-do that has none: a student may take its due date away.
NEVER = date.max
#: Before the title of an event that is done.
TICK = "✓ "
#: Characters of a digest: 50 bits, against accidents, not against attackers.
_DIGITS = 10
#: Most items have most of their texts in common with others: so many of them are remembered.
_FEW = 256


class Content(Struct, frozen=True, kw_only=True):
    """One event or to-do as we want it shown.

    Attributes:
        component: ``event`` (VEVENT) or ``todo`` (VTODO).
        title: One line.
        start: First day, or an instant with a zone; of a to-do, when it is due.
        end: The day or instant after the last one (RFC 5545 section 3.6.1); of a to-do, the
            same as ``start``.
        notes: The description, may have many lines.
        place: Where, may be empty.
        link: An http(s) address, may be empty.
        categories: In their order, none twice.
        alarm: When our reminder rings, counted from ``start``; negative is before it.
        color: CSS3 colour name (RFC 7986 section 5.9), may be empty.
        busy: Does it block the time for others (OPAQUE)?
        done: Ticked off? A to-do has a status for that; the title of an event gets a `TICK`,
            and a student may write one, too.
    """

    component: Literal["event", "todo"]
    title: str
    start: date
    end: date
    notes: str = ""
    place: str = ""
    link: str = ""
    categories: tuple[str, ...] = ()
    alarm: timedelta | None = None
    color: str = ""
    busy: bool = False
    done: bool = False

    @property
    def shown_title(self) -> str:
        """The title with a `TICK` if it is an event that is done."""
        return TICK * (self.done and self.component == "event") + self.title

    @property
    def last_day(self) -> date:
        """The last day on which it happens, by its own clock."""
        if isinstance(self.end, datetime):
            lasts = self.end > self.start  # then midnight is the end of the day before
            return (self.end - lasts * timedelta.resolution).date()
        return max(self.start, self.end - timedelta(days=1))


class Marker(Struct, frozen=True, kw_only=True):
    """What stands in each of our items for ourselves, where the student does not look.

    Attributes:
        item: ``plan/step@block``, for people.
        owner: `owner_of` the student it was written for.
        said: `digest` of each field's text as a plan last said it; a lost ledger is rebuilt
            from it, and a second computer learns what the first one wrote.
        official: The plan's date, as `when_text`, if it is told in the notes because both the
            plan and the student moved the item; else empty.
    """

    item: str
    owner: str
    said: Mapping[str, str]
    official: str = ""


class Seen(Struct, frozen=True, kw_only=True):
    """One item as a calendar holds it.

    Attributes:
        content: Its fields; ``notes`` is the whole description, the student's text included,
            and ``alarm`` the reminder that is recognisably ours, or None.
        cancelled: Did somebody cancel it (STATUS:CANCELLED)?
        added: Names of what is there and not from us, such as ``ATTENDEE`` or ``VALARM``:
            signs that a person worked on it.
        marker: What we left in it; None if a server or a person dropped it.
    """

    content: Content
    cancelled: bool = False
    added: tuple[str, ...] = ()
    marker: Marker | None = None


def texts(content: Content) -> dict[str, str]:
    """Return each field as a text: equal texts are equal fields.

    Instants are in UTC, so that a server may name another zone for the same moment; line ends,
    space at the ends of lines and the form of accents (NFC) do not count, because servers
    tidy them.
    """
    return {
        "title": _tidy(content.title),
        "when": when_text(content.start, content.end),
        "notes": _tidy(content.notes),
        "place": _tidy(content.place),
        "link": content.link.strip(),
        "categories": "\n".join(sorted({_tidy(word) for word in content.categories})),
        "alarm": "" if content.alarm is None else str(int(content.alarm.total_seconds())),
        "look": f"{content.color.casefold()} {'busy' if content.busy else 'free'}",
        "done": "done" if content.done else "",
    }


def when_text(start: date, end: date) -> str:
    """Return ``2026-09-10/2026-09-11`` (end exclusive) or two instants in UTC."""
    return f"{_moment(start)}/{_moment(end)}"


@lru_cache(_FEW)
def digest(text: str) -> str:
    """Return a short name of a text, 10 characters of ``[0-9a-f]``.

    How much white space there is where does not count: some servers cut empty lines.
    """
    words = " ".join(text.split())
    return sha256(words.encode(errors="surrogatepass")).hexdigest()[:_DIGITS]


def owner_of(student: str) -> str:
    """Return how items name the student they were written for, without telling the id."""
    return digest(f"student {student}")


#: Whose an item is that is made only to try whether that works: no student's.
NOBODY = owner_of("a test")


def combine(base: Content, other: Content, fields: Iterable[str]) -> Content:
    """Return ``base`` with some fields of ``other``."""
    changes: dict[str, object] = {}
    for field in fields:
        for name in _ATTRIBUTES.get(field, (field,)):
            changes[name] = getattr(other, name)
    return replace(base, **changes)


_ATTRIBUTES = {"when": ("start", "end"), "look": ("color", "busy")}


def _moment(moment: date) -> str:
    if not isinstance(moment, datetime):
        return moment.isoformat()
    if moment.tzinfo is None:  # by the clock of whoever looks at it (RFC 5545 section 3.3.5)
        return moment.isoformat()
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


@lru_cache(_FEW)
def _tidy(text: str) -> str:
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").split("\n")
    return "\n".join(line.strip() for line in lines).strip()
