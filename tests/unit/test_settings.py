"""What a student file says about targets, mistakes and secrets included."""

from pathlib import Path

import pytest

from roadmap_sync.plan import nodes
from roadmap_sync.problems import Problems, Source, show
from roadmap_sync.settings import Usual, read_targets
from roadmap_sync.targets.caldav_settings import CalDavSettings
from roadmap_sync.targets.file_settings import FileSettings
from roadmap_sync.targets.google_settings import GoogleSettings
from roadmap_sync.targets.opening import TargetSettings
from roadmap_sync.targets.secret import Secret

USUAL = Usual(folder=Path("/home/ana/roadmap"), zone="America/Chicago")
PHONE = """\
phone:
  kind: caldav
  url: https://dav.example.org/
  username: ana
  password: {command: pass show dav}
"""
PLANTED = "hunter2-Geheim"


def read(text: str, usual: Usual = USUAL) -> tuple[dict[str, TargetSettings], str]:
    """Return the targets by name, and the findings as they are shown."""
    problems = Problems()
    node = nodes.parse(Source("student.yaml", tuple(text.split("\n"))), problems)
    found = read_targets(node, usual, problems)
    return {one.name: one for one in found}, "\n".join(map(show, problems.sorted()))


def test_a_file_and_a_server_are_read() -> None:
    found, shown = read(PHONE + "feed: {kind: file, path: out/roadmap.ics, calendar: Mine}\n")

    assert shown == ""
    assert list(found) == ["phone", "feed"]
    phone, feed = found["phone"], found["feed"]
    assert phone.secret == Secret("command", ("pass", "show", "dav"), "ana")
    assert phone.own == CalDavSettings(
        name="phone", url="https://dav.example.org/", username="ana", calendar="Roadmap"
    )
    assert phone.tasks == "todos"
    assert feed.own == FileSettings(
        name="feed", path=Path("/home/ana/roadmap/out/roadmap.ics"), calendar="Mine",
        zone="America/Chicago",
    )  # fmt: skip
    assert feed.tasks == "events"
    assert feed.secret is None


def test_everything_a_server_can_be_told() -> None:
    text = PHONE.replace("  username", "  auth: digest\n  ca_file: ca.pem\n  connections: 2\n"
                         "  timeout: 5\n  tasks: events\n  calendar: Plan\n  username")  # fmt: skip

    found, shown = read(text)

    assert shown == ""
    assert found["phone"].own == CalDavSettings(
        name="phone", url="https://dav.example.org/", username="ana", calendar="Plan",
        auth="digest", ca_file="/home/ana/roadmap/ca.pem", connections=2, timeout=5, tasks="events",
    )  # fmt: skip


def test_a_token_goes_with_bearer() -> None:
    text = "phone: {kind: caldav, url: https://d.example/, auth: bearer, token: {env: TOKEN}}"

    found, shown = read(text)

    assert shown == ""
    assert found["phone"].secret == Secret("env", ("TOKEN",), "")


def test_home_is_found(home: Path) -> None:
    found, _ = read("feed: {kind: file, path: ~/Public/roadmap.ics}\n")

    own = found["feed"].own
    assert isinstance(own, FileSettings)
    assert own.path == home / "Public" / "roadmap.ics"


@pytest.mark.parametrize(
    ("own", "usual", "expected"),
    [("", "", "events"), ("", "todos", "todos"), (", tasks: todos", "events", "todos"),
     (", tasks: events", "todos", "events")],
)  # fmt: skip
def test_a_targets_own_word_on_tasks_comes_first(own: str, usual: str, expected: str) -> None:
    found, _ = read(f"feed: {{kind: file, path: a.ics{own}}}", Usual(folder=Path(), tasks=usual))

    assert found["feed"].tasks == expected
    assert found["feed"].own is not None
    assert found["feed"].own.tasks == expected


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("feed: {kind: fiel, path: a.ics}", "1:14", "did you mean 'file'?"),
        ("feed: {kind: file, pth: a.ics}", "1:20", "did you mean 'path'?"),
        ("feed: {kind: file}", "1:7", "the target 'feed' needs 'path:'"),
        ("feed: {path: a.ics}", "1:7", "one of: caldav, file, google"),
        ("Feed me: {kind: file, path: a.ics}", "1:1", "'Feed me' cannot be an id"),
        ("feed: a.ics", "1:7", "the target 'feed' must be a list of 'key: value' lines"),
        ("- feed", "1:1", "'targets' must be a list of 'name: {kind: …}' lines"),
        ("feed: {kind: file, path: a.ics, tasks: todo}", "1:40", "did you mean 'todos'?"),
        (PHONE.replace("https", "ftp"), "3:8", "the address must begin with https://"),
        (PHONE.replace("ana", "ana\n  auth: kerberos"), "5:9", "one of: basic, digest, bearer"),
        (PHONE.replace("  url: https://dav.example.org/\n", ""), "2:3", "needs 'url:'"),
        (PHONE.replace("  username: ana\n", ""), "2:3", "needs 'username:'"),
        (PHONE.replace("command:", "comand:"), "5:14", "did you mean 'command'?"),
        (PHONE.replace("pass show dav", ""), "5:14", "'command' is empty"),
        (PHONE.replace("pass show dav", "pass 'show"), "5:23", "quotation mark is not closed"),
        (PHONE.replace("  password: {command: pass show dav}\n", ""), "2:3", "{env: VARIABLE}"),
        (PHONE.replace("password", "token"), "5:3", "a token goes with 'auth: bearer'"),
        (PHONE + "  connections: 100\n", "6:16", "a whole number from 1 to 32"),
        ("a: {kind: file, path: x.ics}\nb: {kind: file, path: ./x.ics}", "2:1",
         "'b' and 'a' lead to the same calendar"),
    ],
)  # fmt: skip
def test_a_mistake_is_shown_at_its_place(text: str, place: str, words: str) -> None:
    found, shown = read(text)

    assert f"student.yaml:{place}: error: " in shown
    assert words in shown
    assert set(found) <= {"a"}


