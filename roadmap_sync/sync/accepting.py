"""What the student accepted: the plan's words at the last sync, and the versions that said them.

The student's own file may change the calendar at any time. A new version of the program, of a
library that dates rest on, or of a plan that others write may not: what it changes is *held*
until the student says so. Which items those are is told by digests of what calendars would show,
so nothing of an old version has to be kept.

While something is held, the student's own edits go on: what is held is fixed when a version is
first seen, and whatever else differs later is the student's own. An item that is held follows
the student's own edits only once it is accepted.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256

from msgspec import Struct, field
from msgspec.structs import replace

from roadmap_sync.content import digest, texts
from roadmap_sync.formats.showing import content_of
from roadmap_sync.items import Item

#: Characters of a digest of an item: 64 bits, against accidents.
_DIGITS = 16


class Accepted(Struct, frozen=True, kw_only=True):
    """What stands in the ledger about it.

    Attributes:
        whole: Digest of all that items depend on; as long as it is the same, nothing else here
            need be looked at.
        versions: Of the program, its libraries and the plans that others write, when the
            student last accepted them, by name: a version, or one that may be empty, a space
            and a digest.
        said: Digest of what calendars show of each item, by uid; of one that is held, as it was
            accepted.
        pending: The versions because of which something is held; empty if nothing is.
        held: Uids of what is held.
        made: Digest of each item as the program of these versions made it, by uid: where it is
            the same, so is what calendars show of it.
    """

    whole: str
    versions: Mapping[str, str]
    said: Mapping[str, str]
    pending: Mapping[str, str] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    made: Mapping[str, str] = field(default_factory=dict)


def made_of(items: Iterable[Item]) -> dict[str, str]:
    """Return a digest of each item as it was made, by uid."""
    return {
        one.uid: sha256(repr(one).encode(errors="surrogatepass")).hexdigest()[:_DIGITS]
        for one in items
    }


def everything(
    items: Iterable[Item], made: Mapping[str, str], whole: str, versions: Mapping[str, str],
    before: Accepted | None = None,
) -> Accepted:  # fmt: skip
    """Return what there would be to remember if all of it were accepted.

    Args:
        items: What plans and student say.
        made: `made_of` them.
        whole: Digest of all that they depend on.
        versions: Name and version of all that may change without the student.
        before: What is remembered; saves working out again what did not change since.
    """
    found = Accepted(whole=whole, versions=versions, said={}, made=made)
    same = unchanged(before, found)
    known = {} if before is None else before.said
    said = {one.uid: known[one.uid] if one.uid in same else _shown(one) for one in items}
    return replace(found, said=said)


def unchanged(before: Accepted | None, found: Accepted) -> frozenset[str]:
    """Return uids of items of which calendars show the same as when ``before`` was accepted."""
    if before is None or before.versions != found.versions or before.held:
        return frozenset()
    return frozenset(uid for uid, mine in found.made.items() if before.made.get(uid) == mine)


def weigh(before: Accepted | None, found: Accepted) -> Accepted:
    """Return what is to be remembered from now on; its ``held`` must not be written.

    Args:
        before: What was remembered; None if this is the first run, or nobody knows.
        found: What all of it is now.
    """
    if before is None or not _newer(before.versions, found.versions):
        return found
    uids = {*before.said, *found.said}
    differ = frozenset(uid for uid in uids if before.said.get(uid) != found.said.get(uid))
    seen = before.pending and not _newer(before.pending, found.versions)
    held = differ & before.held if seen else differ
    if not held:
        return found
    mine = {uid: text for uid, text in found.said.items() if uid not in held}
    old = {uid: text for uid, text in before.said.items() if uid in held}
    return replace(
        found, versions=before.versions, said=mine | old, pending=found.versions, held=held
    )


def changes(accepted: Accepted) -> list[str]:
    """Return in words what has changed since the student last accepted everything."""
    old, new = accepted.versions, accepted.pending
    return [_words(name, old[name], new[name]) for name in _newer(old, new)]


def _newer(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Return what is there in another version than before.

    What is used now and was not before, or is not any more, is the student's own choice of
    plans; or a plan that is another one now says so. So is it if a plan is followed now that
    was only built on before: its digest is the same, and only then has it a version beside it.
    """
    both = [name for name in old if name in new]
    return sorted(name for name in both if _parts(old[name])[1] != _parts(new[name])[1])


def _words(name: str, old: str, new: str) -> str:
    before, after = _parts(old)[0], _parts(new)[0]
    told = before and after and before != after
    return f"{name} is {after} (was {before})" if told else f"{name} has changed"


def _parts(text: str) -> tuple[str, str]:
    """Return a version and what it is told from others by: a digest, or else itself."""
    version, _, digest = text.rpartition(" ")
    return (version, digest) if " " in text else (text, text)


def read(text: str) -> Accepted | None:
    """Return what `write` was given; None if it is of another kind."""
    try:
        whole, versions, said, pending, held, made = json.loads(text)
        return Accepted(
            whole=str(whole), versions=dict(versions), said=dict(said), pending=dict(pending),
            held=frozenset(held), made=dict(made),
        )  # fmt: skip
    except (TypeError, ValueError):
        return None


def write(accepted: Accepted) -> str:
    """Return it as a text."""
    one = accepted
    parts = [one.whole, one.versions, one.said, one.pending, sorted(one.held), one.made]
    return json.dumps(parts, sort_keys=True)


def _shown(item: Item) -> str:
    """Return a digest of what calendars show of an item; a to-do says the same as an event."""
    return digest(repr(texts(content_of(item, todo=False))))
