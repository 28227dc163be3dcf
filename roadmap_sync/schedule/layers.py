"""Which layer says what of a step: the plan that declared it, plans over it, the student."""

from collections.abc import Iterator

from roadmap_sync.plan.model import Step
from roadmap_sync.plan.pieces import KIND, Layer
from roadmap_sync.problems import Mark

_TITLE = "title"
#: What a value begins with that goes on over several lines or holds several.
_OPENS = ("[", "{", "|", ">", "- ")


def layer_lines(step: Step) -> Iterator[str]:
    """Yield, for each key that another layer than the step's own wrote, who says what.

    The word that counts comes first, then what it takes the place of, down to the lowest.
    """
    for key, said in step.layers.items():
        if len(said) == 1 and said[0].plan == step.plan:
            continue
        name = _TITLE if key == KIND else key
        *lower, top = said
        yield f"{name}: {_quoted(top.mark)} {_where(top)}"
        for layer in reversed(lower):
            yield f"  instead of {_quoted(layer.mark)} {_where(layer)}"


def gone_line(name: str, layer: Layer) -> str:
    """Return who took a step out."""
    if not layer.plan:
        return f"you took '{name}' out ({layer.mark})"
    return f"the plan '{layer.plan}' took '{name}' out ({layer.mark})"


def _where(layer: Layer) -> str:
    whose = f"the plan '{layer.plan}'" if layer.plan else "your student file"
    return f"in {whose} ({layer.mark})"


def _quoted(mark: Mark) -> str:
    """Return the value at a mark, if it is of one piece."""
    lines = mark.source.lines[mark.line - 1 : mark.line]
    text = "".join(lines)[mark.column - 1 :]
    return "other words" if not text or text.startswith(_OPENS) else f"'{text[: mark.width]}'"
