"""The student file's ``targets:`` → settings; every finding at its place, and no secret shown.

A password never stands in the file. If somebody wrote one there, the finding says what to write
instead, and the line is shown without it.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast

from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.errors import SettingsError
from roadmap_sync.plan.fields import Fields
from roadmap_sync.plan.nodes import Mapping, Node, Scalar, Sequence, is_null
from roadmap_sync.plan.wording import line
from roadmap_sync.problems import Mark, Problem, Problems, Source, did_you_mean, one_of
from roadmap_sync.targets.caldav_settings import CalDavSettings
from roadmap_sync.targets.file_settings import FileSettings
from roadmap_sync.targets.google_settings import GoogleSettings
from roadmap_sync.targets.opening import TargetSettings
from roadmap_sync.targets.secret import Secret, words_of

Tasks = Literal["events", "todos"]
_WAYS = ("command", "env", "keyring")
_FORMS = "write {command: pass show NAME}, {env: VARIABLE} or {keyring: SERVICE}"
#: The most connections to one server that we are asked to open.
_MOST = 32
#: Seconds.
_LONGEST = 600


class Usual(Struct, frozen=True, kw_only=True):
    """What holds where a target says nothing.

    Attributes:
        folder: Where the student file lies; paths start there.
        calendar: What a new calendar is called.
        zone: The student's zone, IANA name.
        tasks: What the student wants tasks to be; empty for what the kind prefers.
    """

    folder: Path
    calendar: str = ""
    zone: str = "America/New_York"
    tasks: str = ""


def read_targets(node: Node | None, usual: Usual, problems: Problems) -> tuple[TargetSettings, ...]:
    """Return the settings of all targets that can be used, in the order of the file.

    Args:
        node: What stands under ``targets:``, unread; None for nothing.
        usual: What holds where a target says nothing.
        problems: Where findings go. A target with an error is left out of the result.
    """
    if is_null(node):
        return ()
    if not isinstance(node, Mapping):
        assert node is not None
        message = "'targets' must be a list of 'name: {kind: …}' lines"
        hint = "for example 'feed: {kind: file, path: ~/roadmap.ics}'"
        problems.error("type", message, _without_lines(node.mark), hint)
        return ()
    found: dict[str, TargetSettings] = {}
    for entry in node.entries.values():
        reader = _Reader(usual)
        settings = reader.target(entry.key, entry.value)
        twin = "" if reader.problems.failed else _twin(settings, found.values())
        if settings is not None and twin:
            message = f"'{settings.name}' and '{twin}' lead to the same calendar"
            hint = "keep one of the two, or give another 'calendar:' or 'path:'"
            reader.problems.error("same-calendar", message, entry.key.mark, hint)
        problems.extend(_masked(reader.problems, reader.hidden))
        if settings is not None and not reader.problems.failed:
            found[settings.name] = settings
    return tuple(found.values())


def _twin(settings: TargetSettings | None, others: Iterable[TargetSettings]) -> str:
    """Return the name of another target on the same calendar: each item would be there twice."""
    if settings is None:
        return ""
    return next((one.name for one in others if one.identity == settings.identity), "")


class _Reader:
    """Reads one target.

    Attributes:
        problems: What was found.
        hidden: Values that may be a password, and are not shown with a finding.
    """

    def __init__(self, usual: Usual) -> None:
        self.problems = Problems()
        self.hidden: list[Scalar] = []
        self._usual = usual

    def target(self, key: Scalar, node: Node) -> TargetSettings | None:
        """Return the settings; they count only if there is no error among the problems."""
        fields = Fields(node, self.problems, f"the target '{key.text}'")
        fields.check_id(key)
        if not isinstance(node, Mapping):
            self._hide(node)
            return None
        for entry in node.entries.values():
            if entry.key.text not in _SAFE:
                self._hide(entry.value)
        kind = fields.choice("kind", tuple(_KINDS), "")
        if not kind:
            if not fields.has("kind"):
                fields.missing("kind", one_of(_KINDS))
            return None
        settings = _KINDS[kind](self, fields, key.text)
        fields.finish()
        return settings

    def file(self, fields: Fields, name: str) -> TargetSettings:
        """Return the settings of a calendar file."""
        path = line(fields, "path")
        if not path:
            fields.missing("path", "the file to write, such as 'path: ~/Public/roadmap.ics'")
        try:
            whole = self._usual.folder.absolute() / Path(path).expanduser()
        except RuntimeError:
            self.problems.error(
                "path", f"there is no home folder for '{path}'", _mark(fields, "path")
            )
            whole = self._usual.folder
        own = FileSettings(
            name=name, path=whole, calendar=self._calendar(fields), zone=self._usual.zone
        )
        tasks = self._tasks(fields, "events")
        return TargetSettings(name=name, kind="file", own=replace(own, tasks=tasks), tasks=tasks)

    def caldav(self, fields: Fields, name: str) -> TargetSettings | None:
        """Return the settings of a CalDAV server."""
        auth = fields.choice("auth", ("basic", "digest", "bearer"), "")
        key = "token" if auth == "bearer" else "password"
        username = line(fields, "username")
        secret = self._secret(fields, key, username)
        for other in {"token", "password"} - {key}:
            if fields.has(other):
                hint = "a token goes with 'auth: bearer', a password with the other kinds"
                message = f"'{other}' does not go with 'auth: {auth or 'basic'}'"
                self.problems.error("auth", message, fields.key_mark(other), hint)
        for needed in ("url", *(() if auth == "bearer" else ("username",))):
            if not fields.has(needed):
                fields.missing(needed, _NEEDED[needed])
        tasks = self._tasks(fields, "todos")
        own = self._caldav(fields, name)
        if own is None:
            return None
        own = replace(own, username=username, tasks=tasks,
                      auth=cast("Literal['', 'basic', 'digest', 'bearer']", auth))  # fmt: skip
        for warning in own.warnings:
            words = warning.removeprefix(f"{name}: ")
            self.problems.warning("open-address", words, _mark(fields, "url"))
        return TargetSettings(name=name, kind="caldav", own=own, secret=secret, tasks=tasks)

    def google(self, fields: Fields, name: str) -> TargetSettings | None:
        """Return the settings of a calendar in Google Calendar, and a list in Google Tasks."""
        calendar = self._calendar(fields)
        words = fields.text("tasks") or self._usual.tasks or "todos"
        client = fields.text("client")
        own = GoogleSettings(
            name=name,
            calendar=calendar,
            tasklist={"events": "", "todos": calendar}.get(words, words),
            zone=self._usual.zone,
            client=self._path(client or "google-client.json"),
            timeout=fields.number("timeout", 30, 1, _LONGEST),
        )
        node = fields.get("credentials")
        if not is_null(node):
            assert node is not None
            found = self._credentials(node, own)
            if found is None:
                return None
            own = found
        return TargetSettings(name=name, kind="google", own=own, tasks=own.tasks)

    def _credentials(self, node: Node, own: GoogleSettings) -> GoogleSettings | None:
        """Return settings with another way to sign in than the student's own, kept in a file."""
        hint = "write {keyring: SERVICE} or {service_account: FILE, subject: ADDRESS}"
        fields = Fields(node, self.problems, "'credentials'")
        if not isinstance(node, Mapping):
            return None
        keyring, key = fields.text("keyring"), fields.text("service_account")
        subject = fields.text("subject")
        fields.finish()
        if bool(keyring) == bool(key):
            self.problems.error("credentials", "'credentials' is one of two", node.mark, hint)
            return None
        if bool(key) != bool(subject):
            message = "a service account acts for somebody: 'subject:' is their address"
            self.problems.error("credentials", message, node.mark, hint)
            return None
        key = str(self._path(key)) if key else ""
        return replace(own, keyring=keyring, service_account=key, subject=subject)

    def _path(self, text: str) -> Path:
        """Return a path that starts where the student file lies."""
        try:
            return self._usual.folder.absolute() / Path(text).expanduser()
        except RuntimeError:  # there is no home folder
            return self._usual.folder.absolute() / text

    def _caldav(self, fields: Fields, name: str) -> CalDavSettings | None:
        plain = CalDavSettings(name=name, url="https://example.org/")
        url = fields.scalar("url", "an address")
        ca_file = fields.text("ca_file")
        values = replace(
            plain,
            calendar=self._calendar(fields),
            ca_file=str(self._usual.folder.absolute() / Path(ca_file).expanduser())
            if ca_file
            else "",
            connections=fields.integer("connections", plain.connections, 1, _MOST),
            timeout=fields.number("timeout", plain.timeout, 1, _LONGEST),
        )
        if url is None:
            return None
        try:
            return replace(values, url=url.text.strip())
        except SettingsError as error:
            self.hidden.append(url)
            words = str(error).removeprefix(f"{name}: ").replace(url.text.strip(), "this")
            self.problems.error("address", words, url.mark, _NEEDED["url"])
            return None

    def _calendar(self, fields: Fields) -> str:
        return line(fields, "calendar") or self._usual.calendar or "Roadmap"

    def _tasks(self, fields: Fields, kind: Tasks) -> Tasks:
        """Return the target's own word, else the student's for all, else what the kind prefers."""
        own = fields.choice("tasks", ("events", "todos"), "")
        return cast("Tasks", own or self._usual.tasks or kind)

    def _secret(self, fields: Fields, key: str, username: str) -> Secret | None:
        """Return where a password is asked for; one that stands in the file is an error."""
        node = fields.get(key)
        if is_null(node):
            fields.missing(key, _FORMS)
            return None
        if not isinstance(node, Mapping):
            message = f"a {key} does not stand in the file, where others may read it"
            self.problems.error("plain-password", message, fields.key_mark(key), _FORMS)
            return None
        return self._way(node, key, username)

    def _way(self, node: Mapping, key: str, username: str) -> Secret | None:
        way = next(iter(node.entries), "")
        if len(node.entries) != 1 or way not in _WAYS:
            wrong = next((word for word in node.entries if word not in _WAYS), "")
            mark = node.entries[wrong].key.mark if wrong else node.mark
            message = f"'{key}' says in one of three ways where it is asked for"
            self.problems.error("password", message, mark, did_you_mean(wrong, _WAYS) or _FORMS)
            return None
        fields = Fields(node, self.problems, f"'{key}'")
        words = fields.texts(way)
        if way == "command" and not isinstance(fields.get(way), Sequence):
            try:
                words = words_of(words[0]) if words else ()
            except ValueError:
                self.problems.error("command", "a quotation mark is not closed", _mark(fields, way))
                return None
        if not words or not words[0]:
            self.problems.error("password", f"'{way}' is empty", fields.key_mark(way), _FORMS)
            return None
        return Secret(cast("Literal['command', 'env', 'keyring']", way), words, username)

    def _hide(self, node: Node) -> None:
        """Note that a value is not shown."""
        if isinstance(node, Scalar):
            self.hidden.append(node)
        elif isinstance(node, Mapping):
            for entry in node.entries.values():
                self._hide(entry.value)
        else:
            for one in node.items:
                self._hide(one)


