"""The words of ``when:``, ``every:`` and of gaps between steps → values of `plan.when`.

One function for each line of the grammar, in the order of the table in ``plans/README.md``.
"""

from roadmap_sync.plan.nodes import Scalar
from roadmap_sync.plan.numbers import (
    DIGITS,
    RANGE,
    check_order,
    read_amounts,
    read_number,
    read_signed,
)  # fmt: skip
from roadmap_sync.plan.scalars import YEARS, parse_date
from roadmap_sync.plan.vocabulary import (
    COUNTED,
    DIRECTIONS,
    EDGES,
    EXTREMES,
    GAPS,
    LANGUAGE,
    LENGTHS,
    MATCH_YEAR,
    MONTHS,
    NAMED_DAYS,
    ORDINALS,
    RESERVED,
    SIGNS,
    SINGLE,
    UNITS,
    WEEKDAYS,
    is_name,
    split,
)  # fmt: skip
from roadmap_sync.plan.when import (
    Anchor,
    Beside,
    Count,
    DayOfMonth,
    Direction,
    Edge,
    Every,
    Extreme,
    Fixed,
    Months,
    Nearest,
    Offset,
    OnRequest,
    Ordinal,
    Part,
    Share,
    Span,
    Unit,
    Weekday,
    When,
    Within,
    Year,
)  # fmt: skip
from roadmap_sync.plan.words import Kind, Token, Words
from roadmap_sync.problems import Problems

__all__ = ["RESERVED", "parse_every", "parse_gap", "parse_when"]

_ALL = 100


def parse_when(scalar: Scalar, problems: Problems) -> When | None:
    """Return what a relative date means, or None with one finding in ``problems``.

    The finding is marked at the word that is wrong. Never raises, whatever the text.
    """
    return Words(scalar, split(scalar.text), LANGUAGE).read(_when, problems)


def parse_every(scalar: Scalar, problems: Problems) -> Every | None:
    """Return how often a step repeats: ``week``, ``2 weeks``, ``8-12 weeks``.

    Errors as in `parse_when`.
    """
    return Words(scalar, split(scalar.text), LANGUAGE).read(_every, problems)


def parse_gap(scalar: Scalar, problems: Problems) -> tuple[int, Unit] | None:
    """Return a distance between two steps: ``5 workdays``, in days, workdays or weeks.

    Errors as in `parse_when`.
    """
    return Words(scalar, split(scalar.text), LANGUAGE).read(_gap, problems)


def _when(words: Words) -> When:
    first = words.peek()
    if words.accept("on"):
        words.expect({"request": True}, "'on request' means no date at all")
        return OnRequest(words.mark(first))
    when = _term(words)
    if words.accept("to"):
        last = _term(words)
        return Span(when, last, words.mark(first))
    return when


def _term(words: Words) -> When:
    first = words.peek()
    if words.accept("within"):
        count = read_number(
            words, "after 'within' comes a number, as in 'within 2 weeks after end'"
        )
        unit, direction = words.expect(UNITS), words.expect(DIRECTIONS)
        anchor = _anchor(words)
        return Within(count, unit, direction, anchor, words.mark(first))
    side = words.pick(DIRECTIONS)
    anchor = _anchor(words)
    return anchor if side is None else Beside(side, anchor, words.mark(first))


def _anchor(words: Words) -> When:
    first = words.peek()
    extreme = words.pick(EXTREMES)
    if extreme is not None:
        words.expect({"of": True})
        one, _, other = _anchor(words), words.expect({"and": True}), _anchor(words)
        return Extreme(extreme, one, other, words.mark(first))
    if first.kind is Kind.PERCENT:
        return _share(words)
    if first.kind is not Kind.NUMBER:
        return _primary(words)
    low, high = read_amounts(words)
    unit, direction = words.expect(UNITS), words.expect(DIRECTIONS)
    anchor = _anchor(words)
    return Offset(low, high, unit, direction, anchor, words.mark(first))


