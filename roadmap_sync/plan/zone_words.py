"""Time zones as people call them: ``CST``, ``Pacific time``, ``Chicago``."""

from zoneinfo import available_timezones

#: What people in the US call their time.
_SPOKEN = {
    "eastern": "America/New_York", "est": "America/New_York", "edt": "America/New_York",
    "et": "America/New_York",
    "central": "America/Chicago", "cst": "America/Chicago", "cdt": "America/Chicago",
    "ct": "America/Chicago",
    "mountain": "America/Denver", "mst": "America/Denver", "mdt": "America/Denver",
    "mt": "America/Denver",
    "pacific": "America/Los_Angeles", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
    "pt": "America/Los_Angeles",
    "alaska": "America/Anchorage", "hawaii": "Pacific/Honolulu",
}  # fmt: skip
#: How alike a word must be to the name of a zone, of 1.
_ALIKE = 0.8


def no_zone(text: str) -> str:
    """Return in one line what to say of a text that names no time zone."""
    words = f"'{text}' is not a time zone such as America/Chicago"
    hint = zone_hint(text)
    return f"{words}; {hint}" if hint else words


def zone_hint(text: str) -> str:
    """Return which zone may be meant, ``did you mean 'America/Chicago'?``; may be empty."""
    place = "_".join(text.lower().split())
    if place.startswith(("gmt", "utc", "etc")) and any(map(str.isdigit, place)):
        return ""  # zones of such names count backwards: Etc/GMT-6 is east of London
    for ending in ("_time", "_standard", "_daylight"):
        place = place.removesuffix(ending)
    zones = sorted(available_timezones(), key=lambda zone: (not zone.startswith("America/"), zone))
    there = [zone for zone in zones if zone.lower().rpartition("/")[2] == place and "/" in zone]
    near = _SPOKEN.get(place) or next(iter(there), "") or _alike(place, zones)
    return f"did you mean '{near}'?" if near else ""


def _alike(place: str, zones: list[str]) -> str:
    """Return the zone whose whole name, or whose place, is spelt almost like this."""
    from difflib import get_close_matches

    names = {zone.lower().rpartition("/")[2]: zone for zone in reversed(zones) if "/" in zone}
    names |= {zone.lower(): zone for zone in reversed(zones)}
    close = get_close_matches(place, names, n=1, cutoff=_ALIKE)
    return names[close[0]] if close else ""
