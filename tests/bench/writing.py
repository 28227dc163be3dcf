"""A roadmap of many items becomes one file: prints seconds, bytes and the peak of memory."""

import json
import sys
import time
from pathlib import Path

from msgspec.structs import replace

from roadmap_sync.formats.ics import to_ics
from roadmap_sync.plan.loader import load_plan
from roadmap_sync.plan.shelf import PlanRequest
from roadmap_sync.problems import Problems
from roadmap_sync.schedule.expand import expand
from roadmap_sync.schedule.student_reader import student_from_options
from tests.bench.peak import peak


def main(count: int) -> None:
    problems = Problems()
    plan = load_plan([PlanRequest("ms1-ms4-networking", None, Path())], problems)
    assert plan is not None, problems.sorted()
    roadmap = expand(plan, student_from_options("2026-08")).roadmap
    some = roadmap.items
    items = (replace(some[number % len(some)], uid=f"{number:032}") for number in range(count))
    roadmap = replace(roadmap, items=tuple(items))
    before = time.perf_counter()
    data = to_ics(roadmap)
    seconds = time.perf_counter() - before
    print(json.dumps({"seconds": seconds, "bytes": len(data), "peak": peak()}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
