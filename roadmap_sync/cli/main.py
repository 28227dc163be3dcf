"""The command ``roadmap-sync``: which commands there are, and the one boundary for errors."""

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from roadmap_sync import __version__
from roadmap_sync.errors import RoadmapError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

#: Each command, and what the list of commands says about it; nothing is loaded to show the list.
COMMANDS = MappingProxyType({
    "init": "Write a student file: a few questions, then your own dates.",
    "add": "Add a rotation, an interview, a leave … to your student file.",
    "set": "Set a date or another value in your student file.",
    "people": "Keep the log of the people you have met.",
    "generate": "Write your roadmap as a calendar file.",
    "preview": "Look at your roadmap in your browser.",
    "agenda": "Show this week, the coming weeks and what is overdue.",
    "draft": "Print an email that is due, filled in, to copy or to send.",
    "done": "Tick something off.",
    "undone": "Say that something is not done after all.",
    "skip": "Leave something out: it goes from your calendars.",
    "move": "Move something to another day.",
    "progress": "Show how far you are, year by year.",
    "sync": "Bring your calendars in line with the plan; keep your changes.",
    "nightly": "Keep your calendars right every night, by itself.",
    "status": "Show how your calendars stand, and how far you are.",
    "login": "Sign in to Google, for a target of 'kind: google'.",
    "logout": "Take a sign-in to Google back.",
    "targets": "List your calendars, or try one out.",
    "restore": "Put back something that you deleted from a calendar.",
    "empty": "Take everything of ours off a calendar, and nothing else.",
    "forget": "Forget a calendar, without touching it.",
    "doctor": "Look whether everything is as it should be, and say what to do.",
    "backup": "Put everything that is yours into one file, for a new computer.",
    "ledger": "Look after what is remembered between runs.",
    "completion": "Let your shell complete commands and names with TAB.",
    "check": "Look for mistakes in plan files and student files.",
    "plans": "Show the plans there are; share one, or add somebody else's.",
    "diff": "Show what changes between two student files, or two plans.",
    "explain": "Say why something is on your calendar, and why on that day.",
})  # fmt: skip
#: Under which heading the list shows them.
HEADINGS = MappingProxyType({
    "Begin": ("init", "add", "set", "generate", "preview", "check"),
    "Every week": ("agenda", "draft", "done", "undone", "skip", "move", "progress", "people"),
    "Calendars": (
        "sync", "nightly", "status", "targets", "login", "logout", "restore", "empty", "forget",
    ),
    "Plans": ("plans", "explain", "diff"),
    "Look after": ("doctor", "backup", "ledger", "completion"),
})  # fmt: skip
#: What a shell reports for a program that SIGINT or SIGPIPE ended.
_INTERRUPTED = 130
_PIPE_CLOSED = 141


class _Group(click.Group):
    """Loads a command when it is called; shows our own errors, lets bugs through."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"roadmap_sync.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the command that may be meant: click knows none of ours before it is loaded."""
        name = args[0]
        if name not in COMMANDS and name[:1] not in {"", "-"} and not ctx.resilient_parsing:
            from roadmap_sync.problems import did_you_mean

            ctx.fail(f"there is no command '{name}'; {did_you_mean(name, COMMANDS)}".rstrip("; "))
        return super().resolve_command(ctx, args)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's
        formatter: click.HelpFormatter,
    ) -> None:
        wide = max(map(len, COMMANDS))
        for heading, names in HEADINGS.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(wide), COMMANDS[name]) for name in names])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Offer commands without loading any."""
        from click.shell_completion import CompletionItem

        options = click.Command.shell_complete(self, ctx, incomplete)
        names = [name for name in COMMANDS if name.startswith(incomplete)]
        return [*(CompletionItem(name, help=COMMANDS[name]) for name in names), *options]

    def invoke(self, ctx: click.Context) -> object:
        try:
            with _forgiving_output():
                return super().invoke(ctx)
        except RoadmapError as error:
            from roadmap_sync.cli.screen import show_error

            show_error(error)
            ctx.exit(error.exit_code)
        except click.ClickException as error:  # it may quote what was typed, or pasted
            from roadmap_sync.cli.screen import plain

            setattr(error, "message", plain(error.message))  # noqa: B010 - final, but only once
            raise
        except (KeyboardInterrupt, click.Abort):
            click.echo("\nroadmap-sync: stopped", err=True)
            ctx.exit(_INTERRUPTED)
        except BrokenPipeError:
            _silence(sys.stdout)
            ctx.exit(_PIPE_CLOSED)
        except OSError as error:  # files have errors of their own: this is the output itself
            _silence(sys.stdout)
            click.echo(f"roadmap-sync: the output could not be written: {error.strerror}", err=True)
            ctx.exit(RoadmapError.exit_code)


@contextlib.contextmanager
def _forgiving_output() -> Iterator[None]:
    """Write ``?`` for what a terminal cannot show, and notice a closed pipe before the end."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    yield
    sys.stdout.flush()


def _silence(stream: object) -> None:
    """Send the rest to nowhere, so that the interpreter does not complain when it ends."""
    with contextlib.suppress(OSError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, getattr(stream, "fileno")())  # noqa: B009 - a test's stream has none
        os.close(nowhere)


def _version(ctx: click.Context, _parameter: click.Parameter, value: object) -> None:
    if not value:
        return
    click.echo(f"roadmap-sync {__version__}")
    ctx.exit()


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version,
    help="Show the version and stop.",
)  # fmt: skip
@click.pass_context
def main(ctx: click.Context) -> None:
    """Put medical school's networking roadmap on the calendar you already use.

    \b
    The shortest way to a calendar file:
      roadmap-sync generate --start 2026-08

    \b
    Then, with your own dates in a file student.yaml:
      roadmap-sync check student.yaml
      roadmap-sync generate
      roadmap-sync explain advisor-intro
    """  # noqa: D301 - \b is for click
    if os.environ.get("NO_COLOR"):
        ctx.color = False