def _share(words: Words) -> When:
    first = words.take()
    percent = int(first.text[:-1])
    if percent > _ALL:
        raise words.bad(first, f"'{first.text}' is more than the whole", code=RANGE)
    words.expect({"of": True}, "as in '40% of ms2 to clerkships'")
    one, _, other = _anchor(words), words.expect({"to": True}), _anchor(words)
    return Share(percent, one, other, words.mark(first))


def _primary(words: Words) -> When:
    for rule in (_fixed, _count, _ordinal, _day_of, _part, _months):
        when = rule(words)
        if when is not None:
            return when
    return _name(words, "a date such as 'week 2', 'october' or '2 weeks before match_day'")


def _fixed(words: Words) -> When | None:
    token = words.peek()
    if token.kind is not Kind.DATE:
        return None
    day = parse_date(token.text)
    if day is None:
        raise words.bad(token, f"'{token.text}' is not a day I can use",
                        f"year, month, day, from {YEARS[0]} to {YEARS[-1]}", RANGE)  # fmt: skip
    words.take()
    return Fixed(day, words.mark(token))


def _count(words: Words) -> When | None:
    first = words.peek()
    unit = words.pick(COUNTED)
    if unit is None:
        return None
    low, token = read_signed(words, first.text), words.peek()
    high = low
    if words.accept("-") or (_number_after_to(words) and words.accept("to")):
        token = words.peek()
        high = read_signed(words, first.text)
    if (low < 0) is not (high < 0):
        raise words.bad(token, "one end is counted from the start, the other from the end",
                        "give each its own date: 'week 2 to week -1'", RANGE)  # fmt: skip
    check_order(words, token, low, high)
    of = _of_name(words)
    return Count(unit, low, high, of, words.mark(first))


def _ordinal(words: Words) -> When | None:
    first = words.peek()
    number = _nth(words)
    if number is None:
        return None
    if words.peek().kind is Kind.NUMBER and number in {1, -1}:
        return _several(words, first, number)
    weekday = words.pick(WEEKDAYS)
    if weekday is None:
        unit = words.expect(
            SINGLE, "a day of the week, 'workday', 'weekday', 'day', 'week' or 'month'"
        )
        of = _of_name(words)
        return Count(unit, number, number, of, words.mark(first))
    if words.accept("on"):
        return _nearest(words, first, number, weekday)
    within = _primary(words) if words.accept("of") else None
    if weekday is Weekday.DAY and (within is None or isinstance(within, Anchor)):
        return Count(Unit.DAY, number, number, within, words.mark(first))
    return Ordinal(number, weekday, within, words.mark(first))


def _nth(words: Words) -> int | None:
    token = words.peek()
    if token.kind is not Kind.ORDINAL:
        return words.pick(ORDINALS)
    digits = token.text[:-2]
    number = int(digits) if len(digits) <= DIGITS else 0
    if not 1 <= number <= max(LENGTHS):
        raise words.bad(token, f"'{token.text[:40]}' is not from 1st to 31st", code=RANGE)
    words.take()
    return number


def _several(words: Words, first: Token, number: int) -> When:
    """Read ``3 days`` after ``first`` or ``last``."""
    count = read_number(words)
    unit = words.expect(COUNTED)
    of = _of_name(words)
    low, high = (1, count) if number > 0 else (-count, -1)
    return Count(unit, low, high, of, words.mark(first))


def _nearest(words: Words, first: Token, number: int, weekday: Weekday) -> When:
    """Read what follows ``first friday on``."""
    words.expect({"or": True})
    direction = words.expect(DIRECTIONS)
    right, name = (1, "first") if direction is Direction.AFTER else (-1, "last")
    if number != right:
        said = f"on or {direction.value}"
        raise words.bad(first, f"'{first.text}' does not go with '{said}'",
                        f"write '{name} {weekday.value} {said}'")  # fmt: skip
    anchor = _anchor(words)
    return Nearest(weekday, direction, anchor, words.mark(first))


