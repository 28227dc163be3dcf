"""Whatever ends a run at whatever moment, what was recorded before is there afterwards."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace as edited

from roadmap_sync.content import owner_of
from roadmap_sync.sync.ledger import Ledger
from roadmap_sync.sync.ledger_copy import Files, Health, health
from roadmap_sync.sync.memory import Account, Life, Memory, State
from tests.unit.sync import remembered
from tests.unit.sync.remembered import ROOT, STUDENT, memory

TARGETS = ("phone", "feed")


@dataclass(frozen=True)
class Known:
    """What a ledger should hold."""

    accounts: dict[str, Account] = field(default_factory=dict)
    memories: dict[tuple[str, str], Memory] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)

    @classmethod
    def of(cls, ledger: Ledger) -> "Known":
        return cls(
            {account.name: account for account in ledger.accounts()},
            {
                (target, uid): memory
                for target in TARGETS
                for uid, memory in ledger.memories(target).items()
            },
            ledger.states(),
        )

    def with_memories(self, target: str, memories: list[Memory]) -> "Known":
        more = {(target, memory.uid): memory for memory in memories}
        return replace(self.opened(target, more), memories=self.memories | more)

    def opened(self, target: str, changes: Collection[object]) -> "Known":
        """What is remembered of a target changes: it is not known to be in line any more."""
        account = self.accounts.get(target)
        if account is None or not changes:
            return self
        return replace(self, accounts=self.accounts | {target: edited(account, applied="")})

    def without(self, gone: Callable[[tuple[str, str]], bool]) -> "Known":
        kept = {key: value for key, value in self.memories.items() if not gone(key)}
        return replace(self, memories=kept)

    def with_states(self, states: dict[str, State]) -> "Known":
        kept = {uid: state for uid, state in (self.states | states).items() if state != State()}
        return replace(self, states=kept)


def scribble(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100] + b"\xa5" * 9000)


class Crashes(RuleBasedStateMachine):
    """An engine that works, and a world that pulls plugs, copies folders and damages files."""

    @initialize()
    def begin(self) -> None:
        self.root = Path(tempfile.mkdtemp())
        self.number = 0
        self.ledger = Ledger.open(self.folder, STUDENT)
        #: The last is true; a power cut may go back as far as the first.
        self.history = [Known()]
        #: As many bytes of the log have reached the disk for certain.
        self.synced = 0

    @property
    def folder(self) -> Path:
        return self.root / str(self.number)

    @property
    def files(self) -> Files:
        return Files(self.folder, owner_of(STUDENT))

    @property
    def log(self) -> Path:
        return self.files.main.with_name(self.files.main.name + "-wal")

    @property
    def known(self) -> Known:
        return self.history[-1]

    def note(self, known: Known) -> None:
        self.history.append(known)

    @rule(where=remembered.targets, memories=st.lists(remembered.memories, max_size=4))
    def intend(self, where: str, memories: list[Memory]) -> None:
        self.ledger.intend(where, iter(memories))
        self.history = [self.known.with_memories(where, memories)]
        self.synced = self.log.stat().st_size

    @rule(where=remembered.targets, memory=remembered.memories)
    def record(self, where: str, memory: Memory) -> None:
        self.ledger.record(where, memory)
        self.note(self.known.with_memories(where, [memory]))

    @rule(where=remembered.targets, memories=st.lists(remembered.memories, max_size=4))
    def record_all(self, where: str, memories: list[Memory]) -> None:
        self.ledger.record_all(where, iter(memories))
        self.note(self.known.with_memories(where, memories))

    @rule(where=remembered.targets, uids=st.sets(remembered.uids))
    def forget(self, where: str, uids: set[str]) -> None:
        self.ledger.forget(where, uids)
        known = self.known.opened(where, uids)
        self.note(known.without(lambda key: key[0] == where and key[1] in uids))

    @rule(where=remembered.targets)
    def forget_target(self, where: str) -> None:
        self.ledger.forget_target(where)
        kept = {name: acc for name, acc in self.known.accounts.items() if name != where}
        known = self.known.without(lambda key: key[0] == where)
        self.note(replace(known, accounts=kept))

    @rule(account=remembered.accounts)
    def save_account(self, account: Account) -> None:
        self.ledger.save_account(account)
        accounts = self.known.accounts | {account.name: account}
        self.note(replace(self.known, accounts=accounts))

    @rule(
        states=st.dictionaries(
            remembered.uids, st.just(State()) | remembered.states, min_size=1, max_size=3
        )
    )
    def learn(self, states: dict[str, State]) -> None:
        self.ledger.learn(states)
        self.note(self.known.with_states(states))

    @rule()
    def next_run(self) -> None:
        self.ledger.close()
        self.reopen(restored=False)

    @rule(shared=st.booleans())
    def killed(self, *, shared: bool) -> None:
        """The program ends at once; what it gave to the system is there."""
        self.move(endings=("", "-wal", "-shm") if shared else ("", "-wal"))
        self.reopen(restored=False)

    @precondition(lambda self: self.log.exists() and self.log.stat().st_size > self.synced)
    @rule(data=st.data())
    def power_cut(self, data: st.DataObject) -> None:
        """What was not synced is lost from some point on."""
        kept = data.draw(st.integers(self.synced, self.log.stat().st_size))
        self.move(endings=("", "-wal"))
        with self.log.open("r+b") as file:
            file.truncate(kept)
        self.ledger = Ledger.open(self.folder, STUDENT)
        assert not self.ledger.restored
        found = Known.of(self.ledger)
        assert found in self.history
        self.history = [found]
        # What is left of the log is looked at from its beginning again.
        self.synced = kept

    @rule(harm=st.sampled_from([scribble, Path.unlink]))
    def main_is_lost(self, harm: Callable[[Path], None]) -> None:
        self.ledger.close()
        harm(self.files.main)
        self.reopen(restored=True)

    @rule(harm=st.sampled_from([scribble, Path.unlink]))
    def copy_is_lost(self, harm: Callable[[Path], None]) -> None:
        self.ledger.close()
        harm(self.files.copy)
        self.reopen(restored=False)

    @rule()
    def all_is_lost(self) -> None:
        self.ledger.close()
        scribble(self.files.main)
        scribble(self.files.copy)
        self.ledger = Ledger.open(self.folder, STUDENT)
        assert self.ledger.rebuilt
        self.history, self.synced = [Known()], 0

    def move(self, endings: tuple[str, ...]) -> None:
        """Go on in another folder with the files as they are at this moment."""
        old = self.files
        self.number += 1
        self.folder.mkdir()
        for path in (old.copy, *(old.main.with_name(old.main.name + end) for end in endings)):
            if path.exists():
                shutil.copy(path, self.folder / path.name)
        self.ledger.close()

    def reopen(self, *, restored: bool) -> None:
        self.ledger = Ledger.open(self.folder, STUDENT)
        assert self.ledger.restored == restored
        assert not self.ledger.rebuilt
        self.history = [self.known]
        self.synced = self.log.stat().st_size if self.log.exists() else 0

    @invariant()
    def it_holds_what_was_recorded(self) -> None:
        assert Known.of(self.ledger) == self.known
        with Ledger.open(self.folder, STUDENT, read_only=True) as reader:
            assert Known.of(reader) == self.known
            assert not reader.restored

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            self.ledger.close()
            shutil.rmtree(self.root)


TestCrashes = Crashes.TestCase
TestCrashes.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def step(number: int) -> tuple[str, list[Memory], dict[str, State]]:
    """The k-th thing that the child does, the same in every process."""
    uid = f"u{number % 40:02}"
    if number % 5 == 0:
        intended = [memory(f"u{n % 40:02}", Life.INTENDED) for n in range(number, number + 5)]
        return "intend", intended, {}
    if number % 7 == 0:
        return "learn", [], {uid: State(done=number % 2 == 0)}
    return "record", [memory(uid, notes=f"{number} " * 300)], {}


def do(ledger: Ledger, number: int) -> None:
    verb, memories, states = step(number)
    if verb == "intend":
        ledger.intend("phone", memories)
    elif verb == "learn":
        ledger.learn(states)
    else:
        ledger.record("phone", memories[0])


def after(number: int) -> Known:
    known = Known()
    for n in range(number):
        _, memories, states = step(n)
        known = known.with_memories("phone", memories).with_states(states)
    return known


CHILD = """
import sys
from pathlib import Path
from roadmap_sync.sync.ledger import Ledger
from tests.unit.sync.remembered import STUDENT
from tests.unit.sync.test_ledger_crashes import do

