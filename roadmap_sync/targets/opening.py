"""Settings → an open target. Only here are passwords asked for, and only for what is opened."""

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.targets.base import Target
from roadmap_sync.targets.caldav_settings import CalDavSettings
from roadmap_sync.targets.careful import CarefulTarget
from roadmap_sync.targets.file_settings import FileSettings
from roadmap_sync.targets.google_settings import GoogleSettings
from roadmap_sync.targets.patience import never
from roadmap_sync.targets.secret import Secret, ask


class TargetSettings(Struct, frozen=True, kw_only=True):
    """What a student says about one target.

    Attributes:
        name: As in the student file.
        kind: ``file``, ``caldav`` or ``google``.
        own: What is particular to its kind, without a password.
        secret: Where its password or token is asked for; None if it has none.
        tasks: What items of type task become on it.
    """

    name: str
    kind: str
    own: FileSettings | CalDavSettings | GoogleSettings
    secret: Secret | None = None
    tasks: Literal["events", "todos"] = "events"

    @property
    def identity(self) -> str:
        """Which calendar this is, without a secret."""
        return self.own.identity


class Hurry(Struct, frozen=True):
    """How long a target may wait for others.

    Attributes:
        seconds: The most that one request may be tried again and again, if that is less than
            usual; None for as usual.
        stop: Asked while it waits: is it to give up?
    """

    seconds: float | None = None
    stop: Callable[[], bool] = never


_USUAL = Hurry()


def open_target(settings: TargetSettings, hurry: Hurry = _USUAL) -> Target:
    """Return a target, ready to be pulled.

    Args:
        settings: Which one.
        hurry: How long it may wait for others.

    Raises:
        SettingsError: Its password cannot be had.
    """
    constructor = CONSTRUCTORS[settings.kind]
    secret = settings.secret
    password = "" if secret is None else ask(secret, settings.name)
    username = "" if secret is None else secret.username
    return CarefulTarget(constructor(settings, password, hurry), password, username)


def _file(settings: TargetSettings, _password: str, _hurry: Hurry) -> Target:
    from roadmap_sync.targets.file import FileTarget

    assert isinstance(settings.own, FileSettings)
    return FileTarget(settings.own)


def _caldav(settings: TargetSettings, password: str, hurry: Hurry) -> Target:
    from roadmap_sync.targets.caldav import CalDavTarget

    assert isinstance(settings.own, CalDavSettings)
    own = replace(settings.own, password=password)
    most = hurry.seconds
    if most is not None:
        own = replace(own, patience=min(own.patience, most), timeout=min(own.timeout, most))
    return CalDavTarget(own, hurry.stop)


def _google(settings: TargetSettings, _password: str, hurry: Hurry) -> Target:
    from roadmap_sync.targets.google import GoogleTarget

    assert isinstance(settings.own, GoogleSettings)
    own, most = settings.own, hurry.seconds
    if most is not None:
        own = replace(own, patience=min(own.patience, most), timeout=min(own.timeout, most))
    return GoogleTarget(own, hurry.stop)


def keeping(settings: TargetSettings, folder: Path) -> TargetSettings:
    """Return settings of a target that keeps its sign-in, if it has one, in some folder."""
    if not isinstance(settings.own, GoogleSettings):
        return settings
    return replace(settings, own=replace(settings.own, folder=folder))


def warning_of(settings: TargetSettings) -> str:
    """Return what the student should do about a target before it stops working; usually empty."""
    if not isinstance(settings.own, GoogleSettings):
        return ""
    from roadmap_sync.targets import google_token

    words = google_token.warning_of(settings.own)
    return f"{settings.name}: {words}" if words else ""


#: The kinds of targets there are, and what opens them; a heavy one is imported when it is.
CONSTRUCTORS: MappingProxyType[str, Callable[[TargetSettings, str, Hurry], Target]] = (
    MappingProxyType({"file": _file, "caldav": _caldav, "google": _google})
)
