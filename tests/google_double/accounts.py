"""Who may do what: clients, consents, access and refresh tokens, service accounts.

Lifetimes and refusals: developers.google.com/identity/protocols/oauth2 and …/oauth2/native-app.
"""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.google_double.discovery import scope

#: What roadmap-sync asks for, events and tasks.
USUAL = (scope("calendar.app.created"), scope("calendar.calendarlist.readonly"), scope("tasks"))

ACCESS = timedelta(seconds=3599)
CODE = timedelta(minutes=10)
#: developers.google.com/identity/protocols/oauth2#expiration: refresh tokens of an external
#: client whose publishing status is "Testing" expire after 7 days.
TESTING = timedelta(days=7)


@dataclass(kw_only=True)
class Client:
    """A "Desktop app" client, as in the file that the console of Google lets you download."""

    id: str = "1234-double.apps.googleusercontent.com"
    secret: str = "GOCSPX-double"  # noqa: S105 - opens nothing
    testing: bool = False
    consented: bool = False


@dataclass(kw_only=True)
class Grant:
    """An access or a refresh token; ``expires`` None is never."""

    token: str
    client: str
    scopes: frozenset[str]
    expires: datetime | None
    refresh: str = ""


@dataclass(kw_only=True)
class Request:
    """Somebody at the consent page, or the code they got there."""

    client: str
    redirect_uri: str
    scopes: tuple[str, ...]
    challenge: str
    state: str
    offline: bool
    again: bool
    expires: datetime | None = None


@dataclass(kw_only=True)
class ServiceAccount:
    """A service account, and what a school's administrator delegated to it."""

    email: str
    public_key: str
    subjects: frozenset[str]
    scopes: frozenset[str]


@dataclass
class Accounts:
    """All of it; ``now`` is the server's clock."""

    now: Callable[[], datetime]
    clients: dict[str, Client] = field(default_factory=dict)
    access: dict[str, Grant] = field(default_factory=dict)
    refresh: dict[str, Grant] = field(default_factory=dict)
    pages: dict[str, Request] = field(default_factory=dict)
    codes: dict[str, Request] = field(default_factory=dict)
    services: dict[str, ServiceAccount] = field(default_factory=dict)
    _numbers: Iterable[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        first = Client()
        self.clients[first.id] = first

    def number(self, kind: str) -> str:
        """Return a text that was never used before."""
        return f"{kind}{next(iter(self._numbers)):06d}"

    def issue(
        self,
        scopes: Iterable[str] = USUAL,
        *,
        token: str = "",
        client: str = "",
        refresh: str = "",
        forever: bool = False,
    ) -> Grant:
        """Hand out an access token."""
        grant = Grant(
            token=token or self.number("ya29.double-"),
            client=client or next(iter(self.clients)),
            scopes=frozenset(scopes),
            expires=None if forever else self.now() + ACCESS,
            refresh=refresh,
        )
        self.access[grant.token] = grant
        return grant

    def issue_refresh(self, scopes: Iterable[str] = USUAL, *, client: str = "") -> Grant:
        """Hand out a refresh token."""
        owner = self.clients[client or next(iter(self.clients))]
        grant = Grant(
            token=self.number("1//double-"),
            client=owner.id,
            scopes=frozenset(scopes),
            expires=self.now() + TESTING if owner.testing else None,
        )
        self.refresh[grant.token] = grant
        return grant

    def valid(self, grants: dict[str, Grant], token: str) -> Grant | None:
        """Return the grant of a token that still holds."""
        grant = grants.get(token)
        if grant is None or (grant.expires is not None and grant.expires <= self.now()):
            return None
        return grant

    def revoke(self, token: str) -> bool:
        """Take a token back, and with it all that hangs on it; False if nobody knows it.

        oauth2/native-app#tokenrevoke: an access token takes its refresh token along.
        """
        grant = self.access.get(token) or self.refresh.get(token)
        if grant is None:
            return False
        root = grant.refresh or grant.token
        self.refresh.pop(root, None)
        for name in [n for n, one in self.access.items() if root in {one.refresh, n}]:
            del self.access[name]
        if grant.client in self.clients:
            self.clients[grant.client].consented = False
        return True

    def revoke_all(self) -> None:
        """The student removes the program's access in the settings of the account."""
        self.access.clear()
        self.refresh.clear()
        for client in self.clients.values():
            client.consented = False

    def expire_access(self) -> None:
        """Let every access token run out; refresh tokens stay."""
        for grant in self.access.values():
            grant.expires = self.now()
