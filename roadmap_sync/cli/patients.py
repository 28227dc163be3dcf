"""What `doctor` looks at of the student: files, plan, calendars, sign-ins and the ledger."""

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import click

from roadmap_sync.cli import computers, trying
from roadmap_sync.cli.calendars import no_id
from roadmap_sync.cli.desk import Desk, Whose, open_desk
from roadmap_sync.cli.finding import Finding
from roadmap_sync.cli.networks import NETWORK_FILE
from roadmap_sync.cli.options import Choice
from roadmap_sync.cli.outcome import outcome_of
from roadmap_sync.cli.screen import amount, count
from roadmap_sync.cli.whose import find_file
from roadmap_sync.content import owner_of
from roadmap_sync.errors import LedgerError, PlanError, RoadmapError
from roadmap_sync.formats.description import day_in_words
from roadmap_sync.sync.ledger_copy import Files, Health, health
from roadmap_sync.sync.memory import Account
from roadmap_sync.targets.google_settings import GoogleSettings
from roadmap_sync.targets.google_token import find, warning_of
from roadmap_sync.targets.opening import TargetSettings, keeping

_CHECK = "roadmap-sync check shows each mistake and where it is"


def examine(whose: Whose, *, online: bool) -> list[Finding]:
    """Look at everything, and return a finding for each; nothing is written.

    Args:
        whose: Which student file, and where things are remembered.
        online: Ask for passwords, and read calendars?
    """
    return list(_all(whose, online=online))


def _all(whose: Whose, *, online: bool) -> Iterator[Finding]:
    yield from computers.program()
    yield computers.state(whose)
    try:
        file = find_file(whose.student)
    except click.UsageError:
        yield from computers.time(None, online=online)
        yield Finding("student file", "there is none here", "roadmap-sync init writes one")
        return
    desk, found = _student(whose, file)
    yield found
    if desk is None:
        yield from computers.time(None, online=online)
    else:
        yield from _of_student(desk, online=online)
    yield computers.nights(whose, desk)


def _student(whose: Whose, file: Path) -> tuple[Desk | None, Finding]:
    try:
        desk = open_desk(whose, needs_id=False)
    except PlanError as error:
        return None, Finding("student file", f"{file}: {count(error.problems)}", _CHECK)
    except RoadmapError as error:
        return None, Finding("student file", str(error), _CHECK)
    if desk.settings and not desk.calendars.has_id:
        return desk, Finding("student file", f"{file}: it has no 'id:'", no_id(file).hint)
    network = file.parent / NETWORK_FILE
    log = f", with {network.name}" if network.exists() else ""
    return desk, Finding("student file", f"{file}{log}")


def _of_student(desk: Desk, *, online: bool) -> Iterator[Finding]:
    yield _plan(desk)
    yield _ledger(desk)
    yield from computers.time(desk, online=online)
    if not desk.settings:
        yield Finding("calendars", "none named; roadmap-sync sync shows how to name one")
    accounts = _accounts(desk)
    for settings in desk.settings:
        yield _target(desk, settings, accounts.get(settings.name), online=online)
        yield from _sign_in(keeping(settings, desk.folder))


def _plan(desk: Desk) -> Finding:
    try:
        outcome = outcome_of(Choice(student=desk.file))
    except PlanError as error:
        return Finding("plan", count(error.problems), _CHECK)
    names = ", ".join(f"{one.id} {one.version}" for one in outcome.roadmap.plans)
    items = amount(len(outcome.roadmap.items), "item")
    nothing = "" if outcome.roadmap.items else "roadmap-sync check says what the plan waits for"
    return Finding("plan", f"{names}: {items}", nothing)


def _ledger(desk: Desk) -> Finding:
    files = Files(desk.folder, owner_of(desk.calendars.student))
    try:
        main, copy = health(files)
    except LedgerError as error:
        return Finding("memory", str(error), "roadmap-sync ledger path says where it is")
    if main is Health.MISSING and copy is Health.MISSING:
        return Finding("memory", "nothing yet: the first sync begins it")
    words = f"{files.main}: {main}; its second copy: {copy}"
    if main is Health.WHOLE:
        return Finding("memory", words)
    if copy is Health.WHOLE:
        return Finding("memory", words, "the next roadmap-sync sync takes the second copy")
    return Finding("memory", words, "roadmap-sync sync learns it from the calendars again")


def _accounts(desk: Desk) -> dict[str, Account]:
    try:
        with desk.ledger(read_only=True) as ledger:
            return {one.name: one for one in ledger.accounts()}
    except RoadmapError:
        return {}


def _target(
    desk: Desk, settings: TargetSettings, account: Account | None, *, online: bool
) -> Finding:
    name = f"calendar {settings.name}"
    if online:
        steps = trying.attempt(settings, write=False)
        last = steps[-1]
        words = last.words.removeprefix("ok: ") if last.error is None else str(last.error)
        return Finding(name, words, last.advice)
    if account is None or account.last_run is None:
        return Finding(name, f"{settings.kind}, not synced yet")
    day = day_in_words(account.last_run.astimezone(desk.zone))
    if account.last_run != account.last_good:
        return Finding(name, f"last run {day}: {account.outcome}",
                       f"roadmap-sync targets {settings.name} tries it step by step")  # fmt: skip
    return Finding(name, f"{settings.kind}, in line since {day}")


def _sign_in(settings: TargetSettings) -> Iterator[Finding]:
    """Yield whether a target's password or sign-in is where it should be; nothing is asked."""
    name = f"sign-in {settings.name}"
    if isinstance(settings.own, GoogleSettings):
        yield _google(name, settings.own)
    elif settings.secret is not None:
        secret = settings.secret
        missing = {
            "command": shutil.which(secret.name) is None and f"no program '{secret.name}' here",
            "env": secret.name not in os.environ and f"no variable '{secret.name}' here",
            "keyring": find_spec("keyring") is None and "the package 'keyring' is not installed",
        }[secret.way]
        advice = "look at 'password:' in your student file; the README names the three ways"
        # Whether it is the right one, only the line of the calendar tells.
        found = {
            "command": f"its program was found: command '{secret.name}'",
            "env": f"found, from env '{secret.name}'",
            "keyring": f"a keyring can be asked: '{secret.name}'",
        }[secret.way]
        yield Finding(name, missing or found, advice if missing else "")


def _google(name: str, own: GoogleSettings) -> Finding:
    if own.service_account:
        there = Path(own.service_account).is_file()
        return Finding(name, f"service account, {own.service_account}",
                       "" if there else "put the key file there")  # fmt: skip
    try:
        token = find(own)
    except RoadmapError as error:
        return Finding(name, str(error), f"roadmap-sync login {own.name}")
    if token is None:
        return Finding(name, "not signed in", f"roadmap-sync login {own.name}")
    return Finding(name, f"since {day_in_words(token.since)}", warning_of(own))
