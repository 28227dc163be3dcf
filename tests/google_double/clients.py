"""The real client library, pointed at the double: no network, no TLS."""

import json
from typing import Any

import httplib2
from google.oauth2.credentials import Credentials
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build_from_document

from tests.google_double.discovery import document_at
from tests.google_double.server import Double


def service(double: Double, api: str, *, token: str = "") -> Any:
    """Return the client library's own object for ``calendar`` or ``tasks``."""
    credentials = Credentials(token or double.token)  # type: ignore[no-untyped-call]
    http = AuthorizedHttp(credentials, http=httplib2.Http(timeout=10))
    return build_from_document(json.dumps(document_at(api, double.url + "/")), http=http)
