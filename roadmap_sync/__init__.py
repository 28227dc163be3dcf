"""A medical student's roadmap as dated events and tasks in the calendar they already use.

Two wings and a hall; every arrow points one way, and a test keeps it so::

     plan file ─ plan ─► Plan ─┐
     student file ─ schedule ──┴► items ─┬─► formats: .ics, .json, .csv, .md
                             (hall)      └─► sync (merge, ledger) ─► targets: file, caldav, google

- `plan`: text → Plan. Knows no calendar and no student.
- `schedule`: Plan + Student → items. Pure: the same inputs give the same items.
- `items`: the hall, frozen values that know no plan and no calendar.
- `content`: what a calendar shows of an item, and how to tell two of them apart.
- `formats`: items and content ⇄ text. Pure.
- `targets`: calendars behind one contract, the only I/O with them. `settings` leads to them.
- `sync`: a pure merge, a ledger of what was said and what came back, and the engine between.
- `nightly`: who starts a run at night, and what came of it; the only I/O with the system's tools.
- `archive`: some files in one, for `backup`.
- `disk` writes files, `clock` reads the clock, `plan.catalog` reads plans: one door each.
- `cache`: what a run need not do again: parse a plan, make a roadmap (`cli.outcome`).
- `cli`: parses words, calls, prints.
- `api`: the same for other programs. Its names stand here, too, and are loaded when used.
"""

TYPE_CHECKING = False  # as `typing` has it, which takes longer to load than all of this
if TYPE_CHECKING:
    from roadmap_sync.api import PlanError, expand, load_plan, load_student, to_ics

__all__ = ["PlanError", "__version__", "expand", "load_plan", "load_student", "to_ics"]
__version__ = "0.1.0"


if not TYPE_CHECKING:  # a checker of types knows the names above, and no others

    def __getattr__(name: str) -> object:
        """Load what other programs use; the command line uses none of it."""
        if name in __all__:
            from roadmap_sync import api

            return getattr(api, name)
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
