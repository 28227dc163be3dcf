"""`draft`: the filled email, the clipboard, the mail program."""

import webbrowser
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyperclip
import pytest
from freezegun import freeze_time

from tests.system.commands import run
from tests.system.living import did

STUDENT = """\
id: 0123abc
start: 2026-08-10
name: Ana Núñez & Co
school: Lakeside Medical School
rotations:
  - {name: Surgery, start: 2028-08-28, weeks: 8, attending: Dr. Reyes, director: Dr. Okafor}
  - {name: Pediatrics, start: 2028-10-30, weeks: 6}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "student.yaml").write_text(STUDENT, "utf-8")
    with freeze_time("2028-09-01"):
        yield tmp_path


@pytest.fixture
def clipboard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    copied: list[str] = []
    monkeypatch.setattr(pyperclip, "copy", copied.append)
    return copied


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    addresses: list[str] = []

    def take(address: str) -> bool:
        addresses.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", take)
    return addresses


def test_what_the_student_file_knows_is_filled_in() -> None:
    result = did("draft", "director-hello@surgery")

    assert result.stdout.startswith(
        "Subject: Starting your clerkship on August 28\n\nDear Dr. Okafor,\n\n"
        "I start Surgery on August 28. "
    )
    assert result.stdout.endswith("\nAna Núñez & Co\n")
    assert "director-hello@surgery: Ask the director of Surgery what to read, " in result.stderr


def test_what_is_unknown_stays_a_visible_blank_and_is_listed() -> None:
    result = did("draft", "letter-email@pediatrics")

    assert "Dear [attending's name],\n" in result.stdout
    assert "still to fill in: [attending's name] [specialty] [month and year]" in result.stderr
    assert "still to fill in" not in result.stdout


def test_names_appear_here_and_not_on_calendars() -> None:
    assert "Dear Dr. Reyes,\n" in did("draft", "letter-email@surgery").stdout

    calendar = did("generate", "--output", "-").stdout
    assert "Reyes" not in calendar
    assert "Okafor" not in calendar


def test_a_student_who_is_not_known_is_told_how_to_say_it(here: Path) -> None:
    (here / "student.yaml").unlink()

    result = did("draft", "heads-up", "--start", "2026-08")

    assert "[your name]" in result.stdout
    assert "roadmap-sync set name …  fills [your name] from now on" in result.stderr
    assert "roadmap-sync set school …  fills [school] from now on" in result.stderr


def test_sample_days_are_blanks(here: Path) -> None:
    (here / "student.yaml").unlink()

    found = did("draft", "director-hello@sample-rotation", "--start", "2026-08").stdout

    assert "on [date]" in found


def test_a_draft_for_an_occasion_and_one_that_is_over(here: Path) -> None:
    (here / "student.yaml").write_text(f"{STUDENT}joined: 2027-08-02\n", "utf-8")

    assert "whenever there is an occasion" in did("draft", "advocacy-ask").stderr
    assert "Subject: " in did("draft", "advisor-intro").stdout


def test_copies_of_one_email_need_no_number_but_different_ones_need_a_name() -> None:
    assert did("draft", "coffee").stdout == did("draft", "coffee#2").stdout

    result = run("draft", "letter-email")
    assert result.exit_code == 2
    assert (
        "'letter-email' can be one of: letter-email@surgery, letter-email@pediatrics"
        in result.stderr
    )


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("ask-letter@surgery", "'ask-letter@surgery' has no draft; these have: advisor-intro, "),
        ("advisor-intor", "there is no item 'advisor-intor'; did you mean 'advisor-intro'?"),
        ("ask-lettr@surgery", "did you mean 'ask-letter@surgery'?"),
        ("qqqqqqq", "there is no item 'qqqqqqq'; roadmap-sync agenda tells the names"),
    ],
)
def test_where_there_is_no_draft_it_says_so(name: str, says: str) -> None:
    result = run("draft", name)

    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""


def test_the_text_is_copied_without_the_subject(clipboard: list[str]) -> None:
    result = did("draft", "letter-email@surgery", "--copy")

    [text] = clipboard
    assert text.startswith("Dear Dr. Reyes,\n\n")
    assert f"\n\n{text}\n" in result.stdout
    assert "copied" in result.stderr


def test_without_a_clipboard_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_text: str) -> None:
        raise pyperclip.PyperclipException("no mechanism")

    monkeypatch.setattr(pyperclip, "copy", fail)

    result = run("draft", "letter-email@surgery", "--copy")

    assert result.exit_code == 1
    assert "Dear Dr. Reyes" in result.stdout
    assert "install xclip, xsel or wl-clipboard" in result.stderr


def test_the_mail_program_gets_subject_and_body_whole(opened: list[str]) -> None:
    shown = did("draft", "letter-email@surgery", "--open").stdout

    [address] = opened
    assert address.isascii()
    assert " " not in address
    parts = urlsplit(address)
    assert (parts.scheme, parts.path) == ("mailto", "")
    found = parse_qs(parts.query, strict_parsing=True)
    assert sorted(found) == ["body", "subject"]
    [subject], [body] = found["subject"], found["body"]
    assert "+" not in parts.query.replace("%2B", "")  # mail programs do not read it as a space
    assert shown == f"Subject: {subject}\n\n{body}\n".replace("\r\n", "\n")
    assert body.count("\r\n") == body.count("\n") > 3


def test_without_a_mail_program_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda _address: False)

    result = run("draft", "letter-email@surgery", "--open")

    assert result.exit_code == 1
    assert "no mail program could be opened here" in result.stderr


def test_a_stranger_s_plan_cannot_reach_the_mail_headers(here: Path, opened: list[str]) -> None:
    (here / "plan.yaml").write_text(
        "plan: p\ntitle: P\nupdated: 2026-01-01\nphases:\n  a:\n    title: A\n    from: start\n"
        "    until: 4 weeks after start\n    steps:\n"
        "      s: {message: M, when: week 2, draft: d}\ndrafts:\n  d:\n"
        '    subject: "Hi&bcc=spy@example.org?x=1"\n    body: "A&cc=spy@example.org%0D%0Ab"\n'
    )

    did("draft", "s", "--start", "2026-08", "--plan", "plan.yaml", "--open")

    assert sorted(parse_qs(urlsplit(opened[0]).query)) == ["body", "subject"]
    assert "spy@" not in opened[0]


def test_every_draft_greets_and_no_placeholder_is_left() -> None:
    names = run("draft", "ask-letter@surgery").stderr.split("these have: ")[1].strip().split(", ")
    assert len(names) > 20

    for name in names:
        shown = run("draft", name)
        if shown.exit_code == 2 and "can be one of: " in shown.stderr:
            shown = run("draft", shown.stderr.split("can be one of: ")[1].split(", ")[0])
        assert shown.exit_code == 0, shown.stderr
        assert "\n\nDear " in shown.stdout or "\n\nHi " in shown.stdout
        assert "{" not in shown.stdout
