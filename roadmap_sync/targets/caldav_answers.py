"""What a CalDAV server answers, read strictly: what is not certainly an answer, is none.

A page of a hotel's network with status 200, half an XML file, an empty multistatus: each looks
like "there is nothing here" to a reader that means well. Here they raise.

The bytes are read with the parser of the standard library, which is loaded in a tenth of the
time of ``lxml``; a document type is refused, so no entity is ever expanded.
"""

from collections.abc import Iterator, Mapping
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit
from xml.etree import ElementTree as ET

from msgspec import Struct, field

from roadmap_sync.errors import UnreachableError

DAV = "{DAV:}"
CAL = "{urn:ietf:params:xml:ns:caldav}"
#: What may stand unescaped in a path (RFC 3986 section 3.3); ``@`` and ``:`` as most servers do.
_SAFE = "/@:!$&'()*+,;="


class Answer(Struct, frozen=True, kw_only=True):
    """One answer of a server.

    Attributes:
        headers: By name in lower case.
        url: That it came from, after redirects.
        again: Was the request sent before, without an answer? Then the server may have done
            what it asks already.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    again: bool = False

    @property
    def tag(self) -> str:
        """The ETag if it is strong, else empty: a weak one is good for no condition."""
        tag = self.headers.get("etag", "").strip()
        return "" if tag.startswith("W/") else tag


class Entry(Struct, frozen=True, kw_only=True):
    """What a multistatus says of one resource.

    Attributes:
        href: Absolute address.
        status: Of the resource as a whole; 200 if only its properties have one.
        props: The properties that it has (those of a propstat with 2xx).
    """

    href: str
    status: int
    props: Mapping[str, ET.Element]

    @property
    def path(self) -> str:
        """Its path, escapes undone."""
        return path_of(self.href)

    @property
    def name(self) -> str:
        """The last part of its path; empty for a collection that says that it is one."""
        return self.path.rpartition("/")[2]

    @property
    def tag(self) -> str:
        """Its ETag, or empty."""
        return self.text(f"{DAV}getetag")

    @property
    def data(self) -> bytes | None:
        """Its iCalendar text with the line ends that XML took from it, or None."""
        text = self.props.get(f"{CAL}calendar-data")
        if text is None or not (text.text or "").strip():
            return None
        lines = (text.text or "").replace("\r\n", "\n").replace("\n", "\r\n")
        return lines.encode("utf-8")

    def text(self, name: str) -> str:
        """Return a property's text, or empty."""
        element = self.props.get(name)
        return "" if element is None else (element.text or "").strip()

    def hrefs(self, name: str) -> list[str]:
        """Return the addresses in a property."""
        element = self.props.get(name)
        found = [] if element is None else element.findall(f"{DAV}href")
        return [urljoin(self.href, one.text.strip()) for one in found if one.text]

    def inside(self, name: str) -> set[str]:
        """Return the names of all elements inside a property."""
        element = self.props.get(name)
        return set() if element is None else {one.tag for one in element.iter()} - {name}


class Multistatus(Struct, frozen=True, kw_only=True):
    """A whole answer (RFC 4918 section 13).

    Attributes:
        token: The sync-token, or empty.
        cut: Did the server send only a part (RFC 6578 section 3.6)? ``token`` leads on.
    """

    entries: tuple[Entry, ...]
    token: str = ""
    cut: bool = False
    by_path: dict[str, Entry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_path.update((entry.path.rstrip("/"), entry) for entry in self.entries)

    def find(self, url: str) -> Entry | None:
        """Return what it says of one address, or None; a slash at the end does not count."""
        return self.by_path.get(path_of(url).rstrip("/"))


def multistatus(answer: Answer, who: str) -> Multistatus:
    """Read a multistatus.

    Args:
        answer: With status 207.
        who: The server, for the error.

    Raises:
        UnreachableError: It is none.
    """
    root = _root(answer, who)
    if root.tag != f"{DAV}multistatus":
        raise UnreachableError(f"{who} answered something that no calendar server says")
    token = (root.findtext(f"{DAV}sync-token") or "").strip()
    entries = []
    cut = False
    for element in root.findall(f"{DAV}response"):
        for entry in _entries(element, answer.url, who):
            if entry.status == 507 and not entry.props:  # noqa: PLR2004 - RFC 6578 section 3.6
                cut = True
            else:
                entries.append(entry)
    return Multistatus(entries=tuple(entries), token=token, cut=cut)


def conditions(answer: Answer) -> set[str]:
    """Return the names in a DAV:error (RFC 4918 section 16), without their namespace.

    What servers add in namespaces of their own, such as sabre/dav's exception, is left out.
    """
    try:
        root = _tree(answer.body)
    except (ET.ParseError, ValueError):
        return set()
    if root.tag != f"{DAV}error":
        return set()
    names = {one.tag for one in root if one.tag.startswith((DAV, CAL))}
    return {name.rpartition("}")[2] for name in names} - {"responsedescription"}


def path_of(href: str) -> str:
    """Return the path of an address with its escapes undone, so that equal ones are equal."""
    return unquote(urlsplit(href).path)


def quoted(name: str) -> str:
    """Return a decoded path as it stands in a request."""
    return quote(name, safe=_SAFE)


def _entries(element: ET.Element, base: str, who: str) -> Iterator[Entry]:
    hrefs = [one.text.strip() for one in element.findall(f"{DAV}href") if one.text]
    if not hrefs:
        raise UnreachableError(f"{who} left out of its answer what it is about")
    status = element.findtext(f"{DAV}status")
    props: dict[str, ET.Element] = {}
    for propstat in element.findall(f"{DAV}propstat"):
        code = _code(propstat.findtext(f"{DAV}status"))
        if 200 <= code < 300:  # noqa: PLR2004 - success
            for prop in propstat.findall(f"{DAV}prop"):
                props.update((one.tag, one) for one in prop)
        elif code >= 500:  # noqa: PLR2004 - "cannot tell" is not "does not have"
            raise UnreachableError(f"{who} could not tell everything that was asked ({code})")
    for href in hrefs:
        # Resources of an answer are on the server that answered; one behind a proxy may not know
        # that it is reached by https, and a password must not follow it to http.
        local = urlunsplit(("", "", *urlsplit(href)[2:]))
        yield Entry(
            href=urljoin(base, local), status=200 if status is None else _code(status), props=props
        )


def _code(line: str | None) -> int:
    """Return the number in ``HTTP/1.1 404 Not Found``; a line that is missing means 200."""
    if line is None:
        return 200
    words = line.split()
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else 500


def _root(answer: Answer, who: str) -> ET.Element:
    if answer.status != 207:  # noqa: PLR2004 - RFC 4918 section 11.1
        raise UnreachableError(f"{who} answered with status {answer.status} instead of a list")
    try:
        return _tree(answer.body)
    except (ET.ParseError, ValueError, LookupError):
        raise UnreachableError(f"{who} sent an answer that is cut off or no XML") from None


def _tree(body: bytes) -> ET.Element:
    """Parse, without document types: their entities make small answers huge."""
    parser = ET.XMLParser(target=_Builder())  # noqa: S314 - the builder refuses what is unsafe
    parser.feed(body)
    root: ET.Element = parser.close()
    return root


class _Builder(ET.TreeBuilder):
    def doctype(self, *_: str | None) -> None:
        raise ValueError("a document type")
