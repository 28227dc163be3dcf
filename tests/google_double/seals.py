"""Tokens that say nothing to those who hold them: of pages and of synchronisation."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as DecodeError
from collections.abc import Mapping

from tests.google_double.errors import Json, invalid

#: What may differ between the requests for two pages: none of it changes what is listed.
_FREE = {"pageToken", "fields", "prettyPrint", "alt", "key", "quotaUser", "userIp"}


def seal(content: Json) -> str:
    """Return a token for ``content``."""
    return urlsafe_b64encode(json.dumps(content, sort_keys=True).encode()[::-1]).decode()


def unseal(token: str, what: str) -> Json:
    """Return what is in a token of ours; ``what`` names the parameter it came in."""
    try:
        found = json.loads(urlsafe_b64decode(token.encode())[::-1])
    except (DecodeError, ValueError):
        found = None
    if not isinstance(found, dict) or found.get("what") != what:
        raise invalid(f"Invalid {what} value.", what)
    return found


def gist(query: Mapping[str, object], *, without: frozenset[str] = frozenset()) -> str:
    """Return what makes two list requests the same one, but for their page."""
    kept = {name: value for name, value in query.items() if name not in _FREE | without}
    return json.dumps(kept, sort_keys=True, default=str)
