"""Where a sign-in is kept between runs: a file that only its owner reads, or the keyring."""

import json
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from roadmap_sync import clock
from roadmap_sync.disk import make_private_folder, read_if_there, remove, write_private
from roadmap_sync.errors import RoadmapError, SettingsError, SignInError
from roadmap_sync.targets.google_settings import GoogleSettings
from roadmap_sync.values import Discreet

_LIMIT = 100_000
_VERSION = 1


class Token(Discreet, frozen=True, kw_only=True):
    """A sign-in.

    Attributes:
        refresh: The refresh token: whoever has it can act for the student.
        access: The last access token, and until when it holds (UTC); empty and None if unknown.
        scopes: What the student allowed.
        since: When they signed in, UTC.
        ends: When it ends by itself, UTC, if Google said so: that of a client in "Testing" does.
    """

    SHOWN = ("client_id", "since")

    client_id: str
    client_secret: str
    refresh: str
    scopes: tuple[str, ...]
    since: datetime
    access: str = ""
    until: datetime | None = None
    ends: datetime | None = None


def load(settings: GoogleSettings) -> Token:
    """Return the kept sign-in.

    Raises:
        SignInError: There is none, or it cannot be read.
        SettingsError: The keyring cannot be asked.
    """
    found = find(settings)
    if found is None:
        raise SignInError(
            f"{settings.name}: you are not signed in to Google; run: "
            f"roadmap-sync login {settings.name}"
        )
    return found


def find(settings: GoogleSettings) -> Token | None:
    """Return the kept sign-in, or None if there is none."""
    if settings.keyring:
        text = _keyring(settings).get_password(settings.keyring, settings.name)
    else:
        data = read_if_there(path_of(settings), _LIMIT)
        text = None if data is None else data.decode("utf-8", errors="replace")
    if not text:
        return None
    try:
        return _read(json.loads(text))
    except (ValueError, KeyError, TypeError):
        raise SignInError(
            f"{settings.name}: the kept sign-in to Google cannot be read; run: "
            f"roadmap-sync login {settings.name}"
        ) from None


def save(settings: GoogleSettings, token: Token) -> None:
    """Keep a sign-in.

    Raises:
        OutputError: The file cannot be written.
        SettingsError: The keyring cannot be asked.
    """
    text = json.dumps(_written(token), indent=1)
    if settings.keyring:
        _keyring(settings).set_password(settings.keyring, settings.name, text)
        return
    make_private_folder(settings.folder)
    write_private(path_of(settings), text.encode())


def drop(settings: GoogleSettings) -> None:
    """Keep it no more."""
    if settings.keyring:
        _keyring(settings).delete_password(settings.keyring, settings.name)
    else:
        remove(path_of(settings))


def path_of(settings: GoogleSettings) -> Path:
    """Return the file of a target's sign-in."""
    return settings.folder / f"google-{settings.name}.token.json"


def warning_of(settings: GoogleSettings) -> str:
    """Return what the student should know before the sign-in ends by itself; usually empty."""
    if settings.service_account:
        return ""
    try:
        token = find(settings)
    except RoadmapError:
        return ""  # whoever uses it says so
    if token is None or token.ends is None or token.ends - clock.now() > _SOON:
        return ""
    return (
        f"this sign-in to Google ends on {token.ends:%Y-%m-%d}, because your OAuth client is in "
        "'Testing'; press 'Publish app' in the Google console, then run: "
        f"roadmap-sync login {settings.name}"
    )


#: So long before the end of a sign-in every run says so.
_SOON = timedelta(days=3)


def _keyring(settings: GoogleSettings) -> "_Keyring":
    try:
        return _Keyring(settings)
    except ImportError:
        raise SettingsError(
            f"{settings.name}: its sign-in is kept in a keyring, which needs one more package: "
            "pip install 'roadmap-sync[keyring]'"
        ) from None


class _Keyring:
    """The system's keyring, with its errors in our words."""

    def __init__(self, settings: GoogleSettings) -> None:
        self._library: Any = import_module("keyring")
        self._name = settings.name

    def get_password(self, service: str, name: str) -> str | None:
        found = self._call("get_password", service, name)
        return None if found is None else str(found)

    def set_password(self, service: str, name: str, text: str) -> None:
        self._call("set_password", service, name, text)

    def delete_password(self, service: str, name: str) -> None:
        self._call("delete_password", service, name)

    def _call(self, method: str, *words: str) -> object:
        try:
            return getattr(self._library, method)(*words)
        except (self._library.errors.KeyringError, OSError, RuntimeError):
            raise SettingsError(
                f"{self._name}: the keyring could not be asked; is it unlocked?"
            ) from None


def _written(token: Token) -> dict[str, object]:
    return {
        "version": _VERSION,
        "client_id": token.client_id,
        "client_secret": token.client_secret,
        "refresh_token": token.refresh,
        "scopes": list(token.scopes),
        "since": token.since.isoformat(),
        "access_token": token.access,
        "until": None if token.until is None else token.until.isoformat(),
        "ends": None if token.ends is None else token.ends.isoformat(),
    }


def _read(whole: dict[str, Any]) -> Token:
    if whole["version"] != _VERSION:
        raise ValueError("another version")
    token = Token(
        client_id=str(whole["client_id"]), client_secret=str(whole["client_secret"]),
        refresh=str(whole["refresh_token"]), access=str(whole["access_token"]),
        scopes=tuple(str(one) for one in whole["scopes"]),
        since=datetime.fromisoformat(whole["since"]),
    )  # fmt: skip
    if not token.refresh:
        raise ValueError("no refresh token")
    until, ends = (
        None if whole[key] is None else datetime.fromisoformat(whole[key])
        for key in ("until", "ends")
    )
    return replace(token, until=until, ends=ends)
