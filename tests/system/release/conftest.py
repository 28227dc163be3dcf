"""The wheel and the source archive, built from a clean copy, and an environment with the wheel."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.system.commands import ROOT

#: What a checkout holds that goes into an archive.
PARTS = ("roadmap_sync", "plans", "examples", "tests")
FILES = ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", ".gitignore")
#: The day on which the transcript is written.
NOON = "2026, 8, 12, 16, 0"
#: If it is set, the clock stands still.
_STOPPED = "STOPPED_CLOCK"
_FROZEN = f"""\
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from roadmap_sync import clock

clock.now = lambda: datetime({NOON}, tzinfo=UTC)
clock.today = lambda zone: clock.now().astimezone(ZoneInfo(zone)).date()
"""


@dataclass(frozen=True, slots=True)
class Built:
    """The two archives of one build."""

    wheel: Path
    sdist: Path


@dataclass(frozen=True, slots=True)
class Computer:
    """A computer on which only the wheel is installed, with an empty home.

    Attributes:
        bin: Where the command is.
        home: The home, and where commands run.
    """

    bin: Path
    home: Path

    def run(
        self, *words: str, env: Mapping[str, str] | None = None, stopped: bool = True
    ) -> tuple[int, str]:
        """Run a command; return its exit code and all that it says.

        Args:
            words: The command; no shell reads it.
            env: Variables beyond home and path.
            stopped: Does the clock stand still?
        """
        clean = {"HOME": str(self.home), "PATH": f"{self.bin}:/usr/bin:/bin", **(env or {})}
        clean |= {_STOPPED: "1"} if stopped else {}
        done = subprocess.run(words, cwd=self.home, env=clean,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60,
                              stdin=subprocess.DEVNULL, check=False)  # fmt: skip
        return done.returncode, done.stdout.decode()


def copy_checkout(target: Path) -> Path:
    """Copy what goes into an archive, without what lies about in a folder that is worked in."""
    target.mkdir(parents=True)
    for name in PARTS:
        shutil.copytree(ROOT / name, target / name,
                        ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))  # fmt: skip
    for name in FILES:
        shutil.copy(ROOT / name, target / name)
    return target


def build(source: Path, target: Path, **env: str) -> Built:
    """Build both archives of a folder."""
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", str(target)], cwd=source,
                   env={**os.environ, **env}, capture_output=True, timeout=120,
                   check=True)  # fmt: skip
    [wheel], [sdist] = target.glob("*.whl"), target.glob("*.tar.gz")
    return Built(wheel, sdist)


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_checkout(tmp_path_factory.mktemp("release") / "checkout")


@pytest.fixture(scope="session")
def built(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(checkout, tmp_path_factory.mktemp("archives"))


@pytest.fixture(scope="session")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment into which pip installed the wheel without any network.

    What it depends on is lent by the environment of the tests: to install that, too, would take
    longer than all other tests of this kind. Its clock stands still where somebody says so.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    subprocess.run([sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet",
                    "--no-deps", "--no-index", str(built.wheel)], timeout=120, check=True,
                   env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"})  # fmt: skip
    [site] = folder.glob("lib/python3*/site-packages")
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    (site / "frozen_clock.py").write_text(_FROZEN, "utf-8")
    line = f"import os; os.environ.get('{_STOPPED}') and __import__('frozen_clock')\n"
    (site / "stopped.pth").write_text(line, "utf-8")
    return folder


@pytest.fixture
def computer(installed: Path, tmp_path: Path) -> Iterator[Computer]:
    home = tmp_path / "home"
    home.mkdir()
    yield Computer(installed / "bin", home)
    assert "roadmap_sync" not in {path.name for path in home.iterdir()}
