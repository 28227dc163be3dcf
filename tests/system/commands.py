"""Running commands in tests."""

from pathlib import Path

from click.testing import CliRunner, Result

from roadmap_sync.cli.main import main

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str, typed: str | None = None) -> Result:
    """Run a command in this process; an unexpected exception fails the test."""
    return CliRunner().invoke(
        main, list(words), input=typed, prog_name="roadmap-sync", catch_exceptions=False
    )
