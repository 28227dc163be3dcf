"""Calls of Google's APIs: what may be tried again is, and what an answer means."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

from googleapiclient.discovery import build
from googleapiclient.errors import BatchError, HttpError
from googleapiclient.http import BatchHttpRequest
from msgspec import Struct, field

from roadmap_sync.errors import RefusedError, SignInError, UnreachableError
from roadmap_sync.targets.google_credentials import signer_of
from roadmap_sync.targets.google_lines import Line, LostError
from roadmap_sync.targets.google_settings import GoogleSettings, endpoints
from roadmap_sync.targets.patience import Patience, never, retry_after

Json = dict[str, Any]

#: Calls in one batch. The guide allowed 1000 and allows 50; each counts for the quota anyway.
BATCH = 50
#: developers.google.com/workspace/calendar/api/guides/errors: those of a 403 that pass by.
_RATES = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
_OFF = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})
_SCOPES = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})
#: An answer of which nobody knows what it stands for.
_PAGE = "something else than Google answered"


class Reply(Struct, frozen=True, kw_only=True):
    """What became of one call.

    Attributes:
        status: Of HTTP; 0 if there was no answer that can be relied on.
        reason: Of a refusal, as the API names it: ``duplicate``.
        words: Of a refusal, Google's.
        body: Of a success.
        again: May an earlier try have done it already?
        sent: Of no answer: was it sent?
        asked: Seconds that Google wants us to wait, or None.
        date: When it answered, by its own clock; None if it did not say.
    """

    status: int
    reason: str = ""
    words: str = ""
    body: Json = field(default_factory=dict)
    again: bool = False
    sent: bool = False
    asked: float | None = None
    date: datetime | None = None

    @property
    def done(self) -> bool:
        """Was it done?"""
        return 200 <= self.status < 300  # noqa: PLR2004 - success

    @property
    def unclear(self) -> bool:
        """Is it unknown whether it was done?"""
        return self.sent if not self.status else self.status >= 500  # noqa: PLR2004 - its fault

    @property
    def later(self) -> bool:
        """Was it certainly not done, and may it be tried again?"""
        if not self.status:
            return not self.sent
        return self.status == 429 or (self.status == 403 and self.reason in _RATES)  # noqa: PLR2004


class Calls:
    """The calls of one target, one after the other.

    Attributes:
        stop: Asked while waiting for another try.
    """

    def __init__(self, settings: GoogleSettings, stop: Callable[[], bool] = never) -> None:
        self.settings = settings
        self.stop = stop
        self._endpoints = endpoints()
        self._line = Line(signer_of(settings), settings.timeout)

    @cached_property
    def events(self) -> Any:
        """The methods of events."""
        return self._calendar.events()

    @cached_property
    def calendars(self) -> Any:
        """The methods of calendars."""
        return self._calendar.calendars()

    @cached_property
    def entries(self) -> Any:
        """The methods of the student's list of calendars."""
        return self._calendar.calendarList()

    @cached_property
    def tasks(self) -> Any:
        """The methods of tasks."""
        return self._tasks.tasks()

    @cached_property
    def tasklists(self) -> Any:
        """The methods of task lists."""
        return self._tasks.tasklists()

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def ask(self, request: Any, *, once: bool = False) -> Reply:
        """Send a call until there is an answer.

        Args:
            request: Of the library.
            once: Would a second one do it twice? Then it is only sent again after an answer
                that it was not done.

        Raises:
            UnreachableError: There is none. With ``once``, only if it was certainly not done.
            SignInError, RefusedError: Google lets us do nothing at all.
        """
        patience = self.patience()
        again = False
        while True:
            reply = self._once(request)
            if reply.unclear and once:
                return reply
            again = again or reply.unclear
            if not (reply.unclear or reply.later):
                return _with(self.checked(reply), again=again)
            if not patience.wait(reply.asked):
                return _with(reply, again=again) if again else self._give_up(reply)

    def read(self, request: Any) -> Reply:
        """Send a call that only reads; raises as `ask`, and if there is no answer."""
        reply = self.ask(request)
        if reply.unclear:
            self._give_up(reply)
        return reply

    def several(self, requests: Mapping[str, Any]) -> dict[str, Reply]:
        """Send many calls, each once, by names of the caller's; up to 50 in one request.

        Raises:
            SignInError, RefusedError: Google lets us do nothing at all.
        """
        replies: dict[str, Reply] = {}
        for names in _chunks(list(requests), BATCH):
            if len(names) == 1:
                replies[names[0]] = self.checked(self._once(requests[names[0]]))
                continue
            found = self._batch({name: requests[name] for name in names})
            replies |= {name: self.checked(found[name]) for name in names}
        return replies

    def patience(self) -> Patience:
        """Return the patience for one piece of work."""
        return Patience(seconds=self.settings.patience, stop=self.stop)

    def checked(self, reply: Reply) -> Reply:
        """Raise if an answer says that we may do nothing at all; else return it."""
        name = self.settings.name
        if reply.status == 401:  # noqa: PLR2004 - unauthorized, with a new token
            raise SignInError(
                f"{name}: Google does not accept the sign-in any more; run: "
                f"roadmap-sync login {name}"
            )
        if reply.status == 403 and reply.reason in _SCOPES:  # noqa: PLR2004
            raise SignInError(
                f"{name}: the sign-in to Google does not allow this; run: roadmap-sync login "
                f"{name}, and tick every box"
            )
        if reply.status == 403 and reply.reason in _OFF:  # noqa: PLR2004
            raise RefusedError(
                f"{name}: the Google Calendar API or Tasks API is not switched on for your OAuth "
                "client; in the Google console: APIs & Services, Library, Enable"
            )
        if reply.status == 403 and reply.reason == "dailyLimitExceeded":  # noqa: PLR2004
            raise UnreachableError(f"{name}: your OAuth client has used up its calls for today")
        if 300 <= reply.status < 400 and reply.status != 304:  # noqa: PLR2004 - redirects
            raise UnreachableError(f"{name}: {_PAGE}; does the network want you to sign in?")
        return reply

    def _give_up(self, reply: Reply) -> Reply:
        why = reply.words or f"Google cannot do it now ({reply.status})"
        raise UnreachableError(f"{self.settings.name}: {why}")

    def _once(self, request: Any) -> Reply:
        dates: list[str] = []
        # A request that is sent again has its old callback; the newest comes last.
        request.add_response_callback(lambda response: dates.append(response.get("date", "")))
        try:
            body = request.execute(http=self._line, num_retries=0)
        except HttpError as error:
            return _refusal(error)
        except LostError as error:
            return Reply(status=0, words=str(error), sent=error.sent)
        except (ValueError, KeyError):  # not text
            return NO_ANSWER
        return _success(body, _date(dates[-1] if dates else ""))

    def _batch(self, requests: Mapping[str, Any]) -> dict[str, Reply]:
        # Short names: a Content-ID of a uuid and a uid is so long that the library breaks its line.
        names = {str(number): name for number, name in enumerate(requests)}
        found: dict[str, Reply] = {}

        def take(number: str, body: object, error: HttpError | None) -> None:
            found[names[number]] = _success(body) if error is None else _refusal(error)

        batch = BatchHttpRequest(callback=take, batch_uri=self._endpoints.batch)
        for number, name in names.items():
            batch.add(requests[name], request_id=number)
        missing = NO_ANSWER
        try:
            batch.execute(http=self._line)
        except (BatchError, ValueError, KeyError, TypeError, AttributeError):
            pass  # half an answer, or a page: what it does not tell is not known
        except HttpError as error:  # the base of BatchError
            missing = _refusal(error)
        except LostError as error:
            missing = Reply(status=0, words=str(error), sent=error.sent)
        return {name: found.get(name, missing) for name in requests}

    @cached_property
    def _calendar(self) -> Any:
        return self._build("calendar", "v3", self._endpoints.calendar)

    @cached_property
    def _tasks(self) -> Any:
        return self._build("tasks", "v1", self._endpoints.tasks)

    def _build(self, name: str, version: str, address: str) -> Any:
        return build(
            name, version, http=self._line, static_discovery=True, cache_discovery=False,
            client_options={"api_endpoint": f"{address}/"},
        )  # fmt: skip


#: What is no answer.
NO_ANSWER = Reply(status=0, words=_PAGE, sent=True)


def _success(body: object, date: datetime | None = None) -> Reply:
    """Return a success; the library hands on as text what is no JSON, a page say."""
    if body and not isinstance(body, dict):
        return NO_ANSWER
    return Reply(status=200, body=body if isinstance(body, dict) else {}, date=date)


def _refusal(error: HttpError) -> Reply:
    """Return what a refusal says, in the envelope of either API."""
    reason, words = "", ""
    try:
        inside = json.loads(error.content)["error"]
        words = str(inside.get("message", ""))
        reason = str((inside.get("errors") or [{}])[0].get("reason", ""))
        for detail in inside.get("details", ()):
            reason = str(detail.get("reason", reason)) if reason in {"", "forbidden"} else reason
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        words = ""
    asked = retry_after(str(error.resp.get("retry-after", "")))
    return Reply(status=int(error.resp.status), reason=reason, words=words, asked=asked)


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None


def _with(reply: Reply, *, again: bool) -> Reply:
    from msgspec.structs import replace

    return replace(reply, again=again)


def _chunks(names: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), size):
        yield names[start : start + size]
