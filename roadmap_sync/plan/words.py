"""Reading a short text word by word: where each word stands, and what to say about a wrong one.

`plan.grammar` (dates) and `plan.conditions` share it; each has its own way to split a text.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum, auto
from itertools import islice
from typing import TypeVar

from msgspec import Struct, field

from roadmap_sync.plan.nodes import Scalar
from roadmap_sync.problems import Mark, Problem, Problems, did_you_mean, one_of

_T = TypeVar("_T")
#: The longest word that is shown in a message, and the longest list of words in a hint.
_SHOWN = 40
_LISTED = 12
#: How alike a name and a word of the language must be before we doubt the name.
_ALIKE = 0.75


class Kind(Enum):
    """What a piece of text looks like, before it means anything."""

    WORD = auto()
    NUMBER = auto()
    ORDINAL = auto()
    PERCENT = auto()
    DATE = auto()
    SIGN = auto()
    QUOTED = auto()
    OTHER = auto()
    END = auto()


class Token(Struct, frozen=True):
    """A piece of the text.

    Attributes:
        text: As it is compared with known words; for dates of the plan in small letters.
        start: Characters from the beginning of the text.
        end: Where the next character stands.
    """

    kind: Kind
    text: str
    start: int
    end: int


class Language(Struct, frozen=True):
    """What messages need to know about a small language.

    Attributes:
        what: What one text of it is called: ``date``.
        code: Of the problems: ``when-syntax``.
        known: Every word it gives a meaning to.
        openers: Those of them that something must follow.
        limit: The most words one text may have.
        instead: What to write for signs of other languages.
    """

    what: str
    code: str
    known: frozenset[str]
    openers: frozenset[str]
    limit: int
    instead: Mapping[str, str] = field(default_factory=dict)


class _WrongError(Exception):
    """The rest of the text is not worth reading."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Words:
    """The words of one text, taken one by one.

    It remembers which words were asked for at the present place, so that the message about a
    wrong one can offer the nearest of them.
    """

    def __init__(self, scalar: Scalar, tokens: Iterable[Token], language: Language) -> None:
        self._scalar = scalar
        self._tokens = list(islice(tokens, language.limit + 1))
        self._language = language
        self._next = 0
        self._asked: set[str] = set()

    def read(self, rule: Callable[["Words"], _T], problems: Problems) -> _T | None:
        """Return what a rule makes of the whole text, or None with one finding in ``problems``."""
        try:
            self._check_length()
            value = rule(self)
            if self.peek().kind is not Kind.END:
                raise self._left_over()
        except _WrongError as error:
            problems.add(error.problem)
            return None
        return value

    def peek(self, ahead: int = 0) -> Token:
        """Return a token without taking it; behind the last one stands `Kind.END`."""
        if self._next + ahead < len(self._tokens):
            return self._tokens[self._next + ahead]
        end = len(self._scalar.text)
        return Token(Kind.END, "", end, end)

    def take(self) -> Token:
        """Return the next token and go on."""
        token = self.peek()
        self._next += 1
        self._asked.clear()
        return token

    def accept(self, *texts: str) -> bool:
        """Take the next token if it is one of these words."""
        self._asked.update(texts)
        found = self._word() in texts
        if found:
            self.take()
        return found

    def pick(self, table: Mapping[str, _T]) -> _T | None:
        """Take the next token if the table knows it, and return its meaning."""
        self._asked.update(table)
        value = table.get(self._word())
        if value is not None:
            self.take()
        return value

    def expect(self, table: Mapping[str, _T], hint: str = "") -> _T:
        """Like `pick`, but no other word can stand here."""
        value = self.pick(table)
        if value is None:
            raise self.wrong(hint)
        return value

    def mark(self, first: Token) -> Mark:
        """Return the place of all words from ``first`` to the last one taken."""
        last = self._tokens[self._next - 1] if self._next else first
        return self._scalar.at(first.start, max(first.end, last.end) - first.start)

    def wrong(self, hint: str = "", token: Token | None = None) -> Exception:
        """Return what to raise when the next word (or the given one) cannot stand there.

        Args:
            hint: What can stand there, if no word asked for is near to the one that does.
            token: A word already taken.
        """
        token = token or self.peek()
        if token.kind is Kind.END:
            message = f"the {self._language.what} ends here, but something is missing"
            return self.bad(token, message, hint or self._asked_for())
        shown = token.text[:_SHOWN]
        known = token.kind is not Kind.OTHER and token.text in self._language.known
        message = f"'{shown}' is not a word I know here"
        if known or token.kind in {Kind.NUMBER, Kind.ORDINAL, Kind.DATE, Kind.SIGN}:
            message = f"'{shown}' cannot stand here"
        near = did_you_mean(shown, self._asked) if token.kind is Kind.WORD else ""
        if token.text in self._language.instead:
            near = f"did you mean '{self._language.instead[token.text]}'?"
        return self.bad(token, message, near or hint or self._asked_for())

    def bad(self, token: Token, message: str, hint: str = "", code: str = "") -> Exception:
        """Return what to raise about a token, in the caller's own words."""
        mark = self._scalar.at(token.start, token.end - token.start)
        return _WrongError(Problem(code or self._language.code, message, mark, hint))

    def _word(self) -> str:
        token = self.peek()
        return token.text if token.kind is Kind.WORD or token.kind is Kind.SIGN else ""

    def _asked_for(self) -> str:
        if not self._asked:
            return f"the {self._language.what} is complete before this word"
        if len(self._asked) == 1:
            return f"only '{min(self._asked)}' can stand here"
        return one_of(sorted(self._asked)) if len(self._asked) <= _LISTED else ""

    def _check_length(self) -> None:
        limit = self._language.limit
        if len(self._tokens) > limit:
            message = f"this {self._language.what} is too long"
            raise self.bad(self._tokens[limit], message, f"I read at most {limit} words")

    def _left_over(self) -> Exception:
        """Blame the name before the left-over word if it looks like a slip of the pen."""
        from difflib import get_close_matches

        token, before = self.peek(), self._tokens[self._next - 1]
        if did_you_mean(token.text[:_SHOWN], self._asked):
            return self.wrong()
        doubtful = before.kind is Kind.WORD and before.text not in self._language.known
        near = get_close_matches(before.text[:_SHOWN], sorted(self._language.openers), 1, _ALIKE)
        if doubtful and near:
            return self.wrong(f"did you mean '{near[0]}'?", before)
        return self.wrong()
