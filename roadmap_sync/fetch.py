"""The one door to the web for plans: a text from an https address, or a clear refusal.

A stranger names the address, so it is taken for hostile. It leads to a public computer or
nowhere: names are looked up once, each answer is looked at, and the connection goes to one of
these very answers, so that a second look-up cannot lead elsewhere. Redirects are told, not
followed. There is an end to bytes and to seconds, those of slow answers too. Only `plans add`
and `plans update` come through here.
"""

import ipaddress
import queue
import socket
import ssl
import threading
from collections.abc import Callable
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import quote, urljoin, urlsplit

from msgspec import Struct, field

from roadmap_sync import __version__, clock
from roadmap_sync.errors import FetchError, RoadmapError, UnreachableError

_PORT = 443
_LONGEST = 2_000
_CHUNK = 16_384
_OK = 200
_REDIRECTS = range(300, 400)
#: Refusals that tomorrow's answer may be another for.
_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_TYPES = ("text/", "application/yaml", "application/x-yaml", "application/vnd.yaml",
          "application/octet-stream")  # fmt: skip
_PAGES = ("text/html", "application/xhtml")
_BY_FILE = "save the file, and say 'roadmap-sync plans add FILE'"
#: What people read of a failure, the narrower kinds first.
_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (socket.gaierror, "nobody knows a computer called {}; is there a network?"),
    (TimeoutError, "{} did not answer in time"),
    (ssl.SSLError, "no encrypted connection to {} could be made"),
    (OSError, f"nothing answers at {{}}; is there a network? No proxy is used; {_BY_FILE}"),
    (HTTPException, "nothing that can be understood came from {}; is the address right?"),
)  # fmt: skip


def look_up(host: str, port: int) -> list[str]:
    """Return all addresses of a computer, as the system knows them.

    Raises:
        OSError: Nobody knows it.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def is_public(address: str) -> bool:
    """Is this the address of a computer that everybody can reach: no private or special one?"""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(known, ipaddress.IPv6Address):
        inner = known.ipv4_mapped or known.sixtofour
        if known in _NAT64:
            inner = ipaddress.IPv4Address(int(known) & 0xFFFF_FFFF)
        if inner is not None:
            return is_public(str(inner))
        if known.is_site_local or known.teredo is not None:
            return False
    return known.is_global and not known.is_multicast and not known.is_reserved


class Door(Struct, frozen=True):
    """How to the web.

    Attributes:
        look_up: Name and port → addresses.
        may: May we connect to this address?
        trust: Makes what certificates are verified with.
        seconds: How long all of it may take, whatever happens.
    """

    look_up: Callable[[str, int], list[str]] = look_up
    may: Callable[[str], bool] = is_public
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context
    seconds: float = 20.0


class _Goal(Struct, frozen=True):
    """An address, taken apart."""

    address: str
    host: str
    port: int
    path: str


class _Try(Struct):
    """One fetch, which another thread may stop."""

    goal: _Goal
    door: Door
    most: int
    stopped: bool = False
    lines: list[socket.socket] = field(default_factory=list)

    def stop(self) -> None:
        """Hang up, so that the thread that waits for an answer ends."""
        self.stopped = True
        for line in self.lines:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


def fetch(address: str, most: int, door: Door) -> bytes:
    """Return what stands at an https address.

    Args:
        address: As a person wrote it.
        most: The most bytes that it may have.
        door: How to the web.

    Raises:
        FetchError: It is not an address that we go to, or there is no plan there.
        UnreachableError: No answer in time.
    """
    one = _Try(_goal(address), door, most)
    box: queue.SimpleQueue[bytes | BaseException] = queue.SimpleQueue()

    def work() -> None:
        try:
            box.put(_get(one))
        except BaseException as error:  # noqa: BLE001 - raised again by the thread that waits
            box.put(error)

    threading.Thread(target=work, daemon=True).start()
    try:
        found = box.get(timeout=door.seconds)
    except queue.Empty:
        one.stop()
        raise UnreachableError(
            f"{one.goal.host} took more than {door.seconds:g} seconds, which is too long"
        ) from None
    if isinstance(found, bytes):
        return found
    raise _in_words(found, one.goal) from found


def _goal(address: str) -> _Goal:
    """Take an address apart.

    Raises:
        FetchError: It is none that we go to.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or _PORT
        name = host.encode("idna").decode()
    except (ValueError, UnicodeError):
        raise FetchError(f"'{address[:200]}' is not a web address") from None
    if parts.scheme != "https":
        raise FetchError("a plan is fetched from an address that begins with https:// only: on "
                         f"the way nobody may change it; or {_BY_FILE}")  # fmt: skip
    if parts.username is not None or parts.password is not None:
        raise FetchError("an address with a name or a password in it is not fetched")
    if not name or len(address) > _LONGEST or not address.isprintable() or " " in address:
        raise FetchError(f"'{address[:200]}' is not a web address")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._")
    return _Goal(address, name, port, path + (f"?{query}" if query else ""))


