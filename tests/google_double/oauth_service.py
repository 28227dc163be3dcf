"""Service accounts: a signed assertion for an access token, in the name of a user.

developers.google.com/identity/protocols/oauth2/service-account tells the claims and the errors.
"""

import json

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import crypt, jwt

from tests.google_double.accounts import Accounts, ServiceAccount

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_HOUR = 3600
#: How far the clocks may be apart, seconds.
_SKEW = 300


def service_token(accounts: Accounts, assertion: str) -> dict[str, object]:
    """Return the answer to an assertion, or raise the refusal."""
    from tests.google_double.oauth import OAuthError

    try:
        _, claims, _, _ = jwt._unverified_decode(assertion)  # type: ignore[no-untyped-call]
    except ValueError as error:
        raise OAuthError("invalid_grant", "Invalid JWT: malformed.") from error
    account = accounts.services.get(claims.get("iss", ""))
    if account is None:
        raise OAuthError("invalid_grant", "Invalid grant: account not found")
    message, _, signature = assertion.rpartition(".")
    verifier = crypt.RSAVerifier.from_string(account.public_key)  # type: ignore[no-untyped-call]
    padded = signature + "=" * (-len(signature) % 4)
    if not verifier.verify(message.encode(), _decoded(padded)):
        raise OAuthError("invalid_grant", "Invalid JWT Signature.")
    now = accounts.now().timestamp()
    begun, ends = float(claims.get("iat", 0)), float(claims.get("exp", 0))
    if abs(begun - now) > _SKEW or ends < now - _SKEW or ends - begun > _HOUR:
        text = (
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
            "timeframe. Check your iat and exp values in the JWT claim."
        )
        raise OAuthError("invalid_grant", text)
    if claims.get("sub") not in account.subjects:
        raise OAuthError("invalid_grant", "Invalid email or User ID")
    scopes = set(str(claims.get("scope", "")).split())
    if not scopes or scopes - account.scopes:
        text = (
            "Client is unauthorized to retrieve access tokens using this method, or client not "
            "authorized for any of the scopes requested."
        )
        raise OAuthError("unauthorized_client", text, 401)
    grant = accounts.issue(scopes, client=account.email)
    return {"access_token": grant.token, "expires_in": 3599, "token_type": "Bearer"}


def _decoded(text: str) -> bytes:
    from base64 import urlsafe_b64decode

    return urlsafe_b64decode(text)


def service_account(accounts: Accounts, root: str, *, subjects: set[str], scopes: set[str]) -> str:
    """Make a service account with domain-wide delegation; return its key file."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    email = f"{accounts.number('roadmap-')}@double.iam.gserviceaccount.com"
    accounts.services[email] = ServiceAccount(
        email=email,
        public_key=public.decode(),
        subjects=frozenset(subjects),
        scopes=frozenset(scopes),
    )
    content = {
        "type": "service_account",
        "project_id": "double",
        "private_key_id": "1",
        "private_key": private.decode(),
        "client_email": email,
        "client_id": "1",
        "token_uri": root + "/token",
    }
    return json.dumps(content)
