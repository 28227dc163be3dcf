"""Who we are to Google: the student's own sign-in, or a school's service account."""

import contextlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol

from msgspec.structs import replace

from roadmap_sync import clock
from roadmap_sync.disk import read_if_there
from roadmap_sync.errors import OutputError, SettingsError, SignInError
from roadmap_sync.targets import google_token
from roadmap_sync.targets.google_settings import TASKS, GoogleSettings, endpoints
from roadmap_sync.targets.google_token import Token

_LIMIT = 100_000
#: Seconds before its end from which on an access token is not used any more.
_MARGIN = 60.0


class Signer(Protocol):
    """Hands out access tokens.

    Attributes:
        name: Of the target.
    """

    name: str

    def token(self, transport: Any, *, anew: bool) -> str:
        """Return an access token, a new one if the last was not accepted.

        Raises:
            google.auth.exceptions.RefreshError: Google gives none.
        """

    def dead(self, error: Exception) -> SignInError:
        """Return what to tell the student when Google gives none."""


class StudentSigner:
    """The student's own sign-in."""

    def __init__(self, settings: GoogleSettings) -> None:
        from google.oauth2.credentials import Credentials

        self.name = settings.name
        self._settings = settings
        self._kept = google_token.load(settings)
        missing = [one for one in settings.scopes if one not in self._kept.scopes]
        if missing:
            raise SignInError(_not_allowed(settings, missing))
        kept = self._kept
        self._credentials: Any = Credentials(  # type: ignore[no-untyped-call]
            token=kept.access or None, refresh_token=kept.refresh, client_id=kept.client_id,
            client_secret=kept.client_secret, token_uri=endpoints().token,
        )  # fmt: skip

    def token(self, transport: Any, *, anew: bool) -> str:
        kept, now = self._kept, clock.now()
        holds = kept.until is not None and (kept.until - now).total_seconds() > _MARGIN
        if anew or not kept.access or not holds:
            self._credentials.refresh(transport)
            self._kept = replace(kept, access=str(self._credentials.token),
                                 until=_utc(self._credentials.expiry))  # fmt: skip
            # Without a place for it the next run asks for a new one, and that is all.
            with contextlib.suppress(OutputError, SettingsError):
                google_token.save(self._settings, self._kept)
        return self._kept.access

    def dead(self, error: Exception) -> SignInError:
        """Return why, in one line: revoked, ended by itself, or a client that is gone."""
        again = f"run: roadmap-sync login {self.name}"
        code = _code(error)
        if code in {"deleted_client", "invalid_client", "unauthorized_client"}:
            return SignInError(
                f"{self.name}: Google does not know your OAuth client any more; download its file "
                f"again, then {again}"
            )
        if code != "invalid_grant":
            return SignInError(f"{self.name}: Google does not sign you in ({code}); {again}")
        days = (clock.now() - self._kept.since).days
        why = "it was taken back, or not used for half a year"
        if self._kept.ends is not None or 7 <= days <= 14:  # noqa: PLR2004 - a week, seen late
            why = "a client in 'Testing' is signed out after 7 days; press 'Publish app' there"
        return SignInError(f"{self.name}: your sign-in to Google has ended ({why}); {again}")


class ServiceSigner:
    """A school's service account, which acts for one of its users (domain-wide delegation)."""

    def __init__(self, settings: GoogleSettings) -> None:
        from google.oauth2.service_account import Credentials

        self.name = settings.name
        self._subject = settings.subject
        whole = _json_of(settings.service_account, settings.name, "the service account's key file")
        whole["token_uri"] = endpoints().token
        try:
            make: Callable[..., Any] = Credentials.from_service_account_info
            self._credentials: Any = make(
                whole, scopes=settings.scopes, subject=settings.subject or None
            )
        except (ValueError, KeyError, TypeError):
            raise SettingsError(
                f"{settings.name}: {settings.service_account} is not the key file of a service "
                "account; in the Google console: IAM & Admin, Service accounts, Keys, JSON"
            ) from None

    def token(self, transport: Any, *, anew: bool) -> str:
        if anew or not self._credentials.token:
            self._credentials.refresh(transport)
        return str(self._credentials.token)

    def dead(self, error: Exception) -> SignInError:
        code = _code(error)
        if code == "unauthorized_client":
            return SignInError(
                f"{self.name}: the school has not allowed this service account to act for "
                f"{self._subject}; its administrator adds the client id and the scopes under "
                "Security, API controls, Domain-wide delegation"
            )
        if code == "invalid_grant":
            return SignInError(
                f"{self.name}: Google does not accept this service account for "
                f"'{self._subject}'; is the address right, and this computer's clock?"
            )
        return SignInError(f"{self.name}: Google does not accept the service account ({code})")


