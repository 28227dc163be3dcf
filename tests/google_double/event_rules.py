"""What makes an event wrong, or other than it was sent; sources beside each rule."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from tests.google_double.errors import ApiError, Json, invalid, required
from tests.google_double.validation import date_time, zones

#: Event.id of the discovery document: base32hex, 5 to 1024 characters.
_ID = re.compile(r"[0-9a-v]{5,1024}")
#: colors.get lists these for events.
_COLOURS = {str(number) for number in range(1, 12)}
#: Event.reminders.overrides and EventReminder.minutes of the discovery document.
_MAX_REMINDERS = 5
_MAX_MINUTES = 40320
_MAX_TEXT = 8192
_MAX_KEY, _MAX_VALUE, _MAX_COUNT, _MAX_BYTES = 44, 1024, 300, 32 * 1024


def checked(event: Json, zone: str) -> Json:
    """Return the event as Google would keep it; a refusal if it would not.

    Args:
        event: All fields, a patch already merged.
        zone: Of the calendar, for times without one.
    """
    _times(event, zone)
    _reminders(event.get("reminders", {}))
    if event.get("colorId", "1") not in _COLOURS:
        raise invalid("Invalid color id.", "colorId")
    if event.get("eventType", "default") != "default":
        # Event.eventType: the others are for primary calendars, or made by Google alone.
        raise ApiError(400, "eventTypeRestriction", "An event type for primary calendars only.")
    if "recurrence" in event and not event["recurrence"]:
        event = {name: value for name, value in event.items() if name != "recurrence"}
    properties = {
        kind: _kept_properties(kind, values)
        for kind, values in event.get("extendedProperties", {}).items()
    }
    if len(event.get("description", "")) > _MAX_TEXT:
        # github.com/rjhorniii/ical2org/issues/16 knows the limit of 8K characters; the words are
        # of github.com/derekantrican/GAS-ICS-Sync/issues/271.
        raise invalid("A provided value exceeds the allowed size limit.", "description")
    # An empty text is the same as none, and does not come back:
    # github.com/kuzmoyev/google-calendar-simple-api/issues/190.
    kept = {name: value for name, value in event.items() if value != ""}
    kept.pop("extendedProperties", None)
    properties = {kind: values for kind, values in properties.items() if values}
    return kept | ({"extendedProperties": properties} if properties else {})


def check_guests(given: Json) -> None:
    """Refuse a write of a program that invites people; the student may.

    Google meets those programs that invite many with this
    (dev.to/googleworkspace/google-calendar-usage-limits-exceeded-1laa).
    """
    if given.get("attendees"):
        raise ApiError(403, "quotaExceeded")


def check_id(name: str) -> None:
    """Refuse an id that is not base32hex, or too short or long."""
    if not _ID.fullmatch(name):
        raise invalid("Invalid resource id value.", "id")


def instant(moment: Json, zone: str) -> datetime:
    """Return when a start or end is, UTC; a date begins at midnight in ``zone``."""
    if "date" in moment:
        day = date.fromisoformat(moment["date"])
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    found = date_time(moment["dateTime"])
    if found.tzinfo is None:
        found = found.replace(tzinfo=ZoneInfo(moment.get("timeZone", zone)))
    return found.astimezone(UTC)


def shown(moment: Json, zone: str, asked: str) -> Json:
    """Return a start or end as the API shows it.

    events.list and get, timeZone: "Time zone used in the response. The default is the time zone
    of the calendar": the offset is of that zone, also where the event names another. Fractions of
    seconds are lost (github.com/kuzmoyev/google-calendar-simple-api/issues/189).
    """
    if "date" in moment:
        return {"date": moment["date"]}
    local = instant(moment, zone).astimezone(ZoneInfo(asked))
    text = local.isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"dateTime": text, "timeZone": moment.get("timeZone", zone)}


def _times(event: Json, zone: str) -> None:
    for name in ("start", "end"):
        moment = event.get(name)
        if not moment:
            raise required(name)
        # A patch that makes an all-day event a timed one has to clear "date":
        # code.google.com/a/google.com/p/apps-api-issues/issues/detail?id=3110, answered there.
        if ("date" in moment) == ("dateTime" in moment):
            raise invalid(f"Invalid {name} time.", name)
        given = moment.get("timeZone", zone)
        if given not in zones():
            raise invalid(f"Invalid time zone definition for {name} time.", name)
        if "dateTime" in moment and "timeZone" not in moment:
            # EventDateTime: an offset "is required unless a time zone is explicitly specified in
            # timeZone", and recurring events need the zone itself.
            naive = date_time(moment["dateTime"]).tzinfo is None
            if naive or event.get("recurrence"):
                raise invalid(f"Missing time zone definition for {name} time.", name)
    if ("date" in event["start"]) != ("date" in event["end"]):
        raise invalid("Start and end times must either both be date or both be dateTime.")
    first, last = instant(event["start"], zone), instant(event["end"], zone)
    # The end is exclusive: a day of its own ends on the next.
    if last < first or (last == first and "date" in event["start"]):
        raise ApiError(400, "timeRangeEmpty")


def _reminders(reminders: Json) -> None:
    overrides = reminders.get("overrides", [])
    # github.com/openclaw/gogcli/issues/97 and github.com/allenporter/gcal_sync/pull/241: whoever
    # sends overrides has to send useDefault false with them.
    if overrides and reminders.get("useDefault", True):
        raise ApiError(400, "cannotUseDefaultRemindersAndSpecifyOverride")
    if len(overrides) > _MAX_REMINDERS:  # Event.reminders.overrides: "The maximum … is 5"
        raise invalid("Too many override reminders.", "reminders")
    for one in overrides:
        if "method" not in one or "minutes" not in one:  # EventReminder: both are required
            raise required("reminders.overrides")
        if not 0 <= one["minutes"] <= _MAX_MINUTES:
            raise invalid("Invalid reminder minutes.", "reminders")


def _kept_properties(kind: str, values: Json) -> Json:
    """Return what is kept of extended properties.

    calendar/api/guides/extended-properties, "Limits": keys of more than 44 characters are
    silently dropped, values of more than 1024 silently truncated (quoted, and met, in
    github.com/Cefalo/quick-meet/issues/195); at most 300 of 32 kB in all.
    """
    kept = {key: text[:_MAX_VALUE] for key, text in values.items() if len(key) <= _MAX_KEY}
    size = sum(len((key + text).encode()) for key, text in kept.items())
    if len(kept) > _MAX_COUNT or size > _MAX_BYTES:
        raise invalid(f"Too many or too large {kind} extended properties.", "extendedProperties")
    return kept
