"""Everything that is a student's in one file, and on another computer."""

import errno
import io
import json
import os
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from freezegun import freeze_time

from roadmap_sync import archive
from roadmap_sync.content import owner_of
from roadmap_sync.errors import BackupError
from roadmap_sync.sync.ledger import Ledger
from tests.system.calendars import (
    FEED,
    PHONE,
    PLANTED,
    TODAY,
    FakeCalendar,
    lent,
    make_student,
    sync,
    synced,
)
from tests.system.commands import run

GOOGLE = "  google: {kind: google, calendar: Roadmap}\n"
NETWORK = "people:\n  - name: Dr. Okafor\n    role: mentor\n"
LEDGER = f"{owner_of('0123abc')}.ledger.sqlite"


@pytest.fixture(autouse=True)
def day() -> object:
    with freeze_time(TODAY):
        yield


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> FakeCalendar:
    return lent(monkeypatch)


class Computers:
    """Two computers, and a stick that is carried from one to the other."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._patch = patch
        self.stick = folder / "backup.zip"

    def at(self, name: str) -> Path:
        """Go to one of them."""
        home = self.folder / name
        home.mkdir(exist_ok=True)
        self._patch.setenv("HOME", str(home))
        for word in ("CONFIG", "STATE", "DATA", "CACHE"):
            self._patch.setenv(f"XDG_{word}_HOME", str(home / word.lower()))
        self._patch.chdir(home)
        return home

    def save(self) -> str:
        result = run("backup", "save", str(self.stick))
        assert result.exit_code == 0, result.output
        return result.output

    def load(self, *words: str, exit_code: int = 0) -> str:
        result = run("backup", "load", str(self.stick), *words)
        assert result.exit_code == exit_code, result.output
        return result.output

    def pack(self, **changes: bytes | None) -> None:
        """Write an archive that differs from a good one; None takes a file out."""
        files: dict[str, bytes | None] = {**archive.unpack(self.stick.read_bytes()), **changes}
        kept = {name: text for name, text in files.items() if text is not None}
        self.stick.write_bytes(archive.pack(kept))


@pytest.fixture
def computers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Computers:
    found = Computers(tmp_path, monkeypatch)
    make_student(found.at("old"), PHONE)
    return found


@pytest.fixture
def saved(computers: Computers, phone: FakeCalendar) -> Computers:
    """A backup of a student who synced, and an empty computer."""
    assert phone.items == {}
    sync()
    computers.save()
    computers.at("new")
    return computers


def everything(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_other_computer_goes_on_where_the_first_stopped(
    computers: Computers, phone: FakeCalendar
) -> None:
    sync()
    phone.remove(phone.named("one"))
    phone.retitle("three", "Mine")
    sync()
    run("done", "often#1")
    sync()
    computers.save()
    there, pushed = dict(phone.items), len(phone.pushed)

    computers.at("new")
    said = computers.load()
    [target] = synced()["targets"]

    assert "what sync remembers of your calendars is here now" in said
    assert target["writes"] == []
    assert target["notes"] == []
    assert phone.items == there
    assert len(phone.pushed) == pushed
    assert "one" in run("restore").output
    assert "yours: Mine" in run("status").output


@pytest.mark.usefixtures("phone")
def test_what_is_in_it_and_what_is_not(computers: Computers, tmp_path: Path) -> None:
    old = computers.at("old")
    make_student(old, PHONE, GOOGLE)
    (old / "google-client.json").write_text(f'{{"client_secret": "{PLANTED}"}}')
    (old / "network.yaml").write_text(NETWORK)
    (old / "roadmap.ics").write_text("BEGIN:VCALENDAR")
    (tmp_path / "shared.yaml").write_text((old / "plan.yaml").read_text())
    (old / "plan.yaml").unlink()
    student = old / "student.yaml"
    student.write_text(student.read_text().replace("plan.yaml", "../shared.yaml"))
    sync("phone")
    (old / "state/roadmap-sync/google-token.json").write_text(PLANTED)

    said = computers.save()
    first = computers.stick.read_bytes()
    computers.save()

    assert computers.stick.read_bytes() == first
    files = archive.unpack(first)
    assert sorted(files) == [
        "about.json", "elsewhere/shared.yaml", "ledger.sqlite", "own/network.yaml",
        "own/student.yaml",
    ]  # fmt: skip
    assert all(PLANTED.encode() not in text for text in files.values())
    assert computers.stick.stat().st_mode & 0o077 == 0
    assert "left out: the sign-in to Google and its client (google)" in said
    assert "left out: 1 password" in said

    new = computers.at("new")
    said = computers.load()
    assert f"it was {tmp_path / 'shared.yaml'}; tell your student file" in said
    assert (new / "network.yaml").read_text() == NETWORK
    assert (new / "elsewhere/shared.yaml").is_file()


def test_before_the_first_sync_there_is_nothing_to_remember(computers: Computers) -> None:
    assert "nothing was synced yet" in computers.save()
    new = computers.at("new")

    assert "nothing was synced on the other computer" in computers.load()

    assert everything(new) == {"student.yaml", "plan.yaml"}


def test_a_plan_that_was_added_goes_along(computers: Computers, phone: FakeCalendar) -> None:
    old = computers.at("old")
    assert run("plans", "add", "plan.yaml", "--name", "theirs").exit_code == 0
    (old / "plan.yaml").unlink()
    student = old / "student.yaml"
    student.write_text(student.read_text().replace("[plan.yaml]", "[theirs]"))
    sync()
    computers.save()
    pushed = len(phone.pushed)

    computers.at("new")
    computers.load()

    assert synced()["targets"][0]["writes"] == []
    assert len(phone.pushed) == pushed == 8
    assert "theirs" in run("plans", "list").output


def test_a_calendar_file_is_written_anew_and_not_taken_for_emptied(
    computers: Computers, phone: FakeCalendar
) -> None:
    make_student(computers.at("old"), PHONE, FEED)
    sync()
    computers.save()
    pushed = len(phone.pushed)

    new = computers.at("new")
    assert "feed: the next sync writes this file anew" in computers.load()
    sync()

    assert (new / "feed.ics").read_text().count("BEGIN:VEVENT") == 8
    assert len(phone.pushed) == pushed


@pytest.mark.usefixtures("phone")
def test_plans_that_were_added_come_along(computers: Computers) -> None:
    old = computers.at("old")
    make_student(old, PHONE)
    (old / "plan.yaml").rename(old / "club.yaml")
    assert run("plans", "add", "club.yaml", "--name", "club").exit_code == 0
    (old / "club.yaml").unlink()
    student = old / "student.yaml"
    student.write_text(student.read_text().replace("plan.yaml", "club"))
    before = run("generate", "--format", "json", "--output", "-").stdout

    said = computers.save()
    computers.at("new")
    loaded = computers.load()

    assert "plans that you added: club" in said
    assert "elsewhere" not in loaded
    assert run("generate", "--format", "json", "--output", "-").stdout == before
    assert "club.yaml (sha256:" in run("plans", "list").output


@pytest.mark.usefixtures("phone")
def test_so_does_one_that_was_added_and_is_not_followed(computers: Computers) -> None:
    old = computers.at("old")
    make_student(old, PHONE)
    assert run("plans", "add", "plan.yaml", "--name", "later").exit_code == 0

    said = computers.save()
    computers.at("new")
    computers.load()

    assert "plans that you added: later" in said
    assert "later" in run("plans", "list").output


def test_nothing_is_written_over_unless_asked_and_then_kept(saved: Computers) -> None:
    new = saved.at("new")
    (new / "student.yaml").write_text("start: 2027-08-01\n")
    before = everything(new)

    said = saved.load(exit_code=1)
    assert "this is there already: student.yaml. Nothing was written." in said
    assert everything(new) == before

    saved.load("--replace")
    assert (new / "student.yaml.bak-1").read_text() == "start: 2027-08-01\n"
    assert "id: 0123abc" in (new / "student.yaml").read_text()
    saved.load()  # what is there already is the same
    assert not (new / f"state/roadmap-sync/{LEDGER}.bak-1").exists()
    run("done", "two")
    assert LEDGER in saved.load(exit_code=1)
    saved.load("--replace")
    assert (new / f"state/roadmap-sync/{LEDGER}.bak-1").is_file()
    assert synced()["targets"][0]["writes"] == []


@pytest.mark.parametrize("step", range(1, 6))
def test_a_load_that_was_stopped_is_said_once_more(
    saved: Computers, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Stopped when a file is to take its name: copy, ledger, plan and student, in this order."""
    real, count = Path.replace, 0

    def replace(old: Path, new: Path) -> Path:
        nonlocal count
        count += 1
        if count == step:
            raise KeyboardInterrupt
        return real(old, new)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        run("backup", "load", str(saved.stick))
    saved.load()

    assert synced()["targets"][0]["writes"] == []


