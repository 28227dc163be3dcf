"""Trying a target: which step works, which does not, and what to do then."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from msgspec import Struct

from roadmap_sync import chance, clock
from roadmap_sync.content import NOBODY, Content, Marker, digest, texts
from roadmap_sync.errors import (
    DecisionError,
    RoadmapError,
    SettingsError,
    SignInError,
    TargetError,
    UnreachableError,
)
from roadmap_sync.targets.base import Outcome, Pull, Result, Target, Write
from roadmap_sync.targets.opening import TargetSettings, open_target

#: The steps of looking at a calendar, in their order.
STEPS = ("settings", "connect", "sign in", "find", "read")
#: Those that a file knows nothing of.
_ONLINE = ("connect", "sign in")
_SIGN_IN = (
    "look at 'username:' and the password; many servers want a password made for this program, an "
    "app password, instead of your own"
)
_GOOGLE = "the README explains each click, under 'Google Calendar'"
#: The step at which each error stops, and what to do then.
_FAILS: tuple[tuple[type[RoadmapError], str, str], ...] = (
    (SettingsError, "settings", "correct it under 'targets:' in your student file, then try again"),
    (UnreachableError, "connect", "look at 'url:' and at your network, then try again"),
    (SignInError, "sign in", _SIGN_IN),
    (DecisionError, "find", "look at 'calendar:' and 'url:'"),
    (TargetError, "read", "look at the rights you have on this calendar"),
)


class Step(Struct, frozen=True):
    """How one step went.

    Attributes:
        error: What stopped it, or None.
        words: What was found, or what is wrong.
        advice: What to do; empty if it worked.
    """

    name: str
    words: str
    error: RoadmapError | None = None
    advice: str = ""


def attempt(settings: TargetSettings, *, write: bool) -> list[Step]:
    """Try a target as far as it goes.

    Args:
        settings: Which one.
        write: Make an item there, too, and take it off again?
    """
    try:
        target = open_target(settings)
    except SettingsError as error:
        return _stopped(error, settings.kind)
    try:
        pull = target.pull("", {})
        steps = [*_worked(STEPS[:3], settings.kind), *_seen(pull, write=write)]
        return [*steps, *_written(target)] if write else steps
    except RoadmapError as error:
        return _stopped(error, settings.kind)
    finally:
        target.close()


def exit_code(steps: Sequence[Step]) -> int:
    """Return the exit code of the step that failed, or 0."""
    return next((one.error.exit_code for one in steps if one.error is not None), 0)


def _worked(names: Sequence[str], kind: str) -> list[Step]:
    return [Step(name, "ok") for name in names if kind != "file" or name not in _ONLINE]


def _stopped(error: RoadmapError, target: str) -> list[Step]:
    for kind, name, usual in _FAILS:
        if isinstance(error, kind):
            advice = _GOOGLE if target == "google" and kind is not UnreachableError else usual
            before = _worked(STEPS[: STEPS.index(name)], target)
            return [*before, Step(name, str(error), error, advice)]
    raise error


def _seen(pull: Pull, *, write: bool) -> Iterator[Step]:
    if pull.absent:
        who = "it is made now" if write else "the first sync makes it"
        yield Step("find", f"not there yet; {who}")
        return
    yield Step("find", "ok")
    total = "" if pull.total is None else f"{pull.total} in the calendar, "
    yield Step("read", f"ok: {total}{len(pull.changed)} of them made by this program")


def _written(target: Target) -> Iterator[Step]:
    """Make an item, take it off again, and yield how that went."""
    probe = _probe()
    made = _push(target, probe)
    if made.result is not Result.DONE:
        yield _refused("create", made, "look at the rights you have on this calendar")
        return
    yield Step("create", "ok")
    stored = {one.uid: one for one in target.pull("", {}).changed}.get(probe.uid)
    if stored is None:
        made = Outcome(write=probe, result=Result.MISSING, reason="it was not there afterwards")
        yield _refused("create", made, "look for an item called " + _TITLE)
        return
    gone = _push(target, Write(verb="delete", uid=stored.uid, ref=stored.ref, tag=stored.tag))
    if gone.result is Result.DONE:
        yield Step("delete", "ok: it was taken off again")
    else:
        yield _refused("delete", gone, f"delete the item called {_TITLE} yourself")


_TITLE = "roadmap-sync: a test, please delete"


def _probe() -> Write:
    """Return the making of an item that belongs to no student, so that no sync touches it."""
    day = clock.now().date()
    content = Content(component="event", title=_TITLE, start=day, end=day + timedelta(days=1))
    said = {field: digest(text) for field, text in texts(content).items()}
    marker = Marker(item="roadmap-sync/test", owner=NOBODY, said=said)
    return Write(verb="create", uid=chance.token(16), content=content, marker=marker)


def _push(target: Target, write: Write) -> Outcome:
    [outcome] = target.push([write], lambda: False)
    return outcome


def _refused(name: str, outcome: Outcome, advice: str) -> Step:
    words = f"{outcome.result}: {outcome.reason}"
    return Step(name, words, TargetError(words), advice)
