"""Programs and how well the student is connected with each (R4.2). Pure.

R4.2 asks three questions of every program: whom do you know there, whom do your mentors know,
whom do your residents know? The log answers them by the roles of people. The row wants a
connection strength but names none; these, and the rule for suggesting one, are our own.
"""

from collections.abc import Iterable

from msgspec import Struct

from roadmap_sync.people.person import Listed, Network, Person, same

#: Connection strengths, the strongest first.
STRENGTHS = ("strong", "some", "none")
_STRONG, _SOME, _NONE = STRENGTHS
_MENTORS = frozenset({"mentor", "attending", "researcher", "dean", "advisor"})
_RESIDENTS = frozenset({"resident", "fellow"})
#: Who can speak for the student there: a mentor, or somebody of the program.
_VOICES = frozenset({"mentor", "program"})
#: Met once is a mild connection (R4.5: "met at a conference"); a second day makes it more.
_DAYS = 2


class Connection(Struct, frozen=True):
    """A program, and the people who connect the student with it.

    Attributes:
        name: As the list of programs writes it, else as the first person does.
        strength: One of `STRENGTHS`.
        is_own: Does the student say so, rather than our rule?
        direct: People the student knows there: of the program, peers and others.
        mentors: Faculty who know somebody there.
        residents: Residents and fellows who do.
    """

    name: str
    strength: str
    is_own: bool
    direct: tuple[Person, ...]
    mentors: tuple[Person, ...]
    residents: tuple[Person, ...]

    @property
    def people(self) -> tuple[Person, ...]:
        """All of them."""
        return self.direct + self.mentors + self.residents


def connections(network: Network) -> tuple[Connection, ...]:
    """Return all programs, the best connected first, then by name.

    Args:
        network: Its list of programs, and the programs of its people.
    """
    listed = {same(one.name): one for one in network.listed}
    names = {key: one.name for key, one in listed.items()}
    known: dict[str, list[Person]] = {}
    for person in network.people:
        for program in {same(name): name for name in person.programs}.items():
            names.setdefault(*program)
            known.setdefault(program[0], []).append(person)
    found = [_connection(name, listed.get(key), known.get(key, [])) for key, name in names.items()]
    return tuple(sorted(found, key=lambda one: (STRENGTHS.index(one.strength), same(one.name))))


def suggested(people: Iterable[Person]) -> str:
    """Return the strength that the log suggests.

    ``strong`` if a mentor, or somebody of the program itself, was in touch on two days or more;
    ``some`` if there is anybody at all; else ``none``. It is a suggestion of ours, not of the
    source documents: the student's own word goes before it.
    """
    roles = {(person.role in _VOICES and len(set(person.days)) >= _DAYS) for person in people}
    return _STRONG if True in roles else _SOME if roles else _NONE


def _connection(name: str, listed: Listed | None, people: list[Person]) -> Connection:
    own = "" if listed is None else listed.strength
    mentors = tuple(one for one in people if one.role in _MENTORS)
    residents = tuple(one for one in people if one.role in _RESIDENTS)
    direct = tuple(one for one in people if one.role not in _MENTORS | _RESIDENTS)
    return Connection(name, own or suggested(people), bool(own), direct, mentors, residents)
