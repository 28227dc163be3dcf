"""Ledgers of other versions: older ones are brought up to date, newer ones are left alone."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from roadmap_sync.content import Content, Marker, Seen, owner_of
from roadmap_sync.errors import LedgerError
from roadmap_sync.sync import ledger_schema
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.ledger_copy import Files
from roadmap_sync.sync.memory import Account, Life, Memory, State
from tests.unit.sync.remembered import STUDENT, memory

#: A ledger as version 1 wrote it. Never edit it: such files are out there.
VERSION_1 = """
PRAGMA application_id = 1380799321;
PRAGMA user_version = 1;
CREATE TABLE about (name TEXT PRIMARY KEY, value NOT NULL);
CREATE TABLE account (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE memory (target TEXT, uid TEXT, value TEXT NOT NULL, PRIMARY KEY (target, uid));
CREATE TABLE state (uid TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO about VALUES ('owner', '1a43a8da8c'), ('edition', 3);
INSERT INTO account VALUES ('phone', '{"identity":"https://dav.example.org/ana/","cursor":"c9",
  "applied":"00ff","last_run":"2027-03-04T03:00:00+00:00","outcome":"2 written"}');
INSERT INTO memory VALUES ('phone', 'u1', '{"item":"ms1/coffee@surgery","life":"there",
  "ref":"/ana/u1.ics","tag":"\\"7\\"","planned":{"title":"0123456789"},"echoed":{"title":"Coffee",
  "place":""},"seen":{"content":{"component":"event","title":"Coffee",
  "start":"2027-11-07T01:30:00-06:00[America/Chicago]","end":"2027-11-07T02:30:00-06:00",
  "notes":"\\ud83c\\udf93","categories":["ms1"],"alarm":"-1800.0","busy":true},"cancelled":true,
  "added":["ATTENDEE"],"marker":{"item":"ms1/coffee","owner":"1a43a8da8c",
  "said":{"title":"0123456789"}}},"official":"2027-11-01/2027-11-02"}');
INSERT INTO memory VALUES ('phone', 'u2', '{"item":"ms1/letter","life":"deleted"}');
INSERT INTO state VALUES ('u1', '{"moved":["2027-11-07","2027-11-08"],"against":"abcdefabcd",
  "by":"phone","at":"2027-03-04T03:00:00+00:00"}');
INSERT INTO state VALUES ('u2', '{"skipped":true}');
"""


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path, owner_of(STUDENT))


def build(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(script)


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        [version] = database.execute("PRAGMA user_version").fetchone()
        return int(version)


def test_what_version_1_wrote_is_read(files: Files) -> None:
    build(files.main, VERSION_1)
    chicago = ZoneInfo("America/Chicago")
    ran = datetime(2027, 3, 4, 3, tzinfo=UTC)

    with Ledger.open(files.folder, STUDENT) as ledger:
        assert not ledger.restored
        assert ledger.accounts() == [
            Account(
                name="phone",
                identity="https://dav.example.org/ana/",
                cursor="c9",
                applied="00ff",
                last_run=ran,
                outcome="2 written",
            )
        ]
        assert ledger.states() == {
            "u1": State(
                moved=(date(2027, 11, 7), date(2027, 11, 8)),
                against="abcdefabcd",
                by="phone",
                at=ran,
            ),
            "u2": State(skipped=True),
        }
        said = {"title": "0123456789"}
        content = Content(
            component="event",
            title="Coffee",
            start=datetime(2027, 11, 7, 1, 30, fold=1, tzinfo=chicago),
            end=datetime(2027, 11, 7, 8, 30, tzinfo=UTC),
            notes="\N{GRADUATION CAP}",
            categories=("ms1",),
            alarm=timedelta(minutes=-30),
            busy=True,
        )
        found = ledger.memories("phone")
        assert found == {
            "u1": Memory(
                uid="u1",
                item="ms1/coffee@surgery",
                life=Life.THERE,
                ref="/ana/u1.ics",
                tag='"7"',
                planned=said,
                echoed={"title": "Coffee", "place": ""},
                seen=Seen(
                    content=content,
                    cancelled=True,
                    added=("ATTENDEE",),
                    marker=Marker(item="ms1/coffee", owner="1a43a8da8c", said=said),
                ),
                official="2027-11-01/2027-11-02",
            ),
            "u2": Memory(uid="u2", item="ms1/letter", life=Life.DELETED),
        }


def _add_a_column(database: sqlite3.Connection) -> None:
    database.execute("ALTER TABLE account ADD COLUMN mood TEXT")


def _rename_in_values(database: sqlite3.Connection) -> None:
    rows = database.execute("SELECT rowid, value FROM account").fetchall()
    for row, value in rows:
        renamed = value.replace('"outcome"', '"ending"')
        database.execute("UPDATE account SET value = ? WHERE rowid = ?", (renamed, row))


def _fail(_: sqlite3.Connection) -> None:
    raise sqlite3.OperationalError("a mistake")


@pytest.mark.parametrize("read_only", [True, False])
def test_an_older_ledger_is_brought_up_to_date_step_by_step(
    files: Files, monkeypatch: pytest.MonkeyPatch, *, read_only: bool
) -> None:
    build(files.main, VERSION_1)
    monkeypatch.setattr(
        ledger_schema,
        "MIGRATIONS",
        (*ledger_schema.MIGRATIONS, _add_a_column, _rename_in_values),
    )

    with Ledger.open(files.folder, STUDENT, read_only=read_only) as ledger:
        found = ledger._database.execute("SELECT mood, value FROM account").fetchall()
        assert [(mood, '"ending"' in value) for mood, value in found] == [(None, True)]
        assert set(ledger.memories("phone")) == {"u1", "u2"}

    assert version_of(files.main) == (1 if read_only else 3)


def test_an_older_copy_is_brought_up_to_date_too(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(files.copy, VERSION_1)
    monkeypatch.setattr(ledger_schema, "MIGRATIONS", (*ledger_schema.MIGRATIONS, _rename_in_values))

    with Ledger.open(files.folder, STUDENT) as ledger:
        assert ledger.restored
        assert set(ledger.memories("phone")) == {"u1", "u2"}
    assert version_of(files.main) == 2


def test_a_step_that_fails_leaves_the_older_ledger_as_it_was(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(files.main, VERSION_1)
    with monkeypatch.context() as patch:
        steps = (*ledger_schema.MIGRATIONS, _add_a_column, _rename_in_values, _fail)
        patch.setattr(ledger_schema, "MIGRATIONS", steps)
        with pytest.raises(LedgerError, match="a mistake"):
            Ledger.open(files.folder, STUDENT)

    assert version_of(files.main) == 1
    with Ledger.open(files.folder, STUDENT) as ledger:
        [account] = ledger.accounts()
        assert account.outcome == "2 written"
        ledger.save_account(account)


@pytest.mark.parametrize("read_only", [True, False])
def test_a_newer_ledger_is_refused_and_left_alone(files: Files, *, read_only: bool) -> None:
    with Ledger.open(files.folder, STUDENT) as ledger:
        ledger.record("phone", memory("a"))
    build(files.main, "PRAGMA user_version = 99")
    before = files.main.read_bytes(), files.copy.read_bytes()

    with pytest.raises(LedgerError, match="made by a newer roadmap-sync") as caught:
        Ledger.open(files.folder, STUDENT, read_only=read_only)

    assert caught.value.exit_code == 5
    assert (files.main.read_bytes(), files.copy.read_bytes()) == before
    assert not list(files.folder.glob("*damaged*"))


def test_a_newer_copy_of_a_damaged_ledger_is_refused_and_left_alone(files: Files) -> None:
    build(files.copy, VERSION_1)
    build(files.copy, "PRAGMA user_version = 99")
    files.main.write_bytes(b"damaged")
    before = files.copy.read_bytes()

    with pytest.raises(LedgerError, match="made by a newer roadmap-sync"):
        Ledger.open(files.folder, STUDENT)

    assert (files.main.read_bytes(), files.copy.read_bytes()) == (b"damaged", before)


def test_an_empty_file_with_our_mark_is_no_ledger(files: Files) -> None:
    build(files.main, "PRAGMA application_id = 1380799321")

    with Ledger.open(files.folder, STUDENT) as ledger:
        assert ledger.rebuilt
        assert ledger.accounts() == []
