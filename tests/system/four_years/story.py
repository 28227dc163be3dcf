"""Four years of one student: what happens by design, and what happens by lot.

A line is a deed. ``$`` is typed into a terminal; ``phone`` is a calendar app on the same CalDAV
calendar; ``editor`` changes a file by hand. All deeds of a month come before its sync.
"""

import random
from dataclasses import dataclass
from datetime import date

#: The first day of each month of the story stands alone on a line; months without one of their
#: own come in between and hold what happens by lot.
STORY = """
2026-08-12
    $ init --start 2026-08-10 --zone America/Chicago --answer aways=true --no-input --id 0123abc
    editor: joins the calendar
2026-09-09
    phone: ticks advisor-intro
    phone: adds 'Dentist'
    $ set name Ana
    $ set date ms2 2027-08-09
    $ set date graduation 2030-05-17
    $ add exam "Anatomy final" --date 2026-10-16
2026-10-07
    phone: writes 'she knows Dr. Okafor' into course-director
    $ people add "Dr. Maria Reyes" --role mentor --met "surgery interest group" --since 2026-10-02
    $ move stay-after 2026-10-21
2026-11-11
    # She ticked the wrong one.
    $ done research-ask-ms2s
    phone: adds 'Choir'
2026-12-09
    $ undone research-ask-ms2s
    $ skip coffee#2
2027-01-13
    # Coffee was a good idea after all.
    $ restore coffee#2
    $ people add "Sam Okafor" --role resident --met "night float" --program "Hill IM"
    $ people log Reyes --note "her clinic, one morning"
2027-03-10
    phone: moves two-people to 2027-05-22
    phone: calls summer-terms 'Terms with Dr. Reyes'
2027-05-12
    $ set date summer_work 2027-06-14
    $ add conference "Family medicine student conference" --start 2027-07-29 --until 2027-07-31
2027-07-14
    $ people add "Dr. Lee" --role mentor --since 2027-07-09 --cadence "8-12 weeks"
    phone: deletes summer-weekly#7
2027-09-08
    # The plan names its mentors: whom she knows longest is the first.
    phone: ticks career-chat-ask/mentor-1
    $ people log Reyes --date 2027-08-30 --note "career chat"
2027-11-10
    $ set date step1 2028-04-03..2028-05-26
    $ set date clerkships 2028-07-03
    $ people log lee --note "wrote"
2028-01-12
    $ people log reyes --note "short talk; she asked for the poster"
    phone: moves keep-in-touch/mentor-2#1 to 2028-01-21
2028-02-09
    $ people log lee --date 2028-01-24 --note "three sentences"
2028-04-12
    # The clerkships are out.
    $ add rotation "Internal medicine" --start 2028-07-03 --weeks 8 --interest yes
    $ add rotation Surgery --start 2028-08-28 --until 2028-10-20 --exam 2028-10-20
    $ add rotation Pediatrics --start 2028-10-23 --weeks 6
    $ people log reyes --note "coffee"
2028-06-14
    $ add rotation "Derm selective" --start 2029-01-08 --weeks 2 --kind selective
    $ add day-off "Winter break" --from 2028-12-18 --until 2029-01-05
    $ people add "Dr. Third" --role mentor --since 2028-06-10
2028-08-09
    phone: writes 'asked her already: yes!' into ask-letter@internal-medicine
    phone: moves ask-letter@internal-medicine to 2028-08-22
    # Her first year makes the calendar long: away with some of it.
    phone: throws away network-map
    phone: throws away october-check
2028-09-13
    # Surgery begins a week later than it said, and ends when it said.
    editor: student.yaml has 'start: 2028-08-28, until' changed to 'start: 2028-09-04, until'
    $ people log "Dr. Third" --note "on the ward"
2028-11-08
    $ add leave "Family leave" --from 2029-02-05 --until 2029-03-30
2029-01-10
    editor: network.yaml has '# The people you have met.' changed to '# My people.'
    $ people log reyes --date 2028-12-20 --note "how the wards are going"
2029-04-11
    $ add away "IM at Lakeside" --start 2029-07-30 --weeks 4 --zone America/New_York
    $ set mentors 4
    phone: ticks aways-plan
2029-05-09
    phone: unticks aways-plan
2029-06-13
    # Her laptop is stolen. The backup has her files, but not what the program remembers.
    the laptop is gone
2029-08-08
    phone: adds 'Flat in Lakeside'
    $ people log reyes --note "letter promised"
2029-09-12
    phone: moves nrmp-registration to 2029-09-20
2029-10-10
    $ add interview "Lakeside IM" --date 2029-11-13
    $ add interview "Hill IM" --date 2029-12-18
2029-11-14
    phone: ticks interview-tips@lakeside-im
    $ done interview-update
    phone: writes 'ask for Dr. Ito' into interview-tips@hill-im
2029-12-05
    # Hill IM called it off: what she has written down there is hers, the rest goes.
    editor: student.yaml has '  - {program: Hill IM, date: 2029-12-18}' no more
    sync asks about interview-tips@hill-im
2030-02-06
    # Twice moved, in two places.
    phone: moves ranking-opens to 2030-02-11
    $ move rank-list-review 2030-02-20
2030-03-20
    $ done match-day
    $ people log reyes --note "matched!"
    $ people log lee --note "matched!"
2030-05-22
    $ done carry-on
2030-06-12
"""
#: By how many of a hundred; the lot of an item hangs on its name alone, so that a step more or
#: less in the plan changes nobody else's.
FATES = (
    (36, "says here that it is done"),
    (26, "ticks it off on the phone"),
    (5, "skips it before it comes"),
    (5, "deletes it on the phone before it comes"),
    (7, "moves it on the phone by a few days, and does it then"),
    (5, "moves it here by a week, and does it then"),
    (4, "writes a line of her own into it, and does it"),
    (12, "lets it be"),
)
SEED = 2026


@dataclass(frozen=True, slots=True)
class Month:
    """One month: the day on which she sits down to it, and what she does by design."""

    day: date
    deeds: tuple[str, ...]


def months() -> tuple[Month, ...]:
    """Return all months from the first to the last of the story, in order."""
    written: dict[date, list[str]] = {}
    for line in filter(None, (line.strip() for line in STORY.splitlines())):
        if line[0].isdigit():
            day = date.fromisoformat(line)
            written[day] = []
        elif not line.startswith("#"):
            written[day].append(line)
    first, last = min(written), max(written)
    count = (last.year - first.year) * 12 + last.month - first.month
    by_month = {(day.year, day.month): day for day in written}
    found = []
    for number in range(count + 1):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        usual = date(year, month + 1, 10)
        chosen = by_month.get((year, month + 1), usual)
        found.append(Month(chosen, tuple(written.get(chosen, ()))))
    return tuple(found)


def fate(name: str) -> str:
    """Return what becomes of an item by lot; to one that the story mentions happens no more."""
    if name in STORY.split():
        return "lets it be"
    weights, fates = zip(*FATES, strict=True)
    return str(random.Random(f"{SEED} {name}").choices(fates, weights)[0])  # noqa: S311 - a lot
