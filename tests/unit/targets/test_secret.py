"""Asking for passwords; whatever goes wrong, nothing of the answer is in the words."""

import sys
import types

import pytest

from roadmap_sync.errors import SettingsError
from roadmap_sync.targets import secret
from roadmap_sync.targets.secret import Secret, ask, words_of

PLANTED = "hunter2-Geheim"


def command(code: str) -> Secret:
    return Secret("command", (sys.executable, "-c", code))


def refused(one: Secret) -> str:
    with pytest.raises(SettingsError) as caught:
        ask(one, "phone")
    words = str(caught.value)
    assert words.startswith("phone: ")
    assert PLANTED not in words
    assert caught.value.__cause__ is None
    return words


@pytest.mark.parametrize(
    "answer", [PLANTED, f"{PLANTED}\\n", f"{PLANTED}\\r\\nuser: ana\\nurl: x\\n"]
)
def test_the_first_line_of_an_answer_is_the_password(answer: str) -> None:
    assert ask(command(f"import sys; sys.stdout.buffer.write(b'{answer}')"), "phone") == PLANTED


def test_blanks_belong_to_a_password() -> None:
    assert ask(command("print(' a b ')"), "phone") == " a b "


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (f"print('{PLANTED}'); raise SystemExit(3)", "failed with code 3"),
        (f"import sys; print('{PLANTED}', file=sys.stderr); raise SystemExit(1)", "code 1"),
        ("pass", "answered nothing"),
        (f"print(); print('{PLANTED}')", "answered nothing"),
        ("import sys; sys.stdout.buffer.write(b'\\xff\\xfe')", "is no text"),
        (f"while True: print('{PLANTED}')", "answered too much"),
    ],
)
def test_a_command_that_fails(code: str, words: str) -> None:
    assert words in refused(command(code))


def test_the_words_of_a_command_are_not_repeated() -> None:
    one = Secret("command", (sys.executable, "-c", "raise SystemExit(1)", PLANTED))

    assert f"'{sys.executable}' failed" in refused(one)


def test_a_command_that_is_not_there() -> None:
    assert "could not be started: No such file" in refused(
        Secret("command", ("/nowhere/pass", PLANTED))
    )
    assert "could not be started: it cannot be run" in refused(Secret("command", ("a\0b", PLANTED)))


def test_a_command_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret, "PATIENCE", 0.3)

    assert "did not answer in 0.3 seconds" in refused(command("import time; time.sleep(60)"))
    closed = "import os, time; os.write(1, b'x'); os.close(1); time.sleep(60)"
    assert "did not end in 0.3 seconds" in refused(command(closed))


def test_a_command_gets_no_input() -> None:
    assert "answered nothing" in refused(command("import sys; print(sys.stdin.read())"))


def test_no_shell_is_asked() -> None:
    words = words_of(f"echo '{PLANTED}; two words' $HOME")

    assert words == ("echo", f"{PLANTED}; two words", "$HOME")
    assert ask(Secret("command", words), "phone") == f"{PLANTED}; two words $HOME"


def test_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAV", PLANTED)
    assert ask(Secret("env", ("DAV",)), "phone") == PLANTED

    monkeypatch.setenv("DAV", "")
    assert "no 'DAV'" in refused(Secret("env", ("DAV",)))
    monkeypatch.delenv("DAV")
    assert "programs like cron" in refused(Secret("env", ("DAV",)))


class _Keyring(types.ModuleType):
    """The keyring library's two names that we use."""

    class errors:  # noqa: N801 - the library's
        class KeyringError(Exception):
            pass

    answer: "str | Exception | None" = None

    def get_password(self, service: str, username: str) -> str | None:
        assert (service, username) == ("dav", "ana")
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_a_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    library = _Keyring("keyring")
    monkeypatch.setitem(sys.modules, "keyring", library)
    one = Secret("keyring", ("dav",), "ana")

    library.answer = PLANTED
    assert ask(one, "phone") == PLANTED
    library.answer = None
    assert "keyring set dav ana" in refused(one)
    library.answer = _Keyring.errors.KeyringError(PLANTED)
    assert "is the keyring unlocked?" in refused(one)


def test_a_keyring_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)

    assert f"{sys.executable} -m pip install keyring" in refused(Secret("keyring", ("dav",), "ana"))
