"""What time it is for a server: the ``Date`` of any answer, asked for without signing in."""

from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

from msgspec.structs import replace

from roadmap_sync import clock
from roadmap_sync.errors import RoadmapError
from roadmap_sync.targets.caldav_lines import PlainLine, behind_proxy
from roadmap_sync.targets.caldav_settings import CalDavSettings
from roadmap_sync.targets.google_settings import GoogleSettings, endpoints
from roadmap_sync.targets.opening import TargetSettings

#: Seconds that it may be silent.
_TIMEOUT = 10.0


def ahead_of(settings: TargetSettings) -> timedelta | None:
    """Return by how much this computer's clock is ahead of a target's server.

    None if the target has no server, or that does not tell: whoever tries the target says why.
    """
    asked = _address(settings)
    if asked is None or behind_proxy():
        return None
    line = PlainLine(replace(asked, username="", password="", timeout=_TIMEOUT))
    try:
        answer = line.send("OPTIONS", asked.url, {}, b"")
        there = parsedate_to_datetime(answer.headers.get("date", ""))
        here = clock.now()
    except (RoadmapError, ValueError, TypeError):
        return None
    finally:
        line.close()
    return here - (there if there.tzinfo else there.replace(tzinfo=UTC))


def _address(settings: TargetSettings) -> CalDavSettings | None:
    own = settings.own
    if isinstance(own, CalDavSettings):
        return None if own.looked_up else own
    if isinstance(own, GoogleSettings):
        return CalDavSettings(name=own.name, url=endpoints().calendar)
    return None
