"""Rows of the ledger as values; a row that nobody can read is an error for people."""

from collections.abc import Callable

from roadmap_sync.errors import LedgerError
from roadmap_sync.sync import ledger_rows as rows
from roadmap_sync.sync.ledger_schema import unreadable
from roadmap_sync.sync.memory import Account, Memory, State


def account_of(name: str, value: str) -> Account:
    """Return what is remembered of a target; raises `LedgerError`."""
    try:
        return rows.read_account(name, value)
    except ValueError as error:
        raise unreadable(f"the calendar {name!r}", error) from error


def memory_of(target: str, uid: str, value: str) -> Memory:
    """Return what is remembered of a target's item; raises `LedgerError`."""
    try:
        return rows.read_memory(uid, value)
    except ValueError as error:
        raise unreadable(f"the item {uid} in the calendar {target!r}", error) from error


def state_of(uid: str, value: str) -> State:
    """Return what the student did with an item; raises `LedgerError`."""
    try:
        return rows.read_state(value)
    except ValueError as error:
        raise unreadable(f"what you did with the item {uid}", error) from error


def fails(read: Callable[..., object], *values: str) -> bool:
    """Is this a row that nobody can read?"""
    try:
        read(*values)
    except LedgerError:
        return True
    return False
