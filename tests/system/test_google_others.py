"""Other ways to sign in to Google: a school's service account, and the keyring."""

import importlib
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from roadmap_sync.targets.google_settings import CALENDAR, CALENDARS, TASKS
from tests.google_double.oauth_service import service_account
from tests.google_double.server import Double
from tests.system.commands import run
from tests.system.google import agree, at_home, browse

SCHOOL = (
    "  google:\n    kind: google\n    tasks: Roadmap-tasks\n"
    "    credentials: {service_account: key.json, subject: ana@school.example}\n"
)
KEYRING = "  google: {kind: google, tasks: events, credentials: {keyring: roadmap-sync}}\n"


def hire(google: Double, folder: Path, *scopes: str) -> None:
    """Make a service account to which a school has delegated some scopes for one student."""
    text = service_account(
        google.world.accounts, google.url, subjects={"ana@school.example"}, scopes=set(scopes)
    )
    (folder / "key.json").write_text(text, "utf-8")


@pytest.fixture
def student(google: Double, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    at_home(google, tmp_path, monkeypatch, SCHOOL)
    return tmp_path


def says(words: str, code: int, *texts: str) -> None:
    result = run(*words.split())
    assert result.exit_code == code, result.output
    for text in texts:
        assert text in result.output


def test_a_service_account_acts_for_the_student(google: Double, student: Path) -> None:
    hire(google, student, CALENDAR, CALENDARS, TASKS)

    says("login", 0, "a service account signs in by itself")
    says("sync", 0)

    assert google.student.read("Roadmap")
    assert google.student.read("Roadmap-tasks")


def test_a_school_that_did_not_allow_it_is_named(google: Double, student: Path) -> None:
    hire(google, student, CALENDAR)

    says("sync", 6, "Domain-wide delegation", "ana@school.example")


def test_somebody_it_may_not_act_for(google: Double, student: Path) -> None:
    hire(google, student, CALENDAR, CALENDARS, TASKS)
    [account] = google.world.accounts.services.values()
    account.subjects = frozenset({"somebody@school.example"})

    says("sync", 6, "is the address right, and this computer's clock?")


def test_a_clock_that_is_wrong_is_mentioned(google: Double, student: Path) -> None:
    hire(google, student, CALENDAR, CALENDARS, TASKS)
    google.world.offset = timedelta(hours=5)

    says("sync", 6, "this computer's clock")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "is not there"),
        ("{}", "is not the key file of a service account"),
        ('{"installed": {}}', "is not the key file of a service account"),
        ("[1]", "it is not JSON"),
    ],
)
def test_a_wrong_key_file_is_explained(student: Path, text: str | None, words: str) -> None:
    if text is not None:
        (student / "key.json").write_text(text)

    says("sync", 1, words)


def test_the_keyring_keeps_it_instead_of_a_file(
    google: Double, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_home(google, tmp_path, monkeypatch, KEYRING)
    held: dict[tuple[str, str], str] = {}
    keyring = SimpleNamespace(
        get_password=lambda *words: held.get(words),
        set_password=lambda *words: held.update({words[:2]: words[2]}),
        delete_password=lambda *words: held.pop(words),
        errors=SimpleNamespace(KeyringError=KeyError),
    )
    real = importlib.import_module

    def import_(name: str, *more: str) -> object:
        return keyring if name == "keyring" else real(name, *more)

    monkeypatch.setattr("roadmap_sync.targets.google_token.import_module", import_)
    browse(monkeypatch, agree)

    says("login google", 0, "signed in; that is kept in the keyring, as 'roadmap-sync'")
    assert list(held) == [("roadmap-sync", "google")]
    says("sync", 0)
    says("logout", 0, "signed out")

    assert held == {}
    assert not list(home.rglob("*.token.json"))
    says("sync", 6, "you are not signed in")


def test_a_keyring_that_is_not_installed_is_said(
    google: Double, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_home(google, tmp_path, monkeypatch, KEYRING)

    def import_(_name: str) -> object:
        raise ImportError

    monkeypatch.setattr("roadmap_sync.targets.google_token.import_module", import_)

    says("sync", 1, "pip install 'roadmap-sync[keyring]'")
