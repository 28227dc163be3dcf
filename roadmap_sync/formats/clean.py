"""Texts without what could break a line, hide or harm: a plan may come from a stranger."""

import re
from urllib.parse import quote, urlsplit

#: What some reader takes for the end of a line, besides the line feed.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
#: Control characters; what turns around the text after it (UAX #9 section 2); and halves of
#: UTF-16 pairs, which UTF-8 cannot hold.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)


def clean(text: str) -> str:
    """Return a text without control characters and the like; all line ends become line feeds."""
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text).replace("\t", " "))


def line_of(text: str) -> str:
    """Return a text as one line, without space around it or twice within."""
    return " ".join(clean(text).split())


def address(link: str) -> str:
    """Return a link that may be tapped, or nothing: only http and https."""
    link = line_of(link)
    try:
        known = urlsplit(link).scheme in ("http", "https")
    except ValueError:
        return ""
    return quote(link, safe="!#$%&'()*+,/:;=?@[]~") if known else ""
