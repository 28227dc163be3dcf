"""A bundle: one file that holds a plan with everything it builds on, text by text.

The plans stand below ``plans:``, each as its author wrote it, comments included, only indented.
A name under ``extends:`` means a plan of the same bundle, so nothing outside decides what it
says. The checksum tells whether the file is as it was made. It guards against accidents, not
against people: who changes a bundle on purpose can sign it again.
"""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256

from msgspec import Struct

from roadmap_sync.plan.fields import Fields
from roadmap_sync.plan.nodes import Entry, Mapping, Node
from roadmap_sync.problems import Mark, Problems, Source, one_of

#: The first key of a bundle, and the number of this layout.
KEY = "bundle"
FORMAT = 1
#: The most plans in one bundle.
MAX_PLANS = 60

#: What stands around a document of YAML, and what tells an editor where a schema lies.
_MARKERS = re.compile(r"(---|\.\.\.|%YAML\b.*|%TAG\b.*|#\s*yaml-language-server:.*)\s*")
_ONCE_MORE = "get it once more from whoever made it"
_SIGN = "if you changed it on purpose, sign it again with 'roadmap-sync plans share FILE --edited'"
_CHECKSUM = re.compile(r"checksum: sha256:[0-9a-f]{64}", re.ASCII)


class Text(Struct, frozen=True):
    """Where the text of one plan stands.

    Attributes:
        source: The file.
        lines: Which of its lines, counted from 0.
        indent: By how many blanks they are moved to the right.
    """

    source: Source
    lines: range
    indent: int = 0

    def at_margin(self, lines: Sequence[str]) -> Iterator[str]:
        """Yield the lines of the plan as they stand in a file of its own.

        Args:
            lines: All lines of the source, perhaps with other words in them.
        """
        for number in self.lines:
            line = lines[number].removesuffix("\r")
            blank = len(line) - len(line.lstrip(" "))
            line = line[min(blank, self.indent) :]
            if not _MARKERS.fullmatch(line):
                yield line

    def __str__(self) -> str:
        return "\n".join(self.at_margin(self.source.lines)).rstrip("\n")


class Bundle(Struct, frozen=True):
    """A bundle that is as it was made.

    Attributes:
        plan: Id of the plan that it was made for.
        plans: All plans in it by id, in the order of the file.
        source: The whole file.
        ends: Where a plan's text ends at the latest: all names of plans and keys of the bundle.
    """

    plan: str
    plans: dict[str, Entry]
    source: Source
    ends: tuple[Mark, ...]

    def text_of(self, name: str) -> Text:
        """Return where the text of a plan stands: all lines below its name, comments too."""
        entry = self.plans[name]
        first = entry.key.mark.line
        later = [mark.line - 1 for mark in self.ends if mark.line > first]
        last = min(later, default=len(self.source.lines))
        return Text(self.source, range(first, last), entry.value.mark.column - 1)


def whole(source: Source) -> Text:
    """Return the text of a plan that has a file of its own."""
    return Text(source, range(len(source.lines)))


def is_bundle(root: Node | None) -> bool:
    """Is this the top of a bundle, rather than of a plan?"""
    return isinstance(root, Mapping) and KEY in root.entries


def checksum(lines: tuple[str, ...]) -> str:
    """Return the checksum of a bundle's text, such as ``sha256:1f0c…``.

    Every line counts but the one with the checksum itself. Line ends do not, nor empty lines at
    the end: mail and editors change them.
    """
    counted = [line.removesuffix("\r") for line in lines]
    counted = [line for line in counted if not _CHECKSUM.fullmatch(line)]
    text = "\n".join(counted).rstrip("\n") + "\n"
    return "sha256:" + sha256(text.encode(errors="surrogatepass")).hexdigest()


