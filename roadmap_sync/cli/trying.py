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
from roadmap_sync.targets.file_settings import FileSettings
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
_SETTINGS = "correct it under 'targets:' in your student file, then try again"
_RIGHTS = "look at the rights you have on this calendar"
#: The step at which each error stops.
_FAILS: tuple[tuple[type[RoadmapError], str], ...] = (
    (SettingsError, "settings"),
    (UnreachableError, "connect"),
    (SignInError, "sign in"),
    (DecisionError, "find"),
    (TargetError, "read"),
)
#: What to do where a step fails, by kind.
_ADVICE = {
    "caldav": {
        "settings": _SETTINGS,
        "connect": "look at 'url:' and at your network, then try again",
        "sign in": _SIGN_IN,
        "find": "look at 'calendar:' and 'url:'",
        "read": _RIGHTS,
        "create": _RIGHTS,
    },
    "file": {
        "find": "make that folder or plug in its disk, or correct 'path:' in your student file",
        "read": "look at that file and at who may read it, or give another 'path:'",
        "create": "look at who may write that file and into its folder, or give another 'path:'",
    },
    "google": {
        "settings": _GOOGLE,
        "connect": "look at your network, then try again",
        "sign in": _GOOGLE,
        "find": _GOOGLE,
        "read": _GOOGLE,
        "create": _GOOGLE,
    },
}


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
        return _stopped(error, settings)
    try:
        pull = target.pull("", {})
        steps = [*_worked(STEPS[:3], settings.kind), *_seen(pull, write=write)]
        return [*steps, *_written(target, settings)] if write else steps
    except RoadmapError as error:
        return _stopped(error, settings)
    finally:
        target.close()


def exit_code(steps: Sequence[Step]) -> int:
    """Return the exit code of the step that failed, or 0."""
    return next((one.error.exit_code for one in steps if one.error is not None), 0)


def _worked(names: Sequence[str], kind: str) -> list[Step]:
    return [Step(name, "ok") for name in names if kind != "file" or name not in _ONLINE]


def _stopped(error: RoadmapError, settings: TargetSettings) -> list[Step]:
    name = _step_of(error, settings)
    before = _worked(STEPS[: STEPS.index(name)], settings.kind)
    return [*before, Step(name, str(error), error, _ADVICE[settings.kind][name])]


def _step_of(error: RoadmapError, settings: TargetSettings) -> str:
    """Return the step at which an error stops a look; raises it if it is of no such kind."""
    own = settings.own
    if isinstance(own, FileSettings):
        return "read" if own.path.parent.exists() else "find"
    for kind, name in _FAILS:
        if isinstance(error, kind):
            return name
    raise error


def _seen(pull: Pull, *, write: bool) -> Iterator[Step]:
    if pull.absent:
        who = "it is made now" if write else "the first sync makes it"
        yield Step("find", f"not there yet; {who}")
        return
    yield Step("find", "ok")
    total = "" if pull.total is None else f"{pull.total} in the calendar, "
    yield Step("read", f"ok: {total}{len(pull.changed)} of them made by this program")


def _written(target: Target, settings: TargetSettings) -> Iterator[Step]:
    """Make an item, take it off again, and yield how that went."""
    probe, advice = _probe(), _ADVICE[settings.kind]
    try:
        made = _push(target, probe)
    except RoadmapError as error:
        step = _step_of(error, settings)
        yield Step("create", str(error), error, advice["create" if step == "read" else step])
        return
    if made.result is not Result.DONE:
        yield _refused("create", made, advice["create"])
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
