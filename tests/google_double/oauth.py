"""The endpoints of the sign-in: consent page, tokens, revocation.

developers.google.com/identity/protocols/oauth2/native-app describes all of them. Stricter than
Google: PKCE with S256, ``state`` and a loopback address are demanded; Google only recommends
the first two.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from html import escape
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.google_double.accounts import CODE, Accounts, Client, Grant, Request
from tests.google_double.api import Answer, Asked, as_json
from tests.google_double.discovery import known_scopes
from tests.google_double.oauth_service import JWT_BEARER, service_token

AUTHORIZE, CONSENT, TOKEN, REVOKE = "/o/oauth2/auth", "/o/oauth2/consent", "/token", "/revoke"
PATHS = {
    AUTHORIZE: "oauth.authorize",
    "/o/oauth2/v2/auth": "oauth.authorize",
    CONSENT: "oauth.consent",
    TOKEN: "oauth.token",
    REVOKE: "oauth.revoke",
}
_PARAMETERS = {
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "code_challenge",
    "code_challenge_method",
    "state",
    "access_type",
    "prompt",
    "login_hint",
    "include_granted_scopes",
}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_OPENID = {"openid", "email", "profile"}


class OAuthError(Exception):
    """A refusal with its code and description."""

    def __init__(self, code: str, description: str, status: int = 400) -> None:
        super().__init__(f"{code}: {description}")
        self.code = code
        self.description = description
        self.status = status


def serve(accounts: Accounts, asked: Asked) -> Answer:
    """Answer at one of the endpoints."""
    try:
        if asked.path == TOKEN:
            return _token(accounts, _form(asked))
        if asked.path == REVOKE:
            return _revoke(accounts, _form(asked))
        if asked.path == CONSENT:
            return _consent(accounts, parse_qs(asked.body.decode()))
        return _page(accounts, dict(asked.query))
    except OAuthError as error:
        if asked.path in {TOKEN, REVOKE}:
            content = {"error": error.code, "error_description": error.description}
            return as_json(error.status, content)
        text = f"<h1>Access blocked</h1><p>Error {error.status}: {error.code}<p>"
        return _html(error.status, text + escape(error.description))


def _page(accounts: Accounts, given: dict[str, str]) -> Answer:
    """Show what is asked for, one box for each scope: users may leave any of them empty.

    developers.google.com/identity/protocols/oauth2/resources/granular-permissions
    """
    request = _checked(accounts, given)
    name = accounts.number("consent")
    accounts.pages[name] = request
    boxes = "".join(
        f'<p><label><input type="checkbox" name="scope" value="{escape(one)}">{escape(one)}</label>'
        for one in request.scopes
    )
    return _html(
        200,
        f'<h1>roadmap-sync wants access</h1><form method="post" action="{CONSENT}">'
        f'<input type="hidden" name="request" value="{name}">{boxes}'
        '<button name="answer" value="deny">Cancel</button>'
        '<button name="answer" value="allow">Continue</button></form>',
    )


def _checked(accounts: Accounts, given: dict[str, str]) -> Request:
    unknown = set(given) - _PARAMETERS
    if unknown:
        raise OAuthError("invalid_request", f"Unknown parameter: {min(unknown)}")
    client = accounts.clients.get(given.get("client_id", ""))
    if client is None:
        raise OAuthError("invalid_client", "The OAuth client was not found.", 401)
    uri = urlsplit(given.get("redirect_uri", ""))
    # Any port of the loopback address will do; "oob" is blocked
    # (native-app, section "Redirect URI methods").
    if uri.scheme != "http" or uri.hostname not in _LOOPBACK or uri.fragment:
        raise OAuthError("redirect_uri_mismatch", "The redirect URI is not of this client.")
    if given.get("response_type") != "code":
        raise OAuthError("unsupported_response_type", "response_type has to be code")
    scopes = tuple(given.get("scope", "").split())
    if not scopes or set(scopes) - known_scopes() - _OPENID:
        raise OAuthError("invalid_scope", "Some requested scopes were invalid.")
    if given.get("code_challenge_method") != "S256" or not given.get("code_challenge"):
        raise OAuthError("invalid_request", "The double wants PKCE with S256")
    if not given.get("state"):
        raise OAuthError("invalid_request", "The double wants a state")
    return Request(
        client=client.id,
        redirect_uri=given["redirect_uri"],
        scopes=scopes,
        challenge=given["code_challenge"],
        state=given["state"],
        offline=given.get("access_type") == "offline",
        again="consent" in given.get("prompt", "").split(),
    )


def _consent(accounts: Accounts, form: dict[str, list[str]]) -> Answer:
    """Send the browser back to the program, with a code or with ``access_denied``."""
    request = accounts.pages.pop(form.get("request", [""])[0], None)
    if request is None:
        raise OAuthError("invalid_request", "This page is not valid any more.")
    chosen = tuple(one for one in request.scopes if one in form.get("scope", []))
    back = {"state": request.state}
    if form.get("answer") == ["allow"] and chosen:
        code = accounts.number("4/0double-")
        request.scopes = chosen
        request.expires = accounts.now() + CODE
        accounts.codes[code] = request
        back |= {"code": code, "scope": " ".join(chosen)}
    else:
        back |= {"error": "access_denied"}
    separator = "&" if urlsplit(request.redirect_uri).query else "?"
    return Answer(
        status=302, headers={"Location": request.redirect_uri + separator + urlencode(back)}
    )


def _token(accounts: Accounts, form: dict[str, str]) -> Answer:
    kind = form.get("grant_type", "")
    if kind == JWT_BEARER:
        return as_json(200, service_token(accounts, form.get("assertion", "")))
    client = _client(accounts, form)
    if kind == "authorization_code":
        return _exchange(accounts, client, form)
    if kind == "refresh_token":
        grant = accounts.valid(accounts.refresh, form.get("refresh_token", ""))
        if grant is None or grant.client != client.id:
            raise OAuthError("invalid_grant", "Token has been expired or revoked.")
        return as_json(200, _access(accounts, grant))
    raise OAuthError("unsupported_grant_type", f"Invalid grant_type: {kind}")


def _client(accounts: Accounts, form: dict[str, str]) -> Client:
    client = accounts.clients.get(form.get("client_id", ""))
    if client is None:
        raise OAuthError("invalid_client", "The OAuth client was not found.", 401)
    if "client_secret" not in form:
        raise OAuthError("invalid_request", "client_secret is missing.")
    if not hmac.compare_digest(form["client_secret"], client.secret):
        raise OAuthError("invalid_client", "Unauthorized", 401)
    return client


def _exchange(accounts: Accounts, client: Client, form: dict[str, str]) -> Answer:
    """Exchange a code, once, for an access token and (the first time) a refresh token."""
    request = accounts.codes.pop(form.get("code", ""), None)
    if request is None or request.client != client.id:
        raise OAuthError("invalid_grant", "Malformed auth code.")
    if request.expires is None or request.expires <= accounts.now():
        raise OAuthError("invalid_grant", "Bad Request")
    if form.get("redirect_uri") != request.redirect_uri:
        raise OAuthError("redirect_uri_mismatch", "Bad Request")
    if "code_verifier" not in form:
        raise OAuthError("invalid_grant", "Missing code verifier.")
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    if urlsafe_b64encode(digest).decode().rstrip("=") != request.challenge:
        raise OAuthError("invalid_grant", "Invalid code verifier.")
    # A refresh token comes for access_type=offline, and only with the first consent, unless
    # prompt=consent asks again (oauth2/web-server, section "Refreshing an access token").
    if not request.offline or (client.consented and not request.again):
        grant = accounts.issue(request.scopes, client=client.id)
        return as_json(200, _shown(grant))
    client.consented = True
    refresh = accounts.issue_refresh(request.scopes, client=client.id)
    more: dict[str, object] = {"refresh_token": refresh.token}
    if refresh.expires is not None:
        left = int((refresh.expires - accounts.now()).total_seconds())
        more["refresh_token_expires_in"] = left
    return as_json(200, _access(accounts, refresh) | more)


def _access(accounts: Accounts, refresh: Grant) -> dict[str, object]:
    grant = accounts.issue(refresh.scopes, client=refresh.client, refresh=refresh.token)
    return _shown(grant)


def _shown(grant: Grant) -> dict[str, object]:
    return {
        "access_token": grant.token,
        "expires_in": 3599,
        "scope": " ".join(sorted(grant.scopes)),
        "token_type": "Bearer",
    }


def _revoke(accounts: Accounts, form: dict[str, str]) -> Answer:
    if not accounts.revoke(form.get("token", "")):
        raise OAuthError("invalid_token", "Token expired or revoked")
    return as_json(200, {})


def _form(asked: Asked) -> dict[str, str]:
    kind = asked.headers.get("content-type", "").partition(";")[0]
    if asked.verb != "POST" or kind != "application/x-www-form-urlencoded":
        raise OAuthError("invalid_request", "A form has to be posted here")
    found = parse_qs(asked.body.decode(), keep_blank_values=True)
    found |= {name: [value] for name, value in asked.query if asked.path == REVOKE}
    return {name: values[0] for name, values in found.items()}


def _html(status: int, text: str) -> Answer:
    page = f"<!DOCTYPE html><html><title>Google double</title>{text}</html>"
    kind = {"Content-Type": "text/html; charset=utf-8"}
    return Answer(status=status, body=page.encode(), headers=kind)


def client_file(client: Client, root: str) -> str:
    """Return the file that the console lets you download for a "Desktop app" client."""
    content = {
        "client_id": client.id,
        "project_id": "double",
        "auth_uri": root + AUTHORIZE,
        "token_uri": root + TOKEN,
        "auth_provider_x509_cert_url": root + "/oauth2/v1/certs",
        "client_secret": client.secret,
        "redirect_uris": ["http://localhost"],
    }
    return json.dumps({"installed": content})
