"""An occurrence with a chosen day → an item: words, hours, alarm."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from roadmap_sync.items import BlockRef, Item, Message, Window
from roadmap_sync.items import OnRequest as Listed
from roadmap_sync.plan.model import Block, Kind, Phase, Plan, Step
from roadmap_sync.schedule.blocks import BlockCopy
from roadmap_sync.schedule.dates import DAY
from roadmap_sync.schedule.identity import uid
from roadmap_sync.schedule.occurrences import Family, Occurrence
from roadmap_sync.schedule.student import Student
from roadmap_sync.schedule.texts import Words, spoken_slot

_EVENTS = (Kind.MEETING, Kind.EVENT)
_REMIND = (Kind.MESSAGE, Kind.MEETING, Kind.CHECKPOINT)
#: A window longer than this gets no alarm: there is no hurry, and no right evening.
_LONG = timedelta(days=31)
#: How long a thing with an hour takes if the plan does not say, in minutes.
_MINUTES = {Kind.MEETING: 30, Kind.EVENT: 30}


class Maker:
    """Makes the items of one student."""

    def __init__(self, plan: Plan, student: Student) -> None:
        """Take where the words and the sender's settings come from."""
        self._plan = plan
        self._student = student

    def item(self, member: Occurrence) -> Item:
        """Return the item of an occurrence whose day is chosen."""
        step, copy = member.step, member.copy
        assert member.chosen is not None
        day = date.fromordinal(member.chosen)
        start, end = self._hours(member, day)
        local = self._local_day(start)
        slot = spoken_slot(step, copy, member.slot)
        words = Words(self._student, copy, slot, member.number)
        home = self._home(step)
        stage = self._stage(home.stage)
        sample = copy is not None and copy.entry.sample
        return Item(
            uid=uid(self._student.id, step.plan, step.identity, member.key),
            plan=step.plan, step=step.id, occurrence=member.key,
            kind=step.kind.value, type="event" if step.kind in _EVENTS else "task",
            title=self._title(step, words, timed=_timed(start), sample=sample),
            notes=words.notes(step.notes),
            checklist=tuple(words.plain(line) for line in step.checklist),
            message=self._message(step, words),
            date=local, start=start, end=end,
            window=_stretched(member.window, local), window_text=member.text,
            source=step.source,
            block=None if copy is None else _block_ref(copy),
            person=self._person(member),
            stage=stage, phase=home.id, phase_title=words.plain(home.title),
            tags=_tags(step, home, stage),
            expected=member.found.expected, deadline=step.deadline, sample=sample,
            alarm=self._alarm(step, member.window, local),
            place=words.plain(step.place) or (copy.entry.place if copy and _timed(start) else ""),
            link=step.link,
            updated=self._plan.updated,
        )  # fmt: skip

    def listed(self, family: Family) -> Listed:
        """Return a step that waits for an occasion."""
        step = family.step
        slot = spoken_slot(step, family.copy, family.slot)
        words = Words(self._student, family.copy, slot, 0)
        return Listed(
            plan=step.plan,
            step=step.id,
            occurrence=family.name.removeprefix(step.id),
            kind=step.kind.value,
            title=words.plain(step.title),
            notes=words.plain(step.notes),
            checklist=tuple(words.plain(line) for line in step.checklist),
            message=self._message(step, words),
            source=step.source,
            stage=self._stage(self._home(step).stage),
            phase_title=self._home(step).title,
        )

    def _home(self, step: Step) -> Phase | Block:
        return self._plan.blocks[step.home] if step.in_block else self._plan.phases[step.home]

    def _stage(self, stage: str) -> str:
        """Return a stage, or the one before it if the student does not have it (three-year MD)."""
        if stage not in self._student.dropped_stages:
            return stage
        stages = {phase.stage for phase in self._plan.phases.values()}
        stages |= {block.stage for block in self._plan.blocks.values()}
        kept = stages - self._student.dropped_stages
        return max((one for one in kept if one < stage), default="")

    def _zone(self, day: date) -> ZoneInfo:
        return ZoneInfo(self._student.zone_on(day))

    def _local_day(self, start: date) -> date:
        """Return the day on which something begins where the student lives."""
        if not isinstance(start, datetime):
            return start
        return start.astimezone(self._zone(start.date())).date()

    def _hours(self, member: Occurrence, day: date) -> tuple[date, date]:
        """Return start and exclusive end: days, or instants if there is an hour."""
        step = member.step
        at: time | None = step.at
        zone = step.zone
        if at is None and step.kind in _EVENTS:
            at, zone = member.found.at, member.found.zone
        if at is None:
            return day, day + DAY
        if not zone and member.copy is not None:
            zone = member.copy.entry.timezone
        where = ZoneInfo(zone) if zone else self._zone(day)
        start = datetime.combine(day, at, where)
        minutes = step.minutes or _MINUTES.get(step.kind, 30)
        return start, _later(start, minutes)

    @staticmethod
    def _title(step: Step, words: Words, *, timed: bool, sample: bool) -> str:
        title = words.plain(step.title)
        if step.kind is Kind.MEETING and not timed:
            title = f"Arrange: {title}"
        return f"Sample: {title}" if sample else title

    def _message(self, step: Step, words: Words) -> Message | None:
        draft = self._plan.drafts.get(step.draft)
        if draft is None:
            return None
        return Message(words.draft(draft.subject), words.draft(draft.body))

    def _person(self, member: Occurrence) -> str | None:
        if member.slot:
            mentor = self._student.mentor(member.slot)
            named = mentor is not None and self._student.calendar.people != "none"
            return mentor.name if mentor is not None and named else member.slot
        if member.copy is None or self._student.calendar.people == "none":
            return None
        return member.copy.entry.people.get("attending")

    def _alarm(self, step: Step, window: Window, day: date) -> datetime | None:
        settings = self._student.calendar
        if not settings.alarms or not (step.deadline or step.kind in _REMIND):
            return None
        if window.until_day - window.from_day >= _LONG and not step.deadline:
            return None
        evening = day - timedelta(days=settings.remind.days_before)
        return datetime.combine(evening, settings.remind.at, self._zone(evening))


def _timed(start: date) -> bool:
    return isinstance(start, datetime)


def _later(start: datetime, minutes: int) -> datetime:
    """Move by real minutes, also across a change of the clock."""
    zone = start.tzinfo
    return (start.astimezone(ZoneInfo("UTC")) + timedelta(minutes=minutes)).astimezone(zone)


def _stretched(window: Window, day: date) -> Window:
    """Keep the student's local day inside the window: an hour abroad may be the next day here."""
    return Window(min(window.from_day, day), max(window.until_day, day))


def _block_ref(copy: BlockCopy) -> BlockRef:
    return BlockRef(copy.entry.id, copy.entry.kind, copy.entry.name)


def _tags(step: Step, home: Phase | Block, stage: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag for tag in (stage, home.id, *step.tags) if tag))