number = int(sys.argv[2])
print("ready", flush=True)
while True:
    with Ledger.open(Path(sys.argv[1]), STUDENT) as ledger:
        for _ in range(8):
            do(ledger, number)
            number += 1
            print(number, flush=True)
"""


#: Seconds of a wait in which something is said.
_LONG = 0.05


@pytest.mark.parametrize("waits", [(0.0, 0.002, 0.02), (0.011, 0.1, 0.05)])
def test_killed_again_and_again_it_knows_what_it_had_said(
    tmp_path: Path, waits: tuple[float, ...]
) -> None:
    number = 0
    for wait in waits:
        command = [sys.executable, "-c", CHILD, str(tmp_path), str(number)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            # A long wait begins with the first thing that was said, however busy the machine is.
            first = [process.stdout.readline()] if wait >= _LONG else []
            time.sleep(wait)
            process.kill()
            said = [int(line) for line in (*first, *process.stdout) if line.endswith("\n")]
        number = said[-1] if said else number

        with Ledger.open(tmp_path, STUDENT) as ledger:
            found = Known.of(ledger)
            assert not ledger.rebuilt
            # Killed after the commit and before the word: one more is there.
            assert found in (after(number), after(number + 1))
            if found != after(number):
                number += 1
    if max(waits) >= _LONG:
        assert number > 0


HALF_WAY = """
import os, signal, sqlite3, sys

database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("PRAGMA journal_mode = DELETE")
database.execute("PRAGMA cache_size = 1")
database.execute("BEGIN IMMEDIATE")
database.execute("UPDATE memory SET value = 'half of a change'")
print("half", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="kills with a signal")
@pytest.mark.parametrize("then", ["read", "looked at", "written"])
def test_a_change_that_was_cut_off_where_no_log_is_kept_is_undone(
    tmp_path: Path, then: str
) -> None:
    """As on network disks, and in the first moments of a ledger."""
    with Ledger.open(tmp_path, STUDENT) as ledger:
        ledger.record_all("phone", [memory(f"u{number:02}") for number in range(40)])
        before = Known.of(ledger)
    files = Files(tmp_path, owner_of(STUDENT))
    journal = files.main.with_name(f"{files.main.name}-journal")
    command = [sys.executable, "-c", HALF_WAY, str(files.main)]
    assert subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout == b"half\n"
    assert journal.exists()
    assert b"half of a change" in files.main.read_bytes()

    if then == "looked at":
        assert health(files) == (Health.WHOLE, Health.WHOLE)
    with Ledger.open(tmp_path, STUDENT, read_only=then == "read") as ledger:
        assert Known.of(ledger) == before
        assert not ledger.restored
    assert not journal.exists()
