"""Passkeys (WebAuthn Level 3, https://www.w3.org/TR/webauthn-3/): what a browser is asked, whether its answer is right.

allauth keeps them; the answer is checked here, against exactly this origin. Its own check takes every port and
subdomain. A passkey must be one that the device keeps and opens by finger, face or PIN: it is two factors in one.
"""

import json
import struct
import time
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from cryptography.exceptions import UnsupportedAlgorithm
from django.core.exceptions import ValidationError
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import PublicKeyCredentialRpEntity, RegistrationResponse

from daybook.accounts.models import User

MOST = 10
NAME_LENGTH = 60
GOOD_FOR = 600  # seconds between the question and its answer
_ANSWER = 20_000
_ASKED = "asked_at"
# What the libraries make of bytes that somebody has made up.
_NONSENSE = (
    ValidationError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RecursionError,
    NotImplementedError,
    UnsupportedAlgorithm,
    struct.error,
)


class BadPasskey(Exception):
    """The answer is not one of a browser to our question, or of no passkey we know."""


def ask_for_new(user: User) -> str:
    """The browser is to make one: the question as JSON. What the person has already is not made again."""
    return _asked(auth.begin_registration(user, passwordless=True))


def ask(user: User | None = None) -> str:
    """The browser is to show one: of this person, or, when nobody is known yet, of whoever it is."""
    return _asked(auth.begin_authentication(user))


def check_new(answer: str) -> dict[str, Any]:
    """What is to be kept of a new passkey. Raises BadPasskey."""
    credential, state = _read(answer), _state()
    try:
        new = RegistrationResponse.from_dict(credential)
        found = _server().register_complete(state, new)
        kept = _kept(new)
    except _NONSENSE:
        raise BadPasskey from None
    if not found.is_user_verified():
        raise BadPasskey
    return kept


def check(answer: str, user: User | None = None) -> Authenticator:
    """Whose passkey it was that was shown. Raises BadPasskey, also when it is not this person's."""
    credential, state = _read(answer), _state()
    try:
        auth.parse_authentication_response(credential)
        whose = user or auth.extract_user_from_response(credential)
        shown = _server().authenticate_complete(state, auth.get_credentials(whose), credential)
    except _NONSENSE:
        raise BadPasskey from None
    found = auth.get_authenticator_by_credential_id(whose, shown.credential_id)
    if found is None:
        raise BadPasskey
    return found


def is_kept(user: User, answer: str) -> bool:
    """The person has this very one already: the form was sent twice."""
    try:
        new = RegistrationResponse.from_dict(_read(answer))
        return auth.get_authenticator_by_credential_id(user, new.raw_id) is not None
    except (BadPasskey, *_NONSENSE):
        return False


def _kept(new: RegistrationResponse) -> dict[str, Any]:
    """What allauth reads again, and nothing else of what a browser sent."""
    key = websafe_encode(new.raw_id)
    response = {
        "clientDataJSON": websafe_encode(new.response.client_data),
        "attestationObject": websafe_encode(new.response.attestation_object),
    }
    extensions = {"credProps": {"rk": True}}
    return {
        "id": key,
        "rawId": key,
        "type": "public-key",
        "response": response,
        "clientExtensionResults": extensions,
    }


def _asked(options: dict[str, Any]) -> str:
    auth.set_state({**(auth.get_state() or {}), _ASKED: int(time.time())})
    return json.dumps(options)


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > _ANSWER:
        raise BadPasskey
    try:
        credential = json.loads(answer)
    except (ValueError, RecursionError):
        raise BadPasskey from None
    if not isinstance(credential, dict):
        raise BadPasskey
    return credential


def _state() -> dict[str, Any]:
    """The question that is answered; each can be answered once."""
    state = auth.get_state()
    auth.clear_state()
    if not state or time.time() - state.get(_ASKED, 0) > GOOD_FOR:
        raise BadPasskey
    found: dict[str, Any] = state
    return found


def _server() -> Fido2Server:
    place = PublicKeyCredentialRpEntity(**get_adapter().get_public_key_credential_rp_entity())
    return Fido2Server(place, verify_origin=_is_here)


def _is_here(origin: str) -> bool:
    request = context.request
    return origin == f"{request.scheme}://{request.get_host()}"
