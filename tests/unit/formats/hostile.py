"""A roadmap full of text that wants to be something else."""

from datetime import date, timedelta

from msgspec.structs import replace

from roadmap_sync.formats.page_progress import Check, Part, Program, Progress
from roadmap_sync.items import BlockRef, Item, Message, OnRequest, PlanRef, Roadmap, Span, Window
from tests.unit.formats.samples import CURVES, a_progress, a_roadmap, an_item

RTL = "\u202e"
TEXTS = (
    "<script>window.hacked = 1</script>",
    "</script><script>window.hacked = 1</script>",
    "</style><style>* { display: none }</style>",
    "</title><img src=x onerror='window.hacked = 1'>",
    '"><svg onload=window.hacked=1>',
    "' onmouseover='window.hacked=1",
    "<a href='javascript:window.hacked=1'>tap</a>",
    "<iframe src='https://evil.example/'></iframe>",
    "<link rel=stylesheet href='https://evil.example/a.css'>",
    "{{ 7 * 7 }} {% raw %} {{ config }}",
    "-->  ]]> &lt;b&gt; &amp; \\u003cscript\\u003e",
    f"abc{RTL}fdp.exe \u2066 isolate \u202b embed",
    "שלום, נא לכתוב ל-Dr. Reyes مرحبا",
    '=HYPERLINK("https://evil.example/")',
    "half a pair \ud83d and a NUL \x00 and a bell \x07",
    "line\u2028separator\x85next",
    "w" * 10_000,
    "many words " * 900,
    "",
)
LINKS = ("javascript:window.hacked=1", "data:text/html,<script>1</script>", "file:///etc/passwd",
         "JaVaScRiPt:alert(1)", "http://[", 'https://example.org/"onclick="x')  # fmt: skip


def _item(number: int, text: str) -> Item:
    day = date(2026, 8, 3) + timedelta(days=number)
    return an_item(
        uid=f"{number:032}", step=f"step-{number}", start=day, title=text, notes=f"{text}\n{text}",
        checklist=(text, text), message=Message(text, f"{text}\n\n{text}"), window_text=text,
        window=Window(day, day + timedelta(days=3)), source=(text,), place=text,
        link=LINKS[number % len(LINKS)], block=BlockRef("b", "core", text), phase_title=text,
        expected=True, deadline=number % 2 == 0,
        kind=("task", "message", "checkpoint", "meeting", "event")[number % 5],
    )  # fmt: skip


def a_hostile_roadmap() -> Roadmap:
    """Every text in every place."""
    items = tuple(_item(number, text) for number, text in enumerate(TEXTS))
    spans = tuple(
        Span("rotations", text, "ms1", Window(date(2026, 8, 3), date(2026, 9, 3))) for text in TEXTS
    )
    asked = tuple(
        OnRequest(
            plan="p", step="s", occurrence="", kind="task", title=text, notes=text,
            checklist=(text,), message=Message(text, text), source=(text,), stage="ms1",
            phase_title=text,
        )
        for text in TEXTS
    )  # fmt: skip
    roadmap = replace(a_roadmap(*items), on_request=asked, spans=spans, calendar_name=TEXTS[3])
    return replace(roadmap, plans=tuple(PlanRef("p", text, text) for text in TEXTS))


def a_hostile_progress() -> Progress:
    """What belongs to `a_hostile_roadmap`, with more people than anybody has."""
    uids = [f"{number:032}" for number in range(len(TEXTS))]
    day = date(2026, 8, 3)
    crowd = tuple((day + timedelta(days=number), 3 * (number + 1)) for number in range(333))
    return replace(
        a_progress(),
        done=frozenset(uids[::3]),
        skipped=frozenset(uids[1::3]),
        parts=tuple(Part(text, text, 1, 1, 3) for text in TEXTS),
        checks=tuple(Check(uid, day, done=False, missing=tuple(uids)) for uid in uids[2::5]),
        curves=tuple(replace(curve, steps=crowd, undated=2) for curve in CURVES),
        programs=tuple(Program(text, "some", 1000, 0, 1, suggested=True) for text in TEXTS),
    )
