"""Signing in to Google, end to end: the command, a scripted browser, and the double's endpoints."""

import json
import socket
import stat
import webbrowser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result

from roadmap_sync.cli.main import main
from roadmap_sync.targets.google_settings import CALENDAR, CALENDARS, TASKS
from tests.google_double import browser
from tests.google_double.server import Double
from tests.system.commands import run
from tests.system.google import EVENTS, agree, at_home, browse, kept, write_client


@pytest.fixture
def student(google: Double, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    at_home(google, tmp_path, monkeypatch)
    return tmp_path


def login(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(
        main, ["login", "google", "--timeout", "10", *words], input=typed,
        prog_name="roadmap-sync", catch_exceptions=False,
    )  # fmt: skip


def says(result: Result, code: int, *words: str) -> None:
    assert result.exit_code == code, result.output
    for word in words:
        assert word in result.output
    assert "Traceback" not in result.output


@pytest.mark.usefixtures("student", "home")
def test_a_student_signs_in_and_syncs(google: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = browse(monkeypatch, agree)

    says(login(), 0, "signed in", "which only you can read", "Publish app")

    query = parse_qs(urlsplit(opened[0]).query)
    assert query["scope"] == [f"{CALENDAR} {CALENDARS} {TASKS}"]
    assert query["code_challenge_method"] == ["S256"]
    says(run("sync"), 0)
    assert google.student.read("Roadmap")
    says(run("targets", "google"), 0, "made by this program")


@pytest.mark.usefixtures("student", "home")
def test_a_browser_that_is_waited_for_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "open", agree)  # as those of a terminal do

    says(login(), 0, "signed in")


@pytest.mark.usefixtures("student")
def test_the_sign_in_is_readable_by_its_owner_only(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browse(monkeypatch, agree)
    [path] = [home / ".local/state/roadmap-sync/google-google.token.json"]
    path.parent.mkdir(parents=True)
    path.write_text("something older that everybody reads")
    path.chmod(0o644)

    login()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert kept(home)["refresh_token"]


def test_no_more_is_asked_for_than_is_needed(
    google: Double, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_home(google, tmp_path, monkeypatch, EVENTS)
    opened = browse(monkeypatch, agree)

    login()

    assert parse_qs(urlsplit(opened[0]).query)["scope"] == [f"{CALENDAR} {CALENDARS}"]
    assert kept(home)["scopes"] == sorted([CALENDAR, CALENDARS])


@pytest.mark.parametrize(
    ("box", "words"),
    [
        (CALENDAR, "make secondary Google calendars"),
        (CALENDARS, "see the list of Google calendars"),
        (TASKS, "or write 'tasks: events'"),
    ],
)
@pytest.mark.usefixtures("student")
def test_a_box_that_stays_empty_is_named(
    google: Double, home: Path, monkeypatch: pytest.MonkeyPatch,
    box: str, words: str,
) -> None:  # fmt: skip
    browse(monkeypatch, lambda address: browser.consent(address, refuse=[box]))

    says(login(), 6, words, "tick every box")

    assert not list(home.rglob("*.token.json"))
    assert not google.world.accounts.refresh  # taken back, so that the page asks again


@pytest.mark.usefixtures("student")
def test_who_cancels_has_changed_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browse(monkeypatch, lambda address: browser.consent(address, cancel=True))

    says(login(), 6, "you said no")

    assert not list(home.rglob("*.token.json"))


@pytest.mark.usefixtures("student")
def test_a_page_that_is_closed_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    browse(monkeypatch, lambda _address: None)

    says(login("--timeout", "1"), 6, "nobody came back from Google's page in 1 seconds")


@pytest.mark.usefixtures("student")
def test_others_who_knock_at_the_port_are_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    statuses: list[int] = []

    def act(address: str) -> None:
        back = parse_qs(urlsplit(address).query)["redirect_uri"][0]
        paths = ("/favicon.ico", "/?code=stolen&state=guessed", "/?code=stolen")
        statuses.extend(browser._open("GET", f"{back}{path}")[0] for path in paths)
        browser.consent(address)

    browse(monkeypatch, act)

    says(login(), 0, "signed in")
    assert statuses == [404, 404, 404]


@pytest.mark.usefixtures("student")
def test_a_port_that_is_taken_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    browse(monkeypatch, agree)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        says(login("--port", port), 1, f"port {port} is taken", "leave out --port")


@pytest.mark.usefixtures("student")
def test_without_a_browser_the_address_is_pasted(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = browse(monkeypatch, agree)
    shown: list[str] = []

    class Typing:
        """The student reads the address, opens it elsewhere, and pastes where it ended."""

        def __call__(self, *_: object, **__: object) -> str:
            return browser.consent(shown[0], follow=False)

    import click

    real = click.echo

    def echo(message: str = "", **more: object) -> None:
        shown.extend(word for word in str(message).split() if "/o/oauth2/auth?" in word)
        real(message, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("roadmap_sync.cli.signing.click.prompt", Typing())
    monkeypatch.setattr("roadmap_sync.cli.signing.click.echo", echo)

    says(login("--no-browser"), 0, "copy it from the address bar", "signed in")

    assert not opened
    assert kept(home)["refresh_token"]


@pytest.mark.usefixtures("student")
def test_something_else_that_is_pasted_is_not_taken() -> None:
    says(login("--no-browser", typed="http://127.0.0.1:1/?code=x&state=y\n"), 6, "copy all")
    says(login("--no-browser", typed="[ what\n"), 6, "copy all")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "is not there"),
        ("not json", "it is not JSON"),
        ('{"web": {"client_id": "x"}}', "make one of type 'Desktop app'"),
        ('{"type": "service_account"}', "it is the key of a service account"),
        ("{}", "download it again"),
    ],
)
def test_a_wrong_file_of_the_client_is_explained(
    student: Path, text: str | None, words: str
) -> None:
    path = student / "google-client.json"
    path.unlink()
    if text is not None:
        path.write_text(text)

    says(login(), 1, words)


@pytest.mark.usefixtures("google")
def test_a_wrong_secret_is_explained(student: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browse(monkeypatch, agree)
    path = student / "google-client.json"
    path.write_text(path.read_text().replace("GOCSPX-double", "GOCSPX-old"))

    says(login(), 1, "secret of your OAuth client", "download its file again")


def test_another_file_can_be_named(
    google: Double, student: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browse(monkeypatch, agree)
    (student / "google-client.json").unlink()
    write_client(google, student / "elsewhere.json")

    says(login("--client", "elsewhere.json"), 0, "signed in")


@pytest.mark.usefixtures("student")
def test_a_client_in_testing_is_explained_before_it_bites(
    google: Double, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    next(iter(google.world.accounts.clients.values())).testing = True
    browse(monkeypatch, agree)

    says(login(), 0, "It ends by itself on", "'Testing'", "Publish app")
    says(run("sync"), 0)

    [path] = home.rglob("google-*.token.json")
    path.write_text(json.dumps({**kept(home), "ends": "2020-01-01T00:00:00+00:00"}))
    says(run("sync", "--quiet"), 0, "ends on 2020-01-01", "roadmap-sync login google")


@pytest.mark.usefixtures("student")
def test_a_sign_in_that_was_taken_back_ends_with_what_to_do(
    google: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    browse(monkeypatch, agree)
    login()
    says(run("sync"), 0)
    before = google.student.read("Roadmap")
    google.world.accounts.revoke_all()

    result = run("sync")

    says(result, 6, "roadmap-sync login google")
    assert len([line for line in result.stderr.splitlines() if "login google" in line]) <= 1
    assert google.student.read("Roadmap") == before
    login()
    says(run("sync"), 0, "nothing to do")


@pytest.mark.usefixtures("student")
def test_a_client_that_was_deleted_is_named(
    google: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    browse(monkeypatch, agree)
    login()
    google.world.accounts.clients.clear()
    google.world.accounts.access.clear()

    says(run("sync"), 6, "does not know your OAuth client any more")


@pytest.mark.usefixtures("student")
def test_an_access_token_that_ran_out_is_renewed_and_kept(
    google: Double, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browse(monkeypatch, agree)
    login()
    before = kept(home)
    google.world.accounts.expire_access()

    says(run("sync"), 0)

    after = kept(home)
    assert after["access_token"] != before["access_token"]
    assert after["refresh_token"] == before["refresh_token"]
    google.log.clear()
    says(run("sync"), 0)
    assert google.log.calls("oauth.token") == 0


@pytest.mark.usefixtures("student")
def test_who_never_signed_in_is_told_how() -> None:
    says(run("sync"), 6, "you are not signed in to Google; run: roadmap-sync login google")
    says(run("targets", "google"), 6, "under 'Google Calendar'")


@pytest.mark.usefixtures("student")
def test_a_damaged_sign_in_is_told(home: Path) -> None:
    path = home / ".local/state/roadmap-sync/google-google.token.json"
    path.parent.mkdir(parents=True)
    path.write_text('{"version": 1}')

    says(run("sync"), 6, "cannot be read", "roadmap-sync login google")
    says(run("logout"), 0)
    assert not path.exists()


def test_what_was_not_allowed_then_is_asked_for_when_it_is_needed(
    google: Double, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_home(google, tmp_path, monkeypatch, EVENTS)
    browse(monkeypatch, agree)
    login()
    at_home(google, tmp_path, monkeypatch)

    says(run("sync"), 6, "did not allow your tasks", "tasks: events")


@pytest.mark.usefixtures("student")
def test_signing_out_takes_it_back(
    google: Double, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browse(monkeypatch, agree)
    login()

    says(run("logout", "google"), 0, "signed out, here and at Google")

    assert not google.world.accounts.refresh
    assert not list(home.rglob("*.token.json"))
    says(run("logout"), 0, "you are not signed in")


@pytest.mark.usefixtures("student")
def test_signing_out_without_a_network_deletes_it_here_and_says_so(
    google: Double, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browse(monkeypatch, agree)
    login()
    google.fault("drop_before", method="oauth.revoke")

    says(run("logout"), 75, "Third-party apps", "deleted here")

    assert not list(home.rglob("*.token.json"))


@pytest.mark.usefixtures("student")
def test_no_network_is_not_a_wrong_password(monkeypatch: pytest.MonkeyPatch) -> None:
    browse(monkeypatch, agree)
    login()
    monkeypatch.setenv("ROADMAP_SYNC_TEST_GOOGLE", "http://127.0.0.1:1")

    says(run("sync", "--deadline", "2"), 75, "did not answer")


@pytest.mark.usefixtures("student")
def test_tokens_go_nowhere_but_to_google(monkeypatch: pytest.MonkeyPatch) -> None:
    browse(monkeypatch, agree)
    login()
    for wrong in ("http://192.0.2.1:80", "https://127.0.0.1:1", "http://localhost.evil.example"):
        monkeypatch.setenv("ROADMAP_SYNC_TEST_GOOGLE", wrong)
        says(run("sync"), 1, "for tests only")


def test_the_name_need_not_be_google(
    google: Double, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_home(
        google, tmp_path, monkeypatch, "  mine: {kind: google}\n  feed: {kind: file, path: f}\n"
    )
    browse(monkeypatch, agree)

    says(login(), 0, "mine: signed in")
    says(run("login", "feed"), 2, "no target of kind google called 'feed'")


def test_without_a_target_in_google_there_is_an_example(
    google: Double, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_home(google, tmp_path, monkeypatch, "  feed: {kind: file, path: f}\n")

    says(login(), 1, "google: {kind: google, calendar: Roadmap, tasks: Roadmap}")
