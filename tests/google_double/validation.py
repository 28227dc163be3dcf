"""Whether a request is what the discovery document says; stricter than Google.

Google ignores what it does not know. Here every unknown parameter and field is a 400, as is a
value of another type, a number out of bounds, a repeated parameter, and a read-only field with
another value than the resource has. What the documents say only in prose is read there too:
lists of possible values, "read-only", "RFC 3339 timestamp", and the largest page.
"""

import re
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from tests.google_double.discovery import Method, document
from tests.google_double.errors import ApiError, Json, invalid, required

_VALUES = re.compile(r'\n?- "([A-Za-z]+)" - ')
_READ_ONLY = re.compile(r"Read-[Oo]nly[.,]|Output only\.|This field is read-only\.|^ETag of ")
_TIMESTAMP = re.compile(r"RFC ?3339 timestamp")
_LARGEST = re.compile(r"never be larger than (\d+)|max allowed: (\d+)")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")


def query(method: Method, pairs: list[tuple[str, str]]) -> Json:
    """Return the parameters of the query, each as the type that it has; a refusal if one is odd."""
    found: Json = {}
    for name, text in pairs:
        spec = method.parameters.get(name)
        if spec is None or spec["location"] != "query":
            raise ApiError(400, "invalidParameter", f"Unknown parameter: {name}", location=name)
        value = _parameter(name, text, spec)
        if spec.get("repeated"):
            found.setdefault(name, []).append(value)
        elif name in found:
            raise invalid(f"Parameter given twice: {name}", name)
        else:
            found[name] = value
    for name, spec in method.parameters.items():
        if spec.get("required") and spec["location"] == "query" and name not in found:
            raise required(name)
    if found.get("alt", "json") != "json":
        raise invalid("The double speaks JSON only", "alt")
    return found


def _parameter(name: str, text: str, spec: Json) -> object:
    if spec["type"] == "boolean":
        if text not in {"true", "false"}:
            raise invalid(f"Invalid boolean value: {text}", name)
        return text == "true"
    if spec["type"] == "integer":
        return _integer(name, text, spec)
    if "enum" in spec and text not in spec["enum"]:
        raise invalid(f"Invalid value {text!r}; allowed: {spec['enum']}", name)
    if spec.get("format") == "date-time" or _TIMESTAMP.search(spec.get("description", "")):
        moment(text, name)
    return text


def _integer(name: str, text: str, spec: Json) -> int:
    if not re.fullmatch(r"-?\d{1,9}", text):
        raise invalid(f"Invalid integer value: {text}", name)
    number = int(text)
    largest = _LARGEST.search(spec.get("description", ""))
    top = int(spec.get("maximum", 0)) or int(largest[1] or largest[2] if largest else 2**31 - 1)
    if not int(spec.get("minimum", 1)) <= number <= top:
        raise invalid(f"Invalid value {number}: out of range", name)
    return number


def body(method: Method, given: object, *, present: Json | None = None) -> Json:
    """Return the body if it fits the schema; ``present`` is the resource as it is, if it is."""
    if not isinstance(given, dict):
        raise ApiError(400, "parseError", "The body has to be a JSON object")
    patch = method.verb == "PATCH"
    _Shape(method.api, patch=patch).check(given, _schema(method.api, method.request), "")
    for name in read_only(method.api, method.request):
        if name in given and given[name] != (present or {}).get(name):
            raise invalid(f"{name} is read-only", name)
    return given


def required_fields(method: Method, resource: Json) -> None:
    """Refuse a resource without what the document says is required."""
    for name, spec in _schema(method.api, method.request)["properties"].items():
        needed = method.id in spec.get("annotations", {}).get("required", ())
        if needed and resource.get(name) in (None, ""):
            raise required(name)


@cache
def read_only(api: str, name: str) -> frozenset[str]:
    """Return the fields of a schema that only the server sets."""
    fields = _schema(api, name)["properties"].items()
    return frozenset(
        field
        for field, spec in fields
        if spec.get("readOnly")
        or field in {"kind", "etag", "selfLink"}
        or _READ_ONLY.search(spec.get("description", ""))
    )


def moment(text: str, name: str = "") -> datetime:
    """Return an RFC 3339 timestamp with its offset; a refusal if it is none."""
    found = date_time(text, name)
    if found.tzinfo is None:
        raise invalid(f"Invalid timestamp, an offset is missing: {text}", name)
    return found


def date_time(text: str, name: str = "") -> datetime:
    """Return a timestamp, with or without an offset."""
    if not _DATE_TIME.fullmatch(text):
        raise invalid(f"Invalid timestamp: {text}", name)
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid(f"Invalid timestamp: {text}", name) from error


@cache
def zones() -> frozenset[str]:
    """Return the names of time zones; looking them up takes milliseconds each time."""
    return frozenset(available_timezones())


def _schema(api: str, name: str) -> Json:
    found: Json = document(api)["schemas"][name]
    return found


class _Shape:
    """Compares JSON with the schemas of one API."""

    def __init__(self, api: str, *, patch: bool) -> None:
        self._api = api
        self._patch = patch

    def check(self, value: Any, spec: Json, where: str) -> None:
        if "$ref" in spec:
            spec = _schema(self._api, spec["$ref"])
        if value is None:
            # In a patch, null deletes a field (calendar/api/guides/performance, "Patch"). Elsewhere
            # Google takes it for absent; nobody should send it there.
            if not self._patch or not where:
                raise invalid(f"null only has a meaning in a patch: {where}", where)
            return
        checks = {
            "object": self._object,
            "array": self._array,
            "string": self._string,
            "boolean": self._boolean,
            "integer": self._integer,
        }
        checks[spec["type"]](value, spec, where)

    def _object(self, value: Any, spec: Json, where: str) -> None:
        if not isinstance(value, dict):
            raise _wrong(where, "an object", value)
        for name, inner in value.items():
            path = f"{where}.{name}".lstrip(".")
            known = spec.get("properties", {}).get(name, spec.get("additionalProperties"))
            if known is None:
                # Tasks refuses them like this; Calendar would ignore them.
                text = f'Invalid JSON payload received. Unknown name "{path}": Cannot find field.'
                raise ApiError(400, "badRequest", text, location=path)
            self.check(inner, known, path)

    def _array(self, value: Any, spec: Json, where: str) -> None:
        if not isinstance(value, list):
            raise _wrong(where, "an array", value)
        inner = _Shape(self._api, patch=False)
        for number, one in enumerate(value):
            inner.check(one, spec["items"], f"{where}[{number}]")

    def _string(self, value: Any, spec: Json, where: str) -> None:
        if not isinstance(value, str):
            raise _wrong(where, "a string", value)
        text = spec.get("description", "")
        allowed = spec.get("enum") or _VALUES.findall(text)
        if allowed and value not in allowed:
            raise invalid(f"Invalid value {value!r} for {where}; allowed: {allowed}", where)
        if spec.get("format") == "date":
            _day(value, where)
        elif spec.get("format") == "date-time":
            date_time(value, where)
        elif _TIMESTAMP.search(text):
            moment(value, where)

    def _boolean(self, value: Any, _: Json, where: str) -> None:
        if not isinstance(value, bool):
            raise _wrong(where, "a boolean", value)

    def _integer(self, value: Any, _: Json, where: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            raise _wrong(where, "an integer", value)


def _day(text: str, where: str) -> None:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise invalid(f"Invalid date: {text}", where)
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise invalid(f"Invalid date: {text}", where) from error


def _wrong(where: str, wanted: str, value: object) -> ApiError:
    return ApiError(400, "badRequest", f"{where or 'The body'} has to be {wanted}, not {value!r}")