@pytest.mark.usefixtures("phone")
def test_a_full_disk_destroys_nothing_of_what_is_replaced(
    saved: Computers, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = saved.at("new")
    saved.load()
    run("done", "two")
    before = {name: (new / name).read_bytes() for name in ("plan.yaml", "student.yaml")}
    saved.pack(**{f"own/{name}": text + b"# of the backup\n" for name, text in before.items()})

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert "no space left" in saved.load("--replace", exit_code=5)

    assert {name: (new / name).read_bytes() for name in before} == before
    with Ledger.open(new / "state/roadmap-sync", "0123abc", read_only=True) as ledger:
        assert [state.done for state in ledger.states().values()] == [True]


def test_it_may_go_to_another_place(saved: Computers) -> None:
    new = saved.at("new")

    saved.load("--student", "here/ana.yaml", "--state", "mine")

    assert {"here/ana.yaml", "here/plan.yaml", f"mine/{LEDGER}"} < everything(new)
    result = run("sync", "--student", "here/ana.yaml", "--state", "mine")
    assert "nothing to do" in result.output


def test_a_file_that_is_no_backup_is_not_written_over(computers: Computers) -> None:
    computers.stick.write_text("my thesis")

    result = run("backup", "save", str(computers.stick))

    assert result.exit_code == 1
    assert "is not a backup; choose another name" in result.output
    assert computers.stick.read_text() == "my thesis"


@pytest.mark.usefixtures("phone")
def test_it_is_whole_also_while_a_run_is_at_work(computers: Computers) -> None:
    sync()
    old = computers.at("old")
    with Ledger.open(old / "state/roadmap-sync", "0123abc"):
        computers.save()
        assert "another run" in computers.load("--replace", exit_code=5)
    computers.at("new")

    computers.load()
    assert synced()["targets"][0]["writes"] == []


def _raw(name: str, mode: int = stat.S_IFREG | 0o600) -> Callable[[Computers], None]:
    def change(computers: Computers) -> None:
        files = archive.unpack(computers.stick.read_bytes())
        whole = io.BytesIO(computers.stick.read_bytes())
        with zipfile.ZipFile(whole, "a") as file:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            file.writestr(info, files["own/plan.yaml"])
        computers.stick.write_bytes(whole.getvalue())

    return change


def _bomb(computers: Computers) -> None:
    whole = io.BytesIO(computers.stick.read_bytes())
    with zipfile.ZipFile(whole, "a", zipfile.ZIP_DEFLATED) as file:
        for number in range(6):
            file.writestr(f"own/{number}", bytes(20_000_000))
    computers.stick.write_bytes(whole.getvalue())


def _cut(computers: Computers) -> None:
    computers.stick.write_bytes(computers.stick.read_bytes()[:-100])


def _flipped(computers: Computers) -> None:
    data = bytearray(computers.stick.read_bytes())
    data[len(data) // 2] ^= 0x55
    computers.stick.write_bytes(bytes(data))


def _about(**changes: object) -> Callable[[Computers], None]:
    def change(computers: Computers) -> None:
        about = json.loads(archive.unpack(computers.stick.read_bytes())["about.json"])
        computers.pack(**{"about.json": json.dumps({**about, **changes}).encode()})

    return change


def _ledger(words: str) -> Callable[[Computers], None]:
    def change(computers: Computers) -> None:
        data = archive.unpack(computers.stick.read_bytes())["ledger.sqlite"]
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
            database.deserialize(data)
            database.execute(words)
            computers.pack(**{"ledger.sqlite": database.serialize()})

    return change


def _without(name: str) -> Callable[[Computers], None]:
    return lambda computers: computers.pack(**{name: None})


def _with(name: str, text: bytes) -> Callable[[Computers], None]:
    return lambda computers: computers.pack(**{name: text})


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        pytest.param(_raw("../evil.yaml"), 1, "leads out", id="a folder up"),
        pytest.param(_raw("own/../../evil.yaml"), 1, "leads out", id="two folders up"),
        pytest.param(_raw("/tmp/evil.yaml"), 1, "leads out", id="from the root"),  # noqa: S108
        pytest.param(_raw("own//tmp/evil.yaml"), 1, "leads out", id="from the root, hidden"),
        pytest.param(_raw("own/./evil.yaml"), 1, "leads out", id="a name written oddly"),
        pytest.param(_raw("own\\..\\evil.yaml"), 1, "leads out", id="Windows"),
        pytest.param(_raw("C:evil.yaml"), 1, "leads out", id="a drive"),
        pytest.param(_raw("own/x", stat.S_IFLNK | 0o777), 1, "no file", id="a link"),
        pytest.param(_raw("own/x/"), 1, "no file", id="a folder"),
        pytest.param(_raw("own/PLAN.yaml"), 1, "twice", id="the same name on a Mac"),
        pytest.param(_bomb, 1, "unpacks to more", id="a bomb"),
        pytest.param(_cut, 1, "not a backup, or it is damaged", id="cut off"),
        pytest.param(_flipped, 1, "damaged", id="a flipped byte"),
        pytest.param(_without("about.json"), 1, "not a backup", id="another zip"),
        pytest.param(_with("about.json", b"[]"), 1, "not a backup", id="nonsense"),
        pytest.param(_without("own/student.yaml"), 1, "no student file", id="no student"),
        pytest.param(_about(student="about.json"), 1, "no student file", id="a wrong student"),
        pytest.param(_about(owner="../../evil"), 1, "not a backup", id="an owner that is a path"),
        pytest.param(_about(format=2, program="9.1"), 1, "by roadmap-sync 9.1", id="newer"),
        pytest.param(_ledger("PRAGMA user_version = 99"), 5, "by a newer", id="newer ledger"),
        pytest.param(_ledger("DROP TABLE about"), 1, "is damaged", id="half a ledger"),
        pytest.param(_with("ledger.sqlite", b"SQLite"), 1, "is damaged", id="no ledger"),
        pytest.param(_with("ledger.sqlite", b""), 1, "is damaged", id="an empty ledger"),
        pytest.param(_about(owner="ffffffffff"), 5, "another student's", id="somebody else's"),
    ],
)  # fmt: skip
def test_a_wrong_or_hostile_backup_changes_nothing(
    saved: Computers, change: Callable[[Computers], None], code: int, words: str
) -> None:
    change(saved)
    new = saved.at("new")

    assert words in saved.load("--replace", exit_code=code)

    assert everything(new) == set()
    assert everything(saved.folder) & {"evil.yaml", "old/evil.yaml"} == set()
    assert not Path("/tmp/evil.yaml").exists()  # noqa: S108 - it must not be there


def test_wherever_a_byte_is_flipped_it_is_told_in_words() -> None:
    whole = archive.pack({"about.json": b'{"a": 1}' * 50, "own/student.yaml": bytes(range(256))})
    told = 0

    for place in range(len(whole)):
        try:
            archive.unpack(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        except BackupError:
            told += 1

    assert told > len(whole) // 2


def test_a_backup_that_is_not_there(computers: Computers) -> None:
    assert "there is no file" in computers.load(exit_code=1)
