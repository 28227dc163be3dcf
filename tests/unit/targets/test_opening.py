"""Settings → targets: what is handed on, and what is asked for when."""

from pathlib import Path

import pytest

from roadmap_sync.errors import SignInError
from roadmap_sync.targets import caldav
from roadmap_sync.targets.caldav_settings import CalDavSettings
from roadmap_sync.targets.file_settings import FileSettings
from roadmap_sync.targets.google_settings import GoogleSettings
from roadmap_sync.targets.opening import Hurry, TargetSettings, keeping, open_target
from roadmap_sync.targets.secret import Secret

PLANTED = "hunter2"
PHONE = TargetSettings(
    name="phone",
    kind="caldav",
    own=CalDavSettings(name="phone", url="https://d.example/", username="ana", timeout=20),
    secret=Secret("env", ("DAV",), "ana"),
    tasks="todos",
)


class _Spy:
    """Stands for the CalDAV target, and keeps what it was made with."""

    made: "tuple[CalDavSettings, object]"

    def __init__(self, settings: CalDavSettings, stop: object) -> None:
        type(self).made = settings, stop
        self.name, self.kind, self.identity = settings.name, "caldav", settings.identity
        self.tasks = settings.tasks


@pytest.fixture
def spy(monkeypatch: pytest.MonkeyPatch) -> type[_Spy]:
    monkeypatch.setattr(caldav, "CalDavTarget", _Spy)
    monkeypatch.setenv("DAV", PLANTED)
    return _Spy


def test_the_password_is_asked_for_and_handed_on(spy: type[_Spy]) -> None:
    target = open_target(PHONE)

    assert spy.made[0].password == PLANTED
    assert (spy.made[0].timeout, spy.made[0].patience) == (20, 60)
    assert (target.name, target.kind, target.tasks) == ("phone", "caldav", "todos")
    assert target.identity == PHONE.identity
    assert PLANTED not in repr(PHONE) + repr(spy.made[0]) + target.identity


def test_a_hurry_is_handed_on_and_never_lengthens(spy: type[_Spy]) -> None:
    def stop() -> bool:
        return True

    open_target(PHONE, Hurry(5, stop))
    assert (spy.made[0].timeout, spy.made[0].patience) == (5, 5)
    assert spy.made[1] is stop

    open_target(PHONE, Hurry(500, stop))
    assert (spy.made[0].timeout, spy.made[0].patience) == (20, 60)


def test_a_file_needs_no_password(tmp_path: Path) -> None:
    own = FileSettings(name="feed", path=tmp_path / "a.ics")

    target = open_target(TargetSettings(name="feed", kind="file", own=own))

    assert target.pull("", {}).absent


def test_nobody_signs_in_to_google_before_it_is_asked(tmp_path: Path) -> None:
    own = GoogleSettings(name="google", patience=60, timeout=20)
    settings = keeping(TargetSettings(name="google", kind="google", own=own), tmp_path)

    target = open_target(settings, Hurry(5, lambda: True))

    assert (target.kind, target.tasks) == ("google", "events")
    with pytest.raises(SignInError, match="roadmap-sync login google"):
        target.pull("", {})
    target.close()
