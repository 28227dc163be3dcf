"""What is handed out: the same bytes from any folder, all of it and nothing else."""

import os
import shutil
import tarfile
import tomllib
import zipfile
from email import message_from_bytes
from pathlib import Path

from packaging.metadata import Metadata
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from trove_classifiers import classifiers

from roadmap_sync import __version__
from tests.system.commands import ROOT
from tests.system.release.conftest import PARTS, Built, Computer, build, copy_checkout

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
INFO = f"roadmap_sync-{__version__}.dist-info"
#: What may stand in a student's folder beside the program, and in no archive.
PRIVATE = ("student.yaml", "network.yaml", "roadmap.ics", ".venv/x.py", ".hypothesis/x",
           "build/x.py", "roadmap_sync/__pycache__/x.pyc", "plans/__pycache__/x.pyc")  # fmt: skip


def files(folder: str, *, ignored: tuple[str, ...] = ("__pycache__",)) -> set[str]:
    """Return the files of a folder of this checkout."""
    found = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in found
            if not set(path.parts) & set(ignored)}  # fmt: skip


def in_wheel(built: Built) -> set[str]:
    with zipfile.ZipFile(built.wheel) as archive:
        assert archive.testzip() is None
        return set(archive.namelist())


def in_sdist(built: Built) -> set[str]:
    with tarfile.open(built.sdist) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def metadata(built: Built) -> Metadata:
    """Return what the wheel says about itself; raises if an index would refuse it."""
    with zipfile.ZipFile(built.wheel) as archive:
        return Metadata.from_email(archive.read(f"{INFO}/METADATA"), validate=True)


def test_another_folder_another_day_the_same_bytes(tmp_path: Path, checkout: Path) -> None:
    epoch = {"SOURCE_DATE_EPOCH": "1700000000"}  # without it: the test from the source archive
    other = copy_checkout(tmp_path / "elsewhere" / "a folder with blanks")
    for path in other.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o640)
        os.utime(path, (86_400 * 365 * 20,) * 2)
    for name in PRIVATE:
        (other / name).parent.mkdir(exist_ok=True)
        (other / name).write_text("private", "utf-8")

    before = os.umask(0o077)
    try:
        second = build(other, tmp_path / "second", TZ="Asia/Tokyo", PYTHONHASHSEED="1", **epoch)
    finally:
        os.umask(before)
    first = build(checkout, tmp_path / "first", **epoch)

    assert first.wheel.read_bytes() == second.wheel.read_bytes()
    assert first.sdist.read_bytes() == second.sdist.read_bytes()
    with zipfile.ZipFile(first.wheel) as archive:
        assert {one.date_time for one in archive.infolist()} == {(2023, 11, 14, 22, 13, 20)}


def test_the_wheel_holds_the_program_and_the_plans(built: Built) -> None:
    program = files("roadmap_sync")
    plans = {f"roadmap_sync/bundled/{Path(name).name}" for name in files("plans")}
    info = {f"{INFO}/{name}" for name in
            ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")}  # fmt: skip

    assert in_wheel(built) == program | plans | info
    assert {"roadmap_sync/py.typed", "roadmap_sync/formats/page/page.html.j2",
            "roadmap_sync/plan/plan-template.yaml", "roadmap_sync/schedule/student-template.yaml",
            "roadmap_sync/bundled/plan.schema.json", "roadmap_sync/bundled/README.md",
            "roadmap_sync/bundled/ms1-ms4-networking.yaml"} <= in_wheel(built)  # fmt: skip


def test_the_source_archive_holds_all_that_builds_and_tests_it(built: Built) -> None:
    own = {name for part in PARTS for name in files(part)}
    beside = {"README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", ".gitignore", "PKG-INFO"}

    assert in_sdist(built) == own | beside


def test_a_wheel_from_the_source_archive_is_the_same(built: Built, tmp_path: Path) -> None:
    with tarfile.open(built.sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    [source] = tmp_path.iterdir()

    again = build(source, tmp_path / "again")

    assert again.wheel.read_bytes() == built.wheel.read_bytes()


def test_what_it_says_about_itself_would_pass_an_index(built: Built) -> None:
    found = metadata(built)

    assert found.name == "roadmap-sync"
    assert str(found.version) == __version__
    assert found.summary == PROJECT["description"]
    assert found.license_expression == "MIT AND CC-BY-4.0"
    assert found.license_files == ["LICENSE"]
    assert found.requires_python == ">=3.11"
    assert found.description_content_type == "text/markdown"
    assert (found.description or "").startswith("# roadmap-sync\n")
    assert found.keywords == sorted(PROJECT["keywords"])
    assert not set(found.classifiers or ()) - classifiers
    assert "Typing :: Typed" in (found.classifiers or ())
    assert not found.project_urls  # there is no address of its own yet, so none is claimed


def test_it_says_what_it_needs(built: Built) -> None:
    needed = [Requirement(one) for one in PROJECT["dependencies"]]
    found = [one for one in metadata(built).requires_dist or () if one.marker is None]

    def plain(one: Requirement) -> tuple[str, str]:
        return canonicalize_name(one.name), str(one.specifier)

    assert {plain(one) for one in found} == {plain(one) for one in needed}
    assert set(metadata(built).provides_extra or ()) == {"keyring", "lint", "test"}


def test_both_archives_say_the_same(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        wheel = archive.read(f"{INFO}/METADATA")
    with tarfile.open(built.sdist) as archive:
        info = archive.extractfile(f"roadmap_sync-{__version__}/PKG-INFO")
        assert info is not None
        assert info.read() == wheel
    assert message_from_bytes(wheel)["Metadata-Version"] in {"2.4", "2.5"}


def test_the_installed_command_finds_its_plans_and_writes_nowhere_else(computer: Computer) -> None:
    env = {name: str(computer.home / name) for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME")}

    code, out = computer.run("roadmap-sync", "plans", "list", env=env)
    assert code == 0, out
    assert "ms1-ms4-networking" in out
    code, out = computer.run("roadmap-sync", "check", "national-dates", env=env)
    assert code == 0, out
    code, out = computer.run("roadmap-sync", "plans", "new", env=env)
    assert code == 0, out
    assert "site-packages/roadmap_sync/bundled/README.md" in out

    assert {path.name for path in computer.home.iterdir()} == {
        "XDG_CACHE_HOME", "my-plan.yaml", "plan.schema.json"}  # fmt: skip
    shutil.rmtree(computer.home / "XDG_CACHE_HOME")


def test_another_program_finds_the_types_and_the_names(computer: Computer) -> None:
    text = (
        "import importlib.resources as r, roadmap_sync as s\n"
        "student = s.load_student(start='2026-08')\n"
        "items = s.expand(s.load_plan('national-dates'), student).items\n"
        "print(r.files(s).joinpath('py.typed').is_file(), len(items), s.__version__)"
    )

    code, out = computer.run("python", "-c", text)

    assert (code, out) == (0, f"True 8 {__version__}\n")