def _mark(fields: Fields, key: str) -> Mark | None:
    node = fields.get(key)
    return None if node is None else node.mark


def _without_lines(mark: Mark) -> Mark:
    return replace(mark, source=Source(mark.source.name))


def _masked(problems: Problems, hidden: Iterable[Scalar]) -> Iterator[Problem]:
    """Yield findings whose lines show dots in place of what is hidden."""
    hidden = list(hidden)
    sources: dict[str, Source] = {}
    for problem in problems.sorted():
        mark = problem.mark
        if mark is not None and hidden:
            name = mark.source.name
            source = sources.setdefault(name, _with_dots(mark.source, hidden))
            problem = replace(problem, mark=replace(mark, source=source))  # noqa: PLW2901
        yield problem


def _with_dots(source: Source, hidden: list[Scalar]) -> Source:
    """Return a text with dots in place of some values; without lines if one takes several."""
    if not all(scalar.inline for scalar in hidden):
        return Source(source.name)
    lines = list(source.lines)
    for scalar in hidden:
        at, line = scalar.mark.line - 1, lines[scalar.mark.line - 1]
        start = scalar.mark.column - 1
        end = start + scalar.mark.width
        lines[at] = line[:start] + "•" * len(line[start:end]) + line[end:]
    return Source(source.name, tuple(lines))


#: Keys whose values are never a secret, and are shown with a finding.
_SAFE = frozenset({
    "kind", "path", "url", "username", "calendar", "tasks", "auth", "ca_file", "connections",
    "timeout", "client",
})  # fmt: skip
_NEEDED = {
    "url": "the address of the server, such as 'url: https://dav.example.org/'",
    "username": "the name you sign in with",
}
_KINDS: MappingProxyType[str, Callable[[_Reader, Fields, str], TargetSettings | None]] = (
    MappingProxyType({"caldav": _Reader.caldav, "file": _Reader.file, "google": _Reader.google})
)
