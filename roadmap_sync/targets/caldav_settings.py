"""What a student says about a CalDAV target, and which addresses a password may go to."""

from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urlsplit, urlunsplit

from roadmap_sync.errors import SettingsError
from roadmap_sync.values import Discreet

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

_PORTS = {"https": 443, "http": 80}
#: Second-level names under which countries let anybody register: ``ac.uk`` is no one's own.
_SHARED = frozenset(
    {"ac", "co", "com", "edu", "gob", "gov", "gv", "mil", "ne", "net", "nom", "or", "org", "sch"}
)


class CalDavSettings(Discreet, frozen=True, kw_only=True):
    """Settings of a CalDAV target.

    Attributes:
        name: Of the target, ``phone``.
        url: Of the server, of an account in it or of the calendar itself; a domain or an e-mail
            address is looked up (RFC 6764).
        username: May be empty where ``auth`` is ``bearer``.
        password: Or the token of ``bearer``.
        calendar: The name that people see; may be empty if ``url`` is the calendar's own.
        auth: Empty for Basic, and what else the server asks for if it does not take that.
        ca_file: Path of certificates to trust, beside nothing else; empty for the system's.
        tasks: What items of type task become.
        timeout: Seconds that the server may be silent.
        patience: Seconds that one request is tried again and again.
        connections: How many at once.
    """

    SHOWN = ("name", "url")

    name: str
    url: str
    username: str = ""
    password: str = ""
    calendar: str = ""
    auth: Literal["", "basic", "digest", "bearer"] = ""
    ca_file: str = ""
    tasks: Literal["events", "todos"] = "todos"
    timeout: float = 30.0
    patience: float = 60.0
    connections: int = 8

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            port = parts.port
        except ValueError:
            raise SettingsError(f"{self.name}: {self.url!r} is no address") from None
        if "://" in self.url and (parts.username or parts.password):
            raise SettingsError(
                f"{self.name}: the address holds a user name or a password; "
                "write them as username: and password:"
            )
        if "://" in self.url and (parts.scheme not in _PORTS or not parts.hostname or port == 0):
            raise SettingsError(f"{self.name}: the address must begin with https://")
        if not self.url.strip():
            raise SettingsError(f"{self.name}: it has no url:")

    @property
    def looked_up(self) -> bool:
        """Is the address a domain or an e-mail address?"""
        return "://" not in self.url

    @property
    def identity(self) -> str:
        """Which calendar this is, without a secret."""
        where = self.url.strip().casefold() if self.looked_up else normalised(self.url)
        return f"caldav {where} {quote(self.username)} {quote(self.calendar)}"

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the student should know, in words."""
        if self.looked_up or not is_open(self.url):
            return ()
        words = (
            f"{self.name}: the address begins with http://, so everybody on the way can read "
            "the password; write https:// if the server can do that"
        )
        return (words,)


def normalised(url: str) -> str:
    """Return an address as it is compared: no default port, a path that ends with a slash."""
    parts = urlsplit(url.strip())
    return urlunsplit((parts.scheme, place_of(url), parts.path.rstrip("/") + "/", "", ""))


def place_of(url: str) -> str:
    """Return host and port of an address, the port only if it is not the usual one."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in (None, _PORTS.get(parts.scheme)) else f"{host}:{parts.port}"


def is_open(url: str) -> bool:
    """Does it lead over a network without encryption?"""
    parts = urlsplit(url)
    return parts.scheme == "http" and not _is_loopback(parts.hostname or "")


def may_follow(old: str, new: str) -> bool:
    """May a password that was meant for one address go to another that the server names?

    To the same host, with the same or better protection; over https also to a neighbour under
    the same registered domain: large providers keep each user on a machine of their own.
    Without the list of public suffixes this errs on the careful side.
    """
    was, now = urlsplit(old), urlsplit(new)
    if now.scheme not in _PORTS or not now.hostname or now.username or now.password:
        return False
    if was.scheme == "https" and now.scheme != "https":
        return False
    if was.hostname == now.hostname:
        return was.scheme != now.scheme or place_of(old) == place_of(new)
    return now.scheme == "https" and _are_neighbours(was.hostname or "", now.hostname)


def _are_neighbours(one: str, other: str) -> bool:
    if _is_number(one) or _is_number(other):
        return False
    base = _registered(one)
    return bool(base) and base == _registered(other)


def _registered(host: str) -> str:
    """Return the domain that somebody registered, or empty if that cannot be told."""
    labels = host.casefold().rstrip(".").split(".")
    wanted = 2
    if len(labels) > 1 and len(labels[-1]) == 2 and labels[-2] in _SHARED:  # noqa: PLR2004
        wanted = 3
    return ".".join(labels[-wanted:]) if len(labels) >= wanted else ""


def _is_number(host: str) -> bool:
    return _address(host) is not None


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    address = _address(host)
    return address is not None and address.is_loopback


def _address(host: str) -> "IPv4Address | IPv6Address | None":
    from ipaddress import ip_address

    try:
        return ip_address(host)
    except ValueError:
        return None
