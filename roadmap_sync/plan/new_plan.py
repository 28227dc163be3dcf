"""An id and a title → the text of a small plan that explains itself."""

from datetime import date
from pathlib import Path
from string import Template

#: The words of the plan, with ``$names`` for what differs.
TEMPLATE = Path(__file__).with_name("plan-template.yaml")


def new_plan(template: str, ident: str, title: str, file: str, today: date) -> str:
    """Return the text of a plan.

    Its steps, phases and drafts begin with the id, so that two new plans can be followed at once.

    Args:
        template: What stands in `TEMPLATE`.
        ident: The plan's id; may hold small letters, digits and ``-``.
        title: As YAML, on one line.
        file: Its name, for the commands in its comments; printable.
        today: The day it is.
    """
    return Template(template).substitute(
        id=ident,
        word="x_" * ident[0].isdigit() + ident.replace("-", "_"),
        title=title,
        file=file,
        today=today.isoformat(),
    )