def signer_of(settings: GoogleSettings) -> Signer:
    """Return who signs the requests of a target.

    Raises:
        SignInError: Nobody signed in, or not everything that is needed was allowed.
        SettingsError: A file or the keyring cannot be used.
    """
    return ServiceSigner(settings) if settings.service_account else StudentSigner(settings)


def _not_allowed(settings: GoogleSettings, missing: list[str]) -> str:
    what = "your tasks" if missing == [TASKS] else "a calendar of its own"
    return (
        f"{settings.name}: when you signed in, you did not allow {what}; run: "
        f"roadmap-sync login {settings.name}, and tick every box"
        + (", or write 'tasks: events'" if missing == [TASKS] else "")
    )


def read_client(settings: GoogleSettings) -> tuple[str, str]:
    """Return id and secret of the student's own OAuth client.

    Raises:
        SettingsError: The file is not there, or is another one.
    """
    whole = _json_of(str(settings.client), settings.name, "the file of your OAuth client")
    kind = next(iter(whole), "")
    inside = whole.get("installed")
    if not isinstance(inside, dict) or not inside.get("client_id"):
        wrong = {
            "web": "it is for a web application; make one of type 'Desktop app'",
            "type": "it is the key of a service account; make an OAuth client",
        }
        why = wrong.get(kind, "download it again with 'Download JSON'")
        raise SettingsError(
            f"{settings.name}: {settings.client} is not the file of an OAuth client of type "
            f"'Desktop app': {why}"
        )
    return str(inside["client_id"]), str(inside.get("client_secret", ""))


def _json_of(path: str, name: str, what: str) -> dict[str, Any]:
    from pathlib import Path

    try:
        data = read_if_there(Path(path), _LIMIT)
    except OutputError as error:
        raise SettingsError(f"{name}: {error}") from None
    if data is None:
        raise SettingsError(
            f"{name}: {what} is not there: {path}. The README says how to get one, under "
            "'Google Calendar'"
        )
    try:
        whole = json.loads(data)
    except ValueError:
        whole = None
    if not isinstance(whole, dict):
        raise SettingsError(f"{name}: {path} is not {what}: it is not JSON")
    return whole


def token_from(answer: dict[str, Any], client: tuple[str, str], asked: tuple[str, ...]) -> Token:
    """Return the sign-in that Google's answer to a code holds (RFC 6749 section 5.1).

    Raises:
        KeyError: Something is missing in it.
    """
    now = clock.now()
    ends = answer.get("refresh_token_expires_in")
    scopes = answer.get("scope")
    return Token(
        client_id=client[0], client_secret=client[1],
        refresh=str(answer["refresh_token"]), access=str(answer["access_token"]),
        scopes=tuple(str(scopes).split()) if scopes else asked,
        since=now, until=_after(now, answer.get("expires_in")), ends=_after(now, ends),
    )  # fmt: skip


def _after(now: datetime, seconds: object) -> datetime | None:
    from datetime import timedelta

    return now + timedelta(seconds=seconds) if isinstance(seconds, int) and seconds else None


def _utc(moment: datetime | None) -> datetime | None:
    """The library's moments are in UTC and do not say so."""
    return None if moment is None else moment.replace(tzinfo=UTC)


def _code(error: Exception) -> str:
    """Return the error of an answer of Google's sign-in, such as ``invalid_grant``."""
    for one in error.args[1:]:
        if isinstance(one, dict) and "error" in one:
            return str(one["error"])
    return str(error.args[0]).split(":")[0] if error.args else "unknown"
