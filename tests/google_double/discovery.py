"""Routes, made from the discovery documents that ship with google-api-python-client."""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import unquote

from tests.google_double.errors import Json

_SCOPES = "https://www.googleapis.com/auth/"
APIS = {"calendar": "calendar.v3.json", "tasks": "tasks.v1.json"}


@dataclass(frozen=True, kw_only=True)
class Method:
    """One method of an API.

    Attributes:
        api: ``calendar`` or ``tasks``.
        id: As the document has it, with the name of the API: ``calendar.events.insert``.
        verb: The HTTP method.
        pattern: What its path looks like; groups are named after parameters.
        parameters: Its own and the common ones of the API, by name.
        request: Name of the schema of the body; empty without one.
        scopes: Any of these will do.
    """

    api: str
    id: str
    verb: str
    pattern: re.Pattern[str]
    parameters: dict[str, Json]
    request: str
    scopes: frozenset[str]

    def match(self, verb: str, path: str) -> dict[str, str] | None:
        """Return the parameters in ``path``, or None if this method is not meant."""
        found = self.pattern.fullmatch(path) if verb == self.verb else None
        return found and {name: unquote(value) for name, value in found.groupdict().items()}


def scope(name: str) -> str:
    """Return a scope by its short name: ``calendar.app.created``."""
    return _SCOPES + name


@cache
def document(api: str) -> Json:
    """Return the discovery document of ``api``, as it ships."""
    folder = files("googleapiclient.discovery_cache") / "documents"
    found: Json = json.loads((folder / APIS[api]).read_text("utf-8"))
    return found


def document_at(api: str, root: str) -> Json:
    """Return the document with ``root`` (it ends with a slash) in the place of Google's hosts.

    ``client_options.api_endpoint`` would not do: new_batch_http_request() of the client library
    takes the address of batches from ``rootUrl`` alone (googleapiclient/discovery.py).
    """
    base = document(api)["servicePath"]
    return document(api) | {"rootUrl": root, "baseUrl": root + base, "mtlsRootUrl": root}


@cache
def methods() -> tuple[Method, ...]:
    """Return the methods of both APIs."""
    return tuple(
        _method(api, one)
        for api in APIS
        for resource in document(api)["resources"].values()
        for one in resource["methods"].values()
    )


@cache
def known_scopes() -> frozenset[str]:
    """Return every scope of both APIs."""
    return frozenset(name for api in APIS for name in document(api)["auth"]["oauth2"]["scopes"])


def batch_path(api: str) -> str:
    """Return the path to which batches of ``api`` go."""
    return "/" + str(document(api)["batchPath"])


def _method(api: str, one: Json) -> Method:
    template = "/" + document(api)["servicePath"] + one["path"]
    pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(template))
    return Method(
        api=api,
        id=one["id"],
        verb=one["httpMethod"],
        pattern=re.compile(pattern),
        parameters=document(api)["parameters"] | one.get("parameters", {}),
        request=one.get("request", {}).get("$ref", ""),
        scopes=frozenset(one["scopes"]),
    )
