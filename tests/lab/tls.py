"""Certificates of an authority that nobody knows, valid or not any more."""

import ssl
from datetime import UTC, datetime
from pathlib import Path

import trustme

HOST = "localhost"


class Authority:
    """A private certificate authority, as a hospital or a home server has one."""

    def __init__(self) -> None:
        self._ca = trustme.CA()

    def file(self, path: Path) -> Path:
        """Write its own certificate, for ``ca_file:``."""
        self._ca.cert_pem.write_to_path(path)
        return path

    def server(self, host: str = HOST, until: datetime | None = None) -> ssl.SSLContext:
        """Return what a server of that name needs; ``until`` is when its certificate ends."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca.issue_cert(host, not_after=until).configure_cert(context)
        return context

    def expired(self) -> ssl.SSLContext:
        """Return a server whose certificate ended with the year 2001."""
        return self.server(until=datetime(2001, 12, 31, tzinfo=UTC))

    def client(self) -> ssl.SSLContext:
        """Return a client that trusts only this authority."""
        context = ssl.create_default_context()
        self._ca.configure_trust(context)
        return context