def read_bundle(
    root: Mapping, source: Source, problems: Problems, *, edited: bool = False
) -> Bundle | None:
    """Return what a bundle holds, or None with the reasons in ``problems``.

    Args:
        root: The top of the file.
        source: Its text.
        problems: Where findings go.
        edited: Take it although the checksum is another one?
    """
    before = len(problems)
    fields = Fields(root, problems, "the bundle")
    _check_format(fields)
    if len(problems) > before:
        return None
    if not edited and not _is_whole(fields, source):
        return None  # whatever else is wrong comes from that
    fields.skip("checksum", "title", "version", "license")
    plans = _plans(fields)
    plan = fields.scalar("plan", "the id of a plan")
    if plan is None:
        if not fields.has("plan"):
            fields.missing("plan", "which of its plans it was made for")
    elif plan.text not in plans:
        problems.error("bundle", f"there is no plan '{plan.text}' in this bundle", plan.mark,
                       one_of(plans))  # fmt: skip
    fields.finish()
    if plan is None or len(problems) > before:
        return None
    keys = (entry.key.mark for entry in (*root.entries.values(), *plans.values()))
    return Bundle(plan.text, plans, source, tuple(keys))


def _check_format(fields: Fields) -> None:
    number, scalar = fields.integer(KEY, 0, 1, 9999), fields.scalar(KEY)
    if number > FORMAT and scalar is not None:
        fields.problems.error("bundle", "this bundle was made by a newer version of the program",
                              scalar.mark, "bring roadmap-sync up to date")  # fmt: skip
    elif not number and scalar is None:
        fields.problems.error("bundle", f"'{KEY}' must say {FORMAT}", fields.key_mark(KEY))


def _is_whole(fields: Fields, source: Source) -> bool:
    """Is a bundle as it was made? Report it if it is not."""
    scalar, problems, here = fields.scalar("checksum"), fields.problems, fields.key_mark(KEY)
    line = "" if scalar is None else source.lines[scalar.mark.line - 1].removesuffix("\r")
    if scalar is not None and scalar.text == checksum(source.lines) and _CHECKSUM.fullmatch(line):
        return True
    if not fields.has("plans"):
        problems.error("bundle", "this bundle is not whole: the plans in it are missing", here,
                       _ONCE_MORE)  # fmt: skip
    elif scalar is None:
        fields.missing("checksum", "'roadmap-sync plans share' writes it")
    elif not _CHECKSUM.fullmatch(line):
        problems.error("checksum", "this is not the checksum of a bundle", scalar.mark,
                       "it stands on a line of its own: 'checksum: sha256:…'")  # fmt: skip
    elif source.lines[-1].strip():
        problems.error("checksum", "this bundle is not as it was made: it ends in the middle of a "
                       "line, so the rest of it was cut off, or somebody changed it",
                       Mark(source, len(source.lines), len(source.lines[-1]) + 1),
                       f"{_ONCE_MORE}; {_SIGN}")  # fmt: skip
    else:
        problems.error("checksum", "this bundle is not as it was made: somebody or something "
                       "changed it, or its end is missing", scalar.mark,
                       f"{_ONCE_MORE}; {_SIGN}")  # fmt: skip
    return False


def _plans(fields: Fields) -> dict[str, Entry]:
    plans: dict[str, Entry] = {}
    for key, node in fields.items("plans"):
        if len(plans) == MAX_PLANS:
            fields.problems.error("too-large", f"a bundle can hold {MAX_PLANS} plans; this is one "
                                  "more", key.mark)  # fmt: skip
            break
        inside = Fields(node, fields.problems, f"the plan '{key.text}'")
        own = inside.scalar("plan", "an id")
        if own is not None and own.text != key.text:
            fields.problems.error("bundle", f"the plan '{own.text}' stands below another name, "
                                  f"'{key.text}'", own.mark)  # fmt: skip
        if isinstance(node, Mapping) and node.mark.line <= key.mark.line:
            fields.problems.error("bundle", "a plan in a bundle begins on a line of its own",
                                  node.mark)  # fmt: skip
        plans[key.text] = Entry(key, node)
    if not plans:
        fields.missing("plans", "the plans that it holds")
    return plans
