"""Settings → an open target. Only here are passwords asked for, and only for what is opened."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from roadmap_sync.errors import SettingsError
from roadmap_sync.targets.base import Target
from roadmap_sync.targets.caldav_settings import CalDavSettings
from roadmap_sync.targets.careful import CarefulTarget
from roadmap_sync.targets.file_settings import FileSettings
from roadmap_sync.targets.patience import never
from roadmap_sync.targets.secret import Secret, ask


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSettings:
    """What a student says about one target.

    Attributes:
        name: As in the student file.
        kind: ``file``, ``caldav`` or ``google``.
        own: What is particular to its kind, without a password; None for a kind to come.
        secret: Where its password or token is asked for; None if it has none.
        tasks: What items of type task become on it.
    """

    name: str
    kind: str
    own: FileSettings | CalDavSettings | None
    secret: Secret | None = None
    tasks: Literal["events", "todos"] = "events"

    @property
    def identity(self) -> str:
        """Which calendar this is, without a secret."""
        return "" if self.own is None else self.own.identity


@dataclass(frozen=True, slots=True)
class Hurry:
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
        SettingsError: Its password cannot be had, or this version has no such kind.
    """
    constructor = CONSTRUCTORS.get(settings.kind)
    if constructor is None:
        raise SettingsError(
            f"{settings.name}: 'kind: {settings.kind}' comes with a later version; until then "
            "put a '#' before its lines in your student file"
        )
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


#: The kinds of targets there are, and what opens them; a heavy one is imported when it is.
CONSTRUCTORS: MappingProxyType[str, Callable[[TargetSettings, str, Hurry], Target]] = (
    MappingProxyType({"file": _file, "caldav": _caldav})
)
