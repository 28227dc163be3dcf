"""Signing in to Google and out again, in words."""

from pathlib import Path

import click
from msgspec import Struct
from msgspec.structs import replace

from roadmap_sync.cli.desk import Desk, unknown
from roadmap_sync.cli.screen import plain
from roadmap_sync.errors import SettingsError, SignInError, UnreachableError
from roadmap_sync.targets import google_token
from roadmap_sync.targets.google_settings import GoogleSettings

_TESTING = (
    "It ends by itself on {day}, because your OAuth client is in 'Testing'. To be rid of that, "
    "open the Google console, Google Auth Platform, Audience, press 'Publish app', and sign in "
    "once more."
)
_PERHAPS = (
    "If your OAuth client is still in 'Testing' (Google console, Google Auth Platform, Audience), "
    "press 'Publish app' there and sign in once more; in 'Testing', Google signs you out after "
    "7 days."
)


class Visit(Struct, frozen=True):
    """How to sign in.

    Attributes:
        client: The file of the OAuth client; None for what the student file says.
        no_browser: Is there no browser here?
        port: Where the browser comes back to; 0 for a free one.
        timeout: Seconds to wait for it.
    """

    client: Path | None
    no_browser: bool
    port: int
    timeout: float


def google_of(desk: Desk, name: str | None) -> GoogleSettings:
    """Return the settings of the target that is meant.

    A target need not be called ``google`` for that word to do, if there is only one.

    Raises:
        click.UsageError: It is not clear which, or it is another kind.
        SettingsError: There is none.
    """
    found = {one.name: one.own for one in desk.settings if isinstance(one.own, GoogleSettings)}
    if not found:
        raise SettingsError(
            f"{desk.file} names no calendar in Google. Put something like this into it:\n\n"
            "targets:\n  google: {kind: google, calendar: Roadmap, tasks: Roadmap}"
        )
    if name in found:
        return found[name]
    if len(found) == 1 and name in {None, "google"}:
        return next(iter(found.values()))
    raise click.UsageError(unknown("target of kind google called", name or "", found))


def log_in(settings: GoogleSettings, visit: Visit) -> None:
    """Sign in, and keep that.

    Raises:
        RoadmapError: As `roadmap_sync.targets.google_signin.sign_in`, or it cannot be kept.
    """
    from roadmap_sync.targets.google_signin import Way, sign_in

    if settings.service_account:
        click.echo(f"{settings.name}: a service account signs in by itself; there is nothing to do")
        return
    if visit.client is not None:
        settings = replace(settings, client=visit.client)
    way = Way(
        browser=not visit.no_browser, port=visit.port, seconds=visit.timeout,
        tell=lambda words: click.echo(plain(words)),
        ask=lambda: str(click.prompt("The address", prompt_suffix=": ")),
    )  # fmt: skip
    token = sign_in(settings, way)
    google_token.save(settings, token)
    where = f"the keyring, as '{settings.keyring}'" if settings.keyring else \
        f"{google_token.path_of(settings)}, which only you can read"  # fmt: skip
    click.echo(plain(f"{settings.name}: signed in; that is kept in {where}."))
    ends = token.ends
    click.echo(_PERHAPS if ends is None else _TESTING.format(day=f"{ends:%Y-%m-%d}"))


def log_out(settings: GoogleSettings) -> None:
    """Take the sign-in back, and keep it no more.

    Raises:
        UnreachableError: Google could not be told; here it is gone.
    """
    from roadmap_sync.targets.google_signin import revoke

    try:
        token = google_token.find(settings)
    except SignInError:
        token = None  # what cannot be read is deleted all the same
        google_token.drop(settings)
    if token is None:
        click.echo(f"{settings.name}: you are not signed in")
        return
    google_token.drop(settings)
    try:
        revoke(settings, token)
    except UnreachableError as error:
        raise UnreachableError(
            f"{error}; the sign-in is deleted here, but Google still accepts it: take it back "
            "in your Google account, under 'Third-party apps and services'"
        ) from None
    click.echo(f"{settings.name}: signed out, here and at Google")
