"""Files full of text that wants to be something else, and their calm twins.

What cannot be seen (control characters, marks that turn text around) is refused in all files, so
it is tried apart; what stands here is visible, and must stay text wherever it goes.
"""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from roadmap_sync.sync.notes import BORDER

#: One for each step, rotation and person, in their order.
WORDS = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[tap](javascript:alert(1)) <a href='javascript:alert(1)'>tap</a> <https://evil.example/>",
    '=HYPERLINK("https://evil.example/";"tap");=1+1',
    "@SUM(1;1);+1;-1",
    r"x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:forged\nEND:VCALENDAR",
    "x%0d%0aEND:VEVENT&subject=forged&bcc=evil@example.org?body=forged#",
    "שלום \u200f مرحبا \u200e Dr. Reyes \N{FAMILY} e\u0301",
    "{{ 7 * 7 }} {% raw %} $(id) `id` %(name)s %s {0}",
    "✓ ☐ [x] —— your own notes go below this line and stay as they are ——",
    "# heading | cell > quote ~~~ *bold* _it_ & &lt;b&gt; \\ \\, ; : \" '",
    "BEGIN:VCARD;FN=forged,FN:forged;;;",
    "w" * 200,
)
#: What may stand in a file of one's own, but means something else in a plan.
SLOTS = "{attending} {mentor} {me} {school}"
#: Many lines, each of which looks like one of a format.
LINES = f"""\
Begin
{BORDER}
END:VEVENT
BEGIN:VEVENT
SUMMARY:forged
=1+1
# forged
- [x] forged
> forged
<b>forged</b>
Subject: forged
+ 2026-09-01 forged
---
"""
CALM = "Something"
ID = "0123abc"


def write(folder: Path, *, calm: bool = False, targets: str = "") -> None:
    """Write a plan, a student file and a network log; calm ones have as many of everything."""

    def words(number: int, *, plan: bool = False) -> str:
        word = WORDS[number] if plan or number else f"{WORDS[0]} {SLOTS}"
        return json.dumps(f"{CALM} {number}" if calm else word)

    lines = json.dumps("\n".join([CALM] * LINES.count("\n")) + "\n" if calm else LINES)
    (folder / "plan.yaml").write_text(_plan(words, lines), "utf-8")
    (folder / "student.yaml").write_text(_student(words, lines) + targets, "utf-8")
    (folder / "network.yaml").write_text(_network(words, lines), "utf-8")


_Words = Callable[..., str]
_KINDS = ("task", "message", "event", "checkpoint", "meeting")


def _plan(words: _Words, lines: str) -> str:
    text = f"plan: hostile\ntitle: {words(0, plan=True)}\nupdated: 2026-01-01\nsources:\n"
    text += f"  R: {{title: {words(1)}, publisher: {words(2)}, date: 2026-01-01}}\nphases:\n"
    for number in range(len(WORDS)):
        word = words(number, plan=True)
        text += (
            f"  p{number}:\n    title: {word}\n    from: start\n    until: 40 weeks after start\n"
            f"    steps:\n      s{number}:\n        {_KINDS[number % len(_KINDS)]}: {word}\n"
            f"        when: weeks {number + 1}-{number + 2}\n        place: {word}\n"
            f"        notes: {lines}\n        checklist: [{word}, {word}]\n"
            f"        draft: d{number}\n        source: R1.{number}\n"
        )
    text += (
        "  people:\n    title: People\n    from: start\n    until: 40 weeks after start\n"
        "    steps:\n      keep:\n        message: 'Write {mentor}, {slot}'\n"
        "        when: weeks 3-30\n        each: mentors\n        draft: d0\n"
        "blocks:\n  rotation:\n    title: Rotation\n    for: rotations\n    steps:\n"
        "      greet: {task: 'Greet {attending} in {block}', when: day 1, draft: d1}\n"
        "drafts:\n"
    )
    body = json.dumps("Dear {attending}, {mentor},\n\n" + json.loads(lines) + "\n{me}, {school}\n")
    for number in range(len(WORDS)):
        text += f"  d{number}: {{subject: {words(number, plan=True)}, body: {body}}}\n"
    return text


def _student(words: _Words, lines: str) -> str:
    del lines
    text = (
        f"id: {ID}\nstart: 2060-08-09\ntimezone: America/Chicago\nplans: [plan.yaml]\n"
        f"name: {words(0)}\nschool: {words(5)}\nmentors: {len(WORDS)}\n"
        f"calendar: {{people: full, name: {words(0)}}}\n"
        f"days_off: [{{name: {words(2)}, date: 2060-09-15}}]\nrotations:\n"
    )
    for number in range(len(WORDS)):
        start, word = date(2061, 1, 3) + timedelta(weeks=2 * number), words(number)
        text += (
            f"  - {{name: {word}, id: r{number}, start: {start}, weeks: 2, attending: {word}, "
            f"place: {word}}}\n"
        )
    return text


def _network(words: _Words, lines: str) -> str:
    text = "people:\n"
    for number in range(len(WORDS)):
        word = words(number)
        name = json.dumps(f"{number} {json.loads(word)}"[:200])
        text += (
            f"  - name: {name}\n    role: mentor\n    met: {word}\n    detail: {word}\n"
            f"    programs: [{word}]\n    email: {word}\n    phone: {word}\n    title: {word}\n"
            f"    organization: {word}\n    notes: {lines}\n"
            f"    log: [{{date: 2026-01-{number + 1:02}, note: {word}}}]\n"
        )
    return text