def _get(one: _Try) -> bytes:
    line = _connected(one)
    connection = HTTPSConnection(one.goal.host, one.goal.port)
    connection.sock = line
    try:
        connection.request("GET", one.goal.path, headers={
            "User-Agent": f"roadmap-sync/{__version__}",
            "Accept": "application/yaml, text/yaml, text/plain, */*;q=0.1",
            "Accept-Encoding": "identity",
            "Connection": "close",
        })  # fmt: skip
        with connection.getresponse() as answer:
            _check(answer, one)
            return _read(answer, one)
    finally:
        connection.close()
        line.close()


def _connected(one: _Try) -> socket.socket:
    """Connect to an address that was looked at, and encrypt.

    Raises:
        FetchError: The name leads to where we do not go.
        OSError: Nothing answers.
    """
    goal, door = one.goal, one.door
    ends = clock.monotonic() + door.seconds
    addresses = door.look_up(goal.host, goal.port)
    for address in addresses:
        if not door.may(address):
            raise FetchError(f"{goal.host} leads into a private network ({address}), and nothing "
                             f"is fetched from there; {_BY_FILE}")  # fmt: skip
    context = door.trust()
    last: OSError = OSError("no address")
    for address in addresses:
        left = ends - clock.monotonic()
        if left <= 0 or one.stopped:
            break
        try:
            line = socket.create_connection((address, goal.port), timeout=left)
        except OSError as error:
            last = error
            continue
        one.lines.append(line)
        try:
            secure = context.wrap_socket(line, server_hostname=goal.host)
        except BaseException:
            line.close()
            raise
        one.lines.append(secure)
        return secure
    raise last


def _check(answer: HTTPResponse, one: _Try) -> None:
    """Look at the head of an answer.

    Raises:
        FetchError: It is not going to be a plan.
        UnreachableError: The server says: later.
    """
    host = one.goal.host
    if answer.status in _REDIRECTS:
        raise FetchError(f"{host} sends us on to {_next(answer, one)}; if you trust that, add "
                         "that address")  # fmt: skip
    if answer.status in _LATER:
        raise UnreachableError(f"{host} is not able to answer now ({answer.status})")
    if answer.status != _OK:
        why = "there is nothing at that address" if answer.status in {404, 410} else "it refuses"
        raise FetchError(f"{host}: {why} ({answer.status})")
    kind = (answer.headers.get("Content-Type") or "text/plain").partition(";")[0].strip().lower()
    if kind.startswith(_PAGES):
        raise FetchError(_page(host))
    if not kind.startswith(_TYPES):
        raise FetchError(f"{host} sends '{kind[:60]}', which is no plan")
    if (answer.headers.get("Content-Encoding") or "identity").strip().lower() != "identity":
        raise FetchError(f"{host} sends it packed, although we asked for plain text; {_BY_FILE}")
    if answer.length is not None and answer.length > one.most:
        raise FetchError(_too_large(one))


def _next(answer: HTTPResponse, one: _Try) -> str:
    """Return where a server sends us on to, in words if that is no address."""
    try:
        return urljoin(one.goal.address, answer.headers.get("Location") or "")[:300]
    except ValueError:
        return "what is no address"


def _read(answer: HTTPResponse, one: _Try) -> bytes:
    expected, data = answer.length, bytearray()
    while chunk := answer.read(min(_CHUNK, one.most + 1 - len(data))):
        data += chunk
        if len(data) > one.most:
            raise FetchError(_too_large(one))
        if one.stopped:
            raise TimeoutError
    if expected is not None and len(data) < expected:
        raise UnreachableError(f"{one.goal.host} broke off in the middle; try again")
    start = bytes(data[:100]).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html")):
        raise FetchError(_page(one.goal.host))
    return bytes(data)


def _page(host: str) -> str:
    return (
        f"{host} sends a web page, not a plan; look there for a link such as 'Raw' or 'Download', "
        "and add the address of that"
    )


def _too_large(one: _Try) -> str:
    return f"what {one.goal.host} sends is larger than {one.most // 1000} KB; no plan is that large"


def _in_words(error: BaseException, goal: _Goal) -> BaseException:
    """Return the error that people see; a bug stays one."""
    if isinstance(error, RoadmapError):
        return error
    if isinstance(error, ssl.SSLCertVerificationError):
        return FetchError(f"{goal.host} cannot prove that it is {goal.host}: "
                          f"{error.verify_message}; {_BY_FILE}")  # fmt: skip
    for kind, words in _WORDS:
        if isinstance(error, kind):
            return UnreachableError(words.format(goal.host))
    return error
