"""Refusals, in the envelopes of the two APIs.

Calendar: developers.google.com/workspace/calendar/api/guides/errors shows each body in full.
Tasks says the same and adds ``status``: github.com/n8n-io/n8n/issues/20274 quotes a whole answer.
"""

from typing import Any

Json = dict[str, Any]

_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    412: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}

#: Reason → domain, message. The wordings of the guide; other reasons speak for themselves.
_KNOWN = {
    "rateLimitExceeded": ("usageLimits", "Rate Limit Exceeded"),
    "userRateLimitExceeded": ("usageLimits", "User Rate Limit Exceeded"),
    "quotaExceeded": ("usageLimits", "Calendar usage limits exceeded."),
    "dailyLimitExceeded": ("usageLimits", "Daily Limit Exceeded"),
    "backendError": ("global", "Backend Error"),
    "authError": ("global", "Invalid Credentials"),
    "forbidden": ("global", "Forbidden"),
    "notFound": ("global", "Not Found"),
    "deleted": ("global", "Resource has been deleted"),
    "duplicate": ("global", "The requested identifier already exists."),
    "conditionNotMet": ("global", "Precondition Failed"),
    "insufficientPermissions": (
        "global",
        "Request had insufficient authentication scopes.",
    ),
    "fullSyncRequired": ("calendar", "Sync token is no longer valid, a full sync is required."),
    "updatedMinTooLongAgo": (
        "calendar",
        "The requested minimum modification time lies too far in the past.",
    ),
    "timeRangeEmpty": ("calendar", "The specified time range is empty."),
    "cannotUseDefaultRemindersAndSpecifyOverride": (
        "calendar",
        "Cannot specify both default reminders and overrides at the same time.",
    ),
}

#: Reason → where the guide says it stands.
_PLACES = {
    "authError": ("header", "Authorization"),
    "conditionNotMet": ("header", "If-Match"),
    "fullSyncRequired": ("parameter", "syncToken"),
    "updatedMinTooLongAgo": ("parameter", "updatedMin"),
    "timeRangeEmpty": ("parameter", "timeMax"),
}


class ApiError(Exception):
    """An answer that is not 2xx."""

    def __init__(
        self,
        code: int,
        reason: str,
        message: str = "",
        *,
        location: str = "",
        retry_after: str = "",
    ) -> None:
        domain, known = _KNOWN.get(reason, ("global", reason))
        super().__init__(message or known)
        self.code = code
        self.reason = reason
        self.domain = domain
        self.message = message or known
        self.place = ("parameter", location) if location else _PLACES.get(reason)
        self.retry_after = retry_after

    def body(self, api: str) -> Json:
        """Return the envelope that ``api`` (``calendar`` or ``tasks``) wraps it into."""
        one = {"domain": self.domain, "reason": self.reason, "message": self.message}
        if self.place is not None and api == "calendar":
            one |= {"locationType": self.place[0], "location": self.place[1]}
        error: Json = {"errors": [one], "code": self.code, "message": self.message}
        if api != "calendar":
            error["status"] = _STATUS.get(self.code, "UNKNOWN")
        return {"error": error}


class HangUpError(Exception):
    """The connection is to be closed without an answer."""


def invalid(message: str, location: str = "") -> ApiError:
    """Return a 400 for a value or a combination that is wrong."""
    return ApiError(400, "invalid", message, location=location)


def required(name: str) -> ApiError:
    """Return a 400 for something that is missing."""
    return ApiError(400, "required", f"Required: {name}", location=name)


def not_found() -> ApiError:
    """Return the 404."""
    return ApiError(404, "notFound")
