"""Stand-ins for crontab, systemctl, launchctl and notify-send that do what those do, strictly."""

import os
import shlex
import stat
from dataclasses import dataclass
from pathlib import Path

import pytest

_HEAD = '#!/bin/sh\nprintf "%s\\n" "{name} $*" >> {calls}\n'
_CRONTAB = """
cd {folder} && tab=tab
case "$*" in
  -l) if [ -e $tab ]; then cat $tab; else echo "no crontab for ana" >&2; exit 1; fi ;;
  -) cat > $tab.new
     if [ -s $tab.new ] && [ -n "$(tail -c 1 $tab.new)" ]; then
       echo "new crontab file is missing newline before EOF" >&2; exit 1; fi
     mv $tab.new $tab ;;
  -r) rm $tab || exit 1 ;;
  *) exit 64 ;;
esac
"""
_SYSTEMCTL = """
units="$HOME/.config/systemd/user"
[ "$1" = --user ] || exit 64
shift
case "$*" in
  show-environment) printf "HOME=%s\\nPATH=/usr/bin:/bin\\nODD=$'a b'\\n" "$HOME" ;;
  daemon-reload) rm -f {folder}/known; ls "$units" 2>/dev/null > {folder}/known ;;
  "enable --now roadmap-sync-"*.timer)
    grep -qx "$3" {folder}/known || {{ echo "Unit $3 not found." >&2; exit 1; }}
    grep -qx "${{3%.timer}}.service" {folder}/known || exit 1
    echo "$3" > {folder}/enabled ;;
  "disable --now roadmap-sync-"*.timer)
    grep -qx "$3" {folder}/enabled || exit 1
    rm {folder}/enabled ;;
  "clean --what=state roadmap-sync-"*.timer) [ ! -e {folder}/enabled ] || exit 1 ;;
  *) exit 64 ;;
esac
"""
_LAUNCHCTL = """
domain="gui/$(id -u)"
case "$1 $2" in
  "bootstrap $domain")
    [ -e "$3" ] || exit 5
    [ ! -e {folder}/loaded ] || {{ echo "Bootstrap failed: 5" >&2; exit 5; }}
    basename "$3" .plist > {folder}/loaded ;;
  "bootout $domain/"*) [ "${{2#$domain/}}" = "$(cat {folder}/loaded)" ] || exit 3
    rm {folder}/loaded ;;
  "print $domain/"*) [ "${{2#$domain/}}" = "$(cat {folder}/loaded 2>/dev/null)" ] || exit 113 ;;
  *) exit 64 ;;
esac
"""
_BODIES = {
    "crontab": _CRONTAB,
    "systemctl": _SYSTEMCTL,
    "launchctl": _LAUNCHCTL,
    "notify-send": '[ "$3" = -- ] && [ $# = 5 ] || exit 64\n',
}


@dataclass(frozen=True)
class Toolbox:
    """A folder of tools, and what they remember."""

    folder: Path

    def has(self, *names: str) -> None:
        """Put stand-ins there."""
        for name in names:
            calls = shlex.quote(str(self.folder / "calls"))
            text = _HEAD.format(name=name, calls=calls)
            text += _BODIES[name].format(folder=shlex.quote(str(self.folder)))
            self.put(name, text)

    def put(self, name: str, text: str) -> None:
        """Put a tool of one's own there."""
        file = self.folder / "bin" / name
        file.write_text(text, "utf-8")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)

    @property
    def tab(self) -> Path:
        """The crontab."""
        return self.folder / "tab"

    @property
    def calls(self) -> list[str]:
        """What was called, with its words."""
        file = self.folder / "calls"
        return file.read_text("utf-8").splitlines() if file.exists() else []


@pytest.fixture
def toolbox(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Toolbox:
    """An empty box that comes before the system's tools, of which only ordinary ones are left."""
    folder = tmp_path_factory.mktemp("tools")
    (folder / "bin").mkdir()
    ordinary = folder / "ordinary"
    ordinary.mkdir()
    for name in (
        "sh",
        "cat",
        "grep",
        "id",
        "ls",
        "mv",
        "rm",
        "tail",
        "basename",
        "env",
        "printenv",
    ):
        found = next(Path(at, name) for at in ("/bin", "/usr/bin") if Path(at, name).exists())
        (ordinary / name).symlink_to(found)
    monkeypatch.setenv("PATH", f"{folder / 'bin'}{os.pathsep}{ordinary}")
    return Toolbox(folder)