def _day_of(words: Words) -> When | None:
    first = words.peek()
    weekday = words.pick(NAMED_DAYS)
    if weekday is None:
        return None
    words.expect({"of": True}, f"write '{weekday.value} of week 2' or 'first {weekday.value}'")
    within = _primary(words)
    return Ordinal(1, weekday, within, words.mark(first))


def _part(words: Words) -> When | None:
    first = words.peek()
    edge = words.pick(EDGES)
    if edge is None:
        return None
    if words.accept("of"):
        within = _primary(words)
        return Part(edge, within, words.mark(first))
    if edge is Edge.MIDDLE:
        return Part(edge, None, words.mark(first))
    return Anchor(edge.value, words.mark(first))


def _months(words: Words) -> When | None:
    first = words.peek()
    month = words.pick(MONTHS)
    if month is None:
        return None
    if words.peek().kind is Kind.NUMBER:
        day = _day_of_month(words, first.text, month)
        year = _year(words)
        return DayOfMonth(month, day, year, words.mark(first))
    last = month
    if words.accept("-") or (_month_after_to(words) and words.accept("to")):
        last = words.expect(MONTHS, "a month comes after the '-', as in 'nov-feb'")
    year = _year(words)
    return Months(month, last, year, words.mark(first))


def _day_of_month(words: Words, name: str, month: int) -> int:
    token = words.peek()
    length = LENGTHS[month - 1]
    hint = f"{name} has {length} days"
    if len(token.text) == DIGITS:
        hint = f"a year is written '{name} in {token.text}'"
    return read_number(words, hint, most=length)


def _year(words: Words) -> Year | None:
    if not words.accept("in"):
        return None
    first = words.peek()
    if first.kind is Kind.NUMBER:
        number = read_number(words, f"a year from {YEARS[0]} to {YEARS[-1]}", YEARS[0], YEARS[-1])
        return Year("", number, words.mark(first))
    words.expect({MATCH_YEAR: True}, f"a year such as 2029, or '{MATCH_YEAR} - 1'")
    sign = words.pick(SIGNS)
    offset = 0 if sign is None else sign * read_number(words, most=20)
    return Year(MATCH_YEAR, offset, words.mark(first))


def _name(words: Words, hint: str) -> Anchor:
    token = words.peek()
    if not is_name(token):
        raise words.wrong(hint)
    words.take()
    return Anchor(token.text, words.mark(token))


def _of_name(words: Words) -> Anchor | None:
    if not words.accept("of"):
        return None
    token = words.peek()
    if words.accept("start", "end"):
        return Anchor(token.text, words.mark(token))
    return _name(
        words, "days, weeks and months are counted in a named date, as in 'week 11 of ms1'"
    )


def _number_after_to(words: Words) -> bool:
    """Is it ``weeks 2 to 3``, and not ``week 2 to 3 days after end``?"""
    place = 2 if words.peek(1).text == "-" else 1
    number, after = words.peek(place), words.peek(place + 1)
    return number.kind is Kind.NUMBER and after.text not in {"-", "to", *UNITS}


def _month_after_to(words: Words) -> bool:
    """Is it ``november to february``, and not ``november to february 3``?"""
    return words.peek(1).text in MONTHS and words.peek(2).kind is not Kind.NUMBER


def _every(words: Words) -> Every:
    first = words.peek()
    if first.kind is Kind.NUMBER:
        low, high = read_amounts(words)
        return Every(low, high, words.expect(COUNTED), words.mark(first))
    unit = words.expect(SINGLE, "such as 'week', '2 weeks' or '8-12 weeks'")
    return Every(1, 1, unit, words.mark(first))


def _gap(words: Words) -> tuple[int, Unit]:
    count = read_number(words, "a number and a unit, such as '5 workdays'")
    return count, words.expect(GAPS)
