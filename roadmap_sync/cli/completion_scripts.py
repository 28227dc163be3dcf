"""The scripts of click's own machinery for each shell, with a word on where to put them."""

from types import MappingProxyType

from click.shell_completion import get_completion_class

from roadmap_sync.cli.main import main

#: As click makes it from the program's name; in it a shell says what it wants.
VARIABLE = "_ROADMAP_SYNC_COMPLETE"
_PROGRAM = "roadmap-sync"
_PLACES = MappingProxyType({
    "bash": 'this line into ~/.bashrc: eval "$(roadmap-sync completion bash)"',
    "zsh": 'this line into ~/.zshrc, after compinit: eval "$(roadmap-sync completion zsh)"',
    "fish": "once: roadmap-sync completion fish > ~/.config/fish/completions/roadmap-sync.fish",
})  # fmt: skip
#: bash cuts words at @ to complete names of computers, and our items are called ask@surgery.
_NO_CUT = "COMP_WORDBREAKS=${COMP_WORDBREAKS//@}\n"


def script(shell: str) -> str:
    """Return what a shell has to read."""
    kind = get_completion_class(shell)
    assert kind is not None
    made = kind(main, {}, _PROGRAM, VARIABLE)
    # `source` of bash would start a bash to look at its version; old ones say so themselves.
    text = made.source_template % made.source_vars()
    more = _NO_CUT if shell == "bash" else ""
    return f"{text.strip()}\n{more}# To have it in every terminal, put {_PLACES[shell]}"
