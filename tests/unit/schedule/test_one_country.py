"""One country alone has the same holidays as among all of them."""

import subprocess
import sys

import pytest

_ALONE = """
import sys
from roadmap_sync.schedule.one_country import load_alone
if {alone}: load_alone({code!r})
from holidays import country_holidays
found = country_holidays({code!r}, years=range(2026, 2031))
loaded = [name for name in sys.modules if name.startswith("holidays.countries.")]
import holidays.countries
assert len(holidays.countries.__dict__) > 500
print(sorted(found.items()))
print(len(loaded), file=sys.stderr)
"""


def run(code: str, *, alone: bool) -> tuple[str, int]:
    words = [sys.executable, "-c", _ALONE.format(code=code, alone=alone)]
    ended = subprocess.run(words, check=True, capture_output=True, text=True)
    return ended.stdout, int(ended.stderr)


@pytest.mark.parametrize("code", ["US", "CA", "PR"])
def test_the_same_holidays_from_fewer_modules(code: str) -> None:
    alone, few = run(code, alone=True)
    among, many = run(code, alone=False)

    assert alone == among
    assert few < 10 < many


def test_an_unknown_country_is_left_to_the_library() -> None:
    from roadmap_sync.schedule.one_country import load_alone

    load_alone("XX")

    assert "holidays.countries.XX" not in sys.modules
