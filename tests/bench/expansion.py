"""One plan, many students, nothing kept: prints seconds and the peak of memory as JSON."""

import json
import sys
import time
from pathlib import Path

from msgspec.structs import replace

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
    students = [student_from_options(f"{year}-{month:02}") for year in (2025, 2026, 2027)
                for month in (7, 8)]  # fmt: skip
    expand(plan, students[0])
    before = time.perf_counter()
    for number in range(count):
        student = replace(students[number % len(students)], id=f"student-{number}")
        assert expand(plan, student).roadmap.items
    print(json.dumps({"seconds": time.perf_counter() - before, "peak": peak()}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
