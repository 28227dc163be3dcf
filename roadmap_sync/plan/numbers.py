"""Numbers in dates: ``3``, ``-1``, ``3-5``, and what to say about one that cannot be meant."""

from roadmap_sync.plan.words import Kind, Token, Words

#: The code of a number that is a number but cannot be meant.
RANGE = "when-range"
#: The most digits a number has.
DIGITS = 4
_MOST = 1000


def read_number(words: Words, hint: str = "", least: int = 1, most: int = _MOST) -> int:
    """Read a whole number from ``least`` to ``most``; ``hint`` says what could stand here."""
    token = words.peek()
    if token.kind is not Kind.NUMBER:
        raise words.wrong(hint or "a number")
    value = int(token.text) if len(token.text) <= DIGITS else -1
    if not least <= value <= most:
        message = f"'{token.text[:40]}' is not from {least} to {most}"
        raise words.bad(token, message, hint, RANGE)
    words.take()
    return value


def read_signed(words: Words, unit: str) -> int:
    """Read a number that counts from the start, or with ``-`` from the end."""
    sign = -1 if words.accept("-") else 1
    return sign * read_number(
        words, f"after '{unit}' comes a number from 1, or -1 for the last one"
    )


def read_amounts(words: Words) -> tuple[int, int]:
    """Read ``3``, ``3-5`` or ``3 to 5``."""
    low = high = read_number(words)
    token = words.peek()
    if words.accept("-", "to"):
        token = words.peek()
        high = read_number(words)
    check_order(words, token, low, high)
    return low, high


def check_order(words: Words, token: Token, low: int, high: int) -> None:
    """Refuse a range that runs backwards."""
    if high < low:
        hint = f"did you mean {high} to {low}?"
        raise words.bad(token, f"{low} to {high} runs backwards", hint, RANGE)
