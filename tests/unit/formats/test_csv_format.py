"""CSV: a table that is safe to open in a spreadsheet."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_sync.formats.csv_format import made_by_us, to_csv
from tests.unit.formats.samples import INTRO, MEETING, a_roadmap, an_item


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_one_row_for_each_item() -> None:
    one, other = rows(to_csv(a_roadmap(INTRO, MEETING)))

    assert (one["date"], one["time"], one["window_from"]) == ("2026-08-12", "", "2026-08-10")
    assert one["draft"] == "Dear [advisor],\n\nThank you."
    assert other["time"] == "2026-09-02T17:30:00-05:00"
    assert other["item"] == "advisor-meeting"


@pytest.mark.parametrize(
    "text",
    [
        "=HYPERLINK(1)", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\n=1", "\ufeff=1", "\uff1d1",
        "\x00@x",
    ],
)  # fmt: skip
def test_no_text_becomes_a_formula(text: str) -> None:
    [row] = rows(to_csv(a_roadmap(an_item(title=text, notes=text, checklist=(text,)))))

    for column in ("title", "notes", "checklist"):
        assert not row[column].lstrip().startswith(("=", "+", "-", "@", "\uff1d", "\t", "\r"))


@pytest.mark.parametrize("parting", [",", ";", "\t", "|"])
def test_no_column_of_another_country_is_a_formula(parting: str) -> None:
    text = 'a;=HYPERLINK("https://evil.example/")\n=1+1\nb; @SUM(1)'
    table = to_csv(a_roadmap(an_item(title=text, notes=text, checklist=(text, text))))

    for row in csv.reader(io.StringIO(table, newline=""), delimiter=parting):
        assert not [cell for cell in row if cell.lstrip(' "').startswith(("=", "+", "@"))]


def test_what_is_no_formula_stays_as_it_is() -> None:
    text = "Dr. Reyes: 3-4 letters, a=b, ana@example.org"
    [row] = rows(to_csv(a_roadmap(an_item(title=text))))

    assert row["title"] == text


@given(st.text())
def test_any_text_is_one_row(text: str) -> None:
    assert len(rows(to_csv(a_roadmap(an_item(title=text, notes=text))))) == 1


def test_we_know_our_own_files() -> None:
    assert made_by_us(to_csv(a_roadmap(INTRO)).encode())
    assert not made_by_us(b"a,b,c\n")