def test_all_mistakes_are_told_at_once() -> None:
    _, shown = read("a: {kind: fiel}\nb: {kind: file, pth: x}\nc: 3\n")

    assert shown.count("error: ") == 4


def test_a_target_with_a_mistake_does_not_spoil_the_others() -> None:
    found, shown = read(f"{PHONE}feed: {{kind: file}}\n")

    assert set(found) == {"phone"}
    assert shown.count("error: ") == 1


def google(words: str) -> GoogleSettings:
    found, shown = read(f"g: {{kind: google{words}}}")
    assert shown == ""
    own = found["g"].own
    assert isinstance(own, GoogleSettings)
    return own


@pytest.mark.parametrize(
    ("words", "calendar", "tasklist"),
    [
        ("", "Roadmap", "Roadmap"),
        (", calendar: Med school", "Med school", "Med school"),
        (", calendar: A, tasks: B", "A", "B"),
        (", tasks: todos", "Roadmap", "Roadmap"),
        (", tasks: events", "Roadmap", ""),
    ],
)
def test_a_google_target_names_a_calendar_and_a_list(
    words: str, calendar: str, tasklist: str
) -> None:
    own = google(words)

    assert (own.calendar, own.tasklist) == (calendar, tasklist)
    assert own.tasks == ("todos" if tasklist else "events")
    assert own.zone == "America/Chicago"


def test_files_of_a_google_target_lie_beside_the_student_file() -> None:
    assert google("").client == Path("/home/ana/roadmap/google-client.json")
    own = google(", client: c.json, credentials: {service_account: k.json, subject: a@b.edu}")

    assert own.client == Path("/home/ana/roadmap/c.json")
    assert own.service_account == "/home/ana/roadmap/k.json"
    assert own.subject == "a@b.edu"


def test_the_calendar_is_another_one_for_another_subject_but_not_for_another_list() -> None:
    key = ", credentials: {service_account: k.json, subject: "

    assert google(f"{key}a@b.edu}}").identity != google(f"{key}c@b.edu}}").identity
    assert google(", tasks: events").identity == google("").identity


@pytest.mark.parametrize(
    "credentials",
    [
        "{keyring: a, service_account: k.json, subject: a@b.edu}",
        "{service_account: k.json}",
        "{keyring: a, subject: a@b.edu}",
        "{token: 1}",
        "{}",
        f"{PLANTED}",
    ],
)
def test_wrong_credentials_are_reported_and_not_shown(credentials: str) -> None:
    found, shown = read(f"g: {{kind: google, credentials: {credentials}}}")

    assert "error: " in shown
    assert PLANTED not in shown
    assert found == {}


def test_an_open_address_is_a_warning() -> None:
    found, shown = read(PHONE.replace("https", "http"))

    assert "student.yaml:3:8: warning: the address begins with http://" in shown
    assert set(found) == {"phone"}


@pytest.mark.parametrize(
    "text",
    [
        f"phone: {{kind: caldav, url: https://d.example/, username: ana, password: {PLANTED}}}",
        f"phone: {{kind: caldav, username: ana, password: {PLANTED}, urll: https://d.example/}}",
        f"phone: {{kind: caldav, url: https://d.example/, username: ana, pasword: {PLANTED}}}",
        f"phone: {{kind: calldav, password: {PLANTED}}}",
        f"phone: {{kind: caldav, password: {{plain: {PLANTED}}}}}",
        f"phone: {{kind: caldav, password: [{PLANTED}]}}",
        f"phone: {{kind: caldav, auth: bearer, token: '{PLANTED}', url: 3}}",
        f'phone: {{kind: caldav, password: "{PLANTED}\\n", url: 3}}',
        f"phone:\n  kind: caldav\n  password: |\n    {PLANTED}\n  url: 3\n",
        PHONE.replace("https://dav", f"https://ana:{PLANTED}@dav"),
        f"phone: {PLANTED}",
        f"{PHONE}  {PLANTED}: 3".replace(f"{PLANTED}: 3", f"secret: {PLANTED}"),
        PLANTED,
    ],
)  # fmt: skip
def test_a_password_in_the_file_is_an_error_that_does_not_show_it(text: str) -> None:
    found, shown = read(text)

    assert "error: " in shown
    assert PLANTED not in shown
    assert found == {}


def test_the_error_says_what_to_write_instead() -> None:
    _, shown = read(PHONE.replace("{command: pass show dav}", PLANTED))

    assert shown == (
        "student.yaml:5:3: error: a password does not stand in the file, where others may read it "
        "[plain-password]\n"
        f"    5 |   password: {'•' * len(PLANTED)}\n"
        "          ^^^^^^^^\n"
        "      hint: write {command: pass show NAME}, {env: VARIABLE} or {keyring: SERVICE}"
    )
