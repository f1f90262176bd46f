"""Passkeys (WebAuthn): made, shown as second factor, and signed in with instead of a password."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from sqlalchemy import RowMapping, text
from webauthn.helpers import base64url_to_bytes, options_to_json, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.db.context import auth_transaction
from app.failure import BadInput
from app.identity.account import account_of
from app.identity.factor_attempt import note_failure
from app.identity.login import open_session
from app.identity.visit import Visit, hash_token
from app.settings import settings

_PARTY_NAME: Final = "MindGarden"
_LONGEST_ANSWER: Final = 20_000
_LONGEST_LABEL: Final = 60
_TRANSPORTS: Final = frozenset(known.value for known in AuthenticatorTransport)


class WrongPasskey(Exception):
    """The authenticator's answer isn't right, old, or of a passkey that nobody here has."""


def list_passkeys(token: str) -> Sequence[RowMapping]:
    """The passkeys of the person of a session, in the order in which they were made."""
    with auth_transaction() as connection:
        query = text("SELECT * FROM identity.list_passkeys(:token)")
        return connection.execute(query, {"token": token}).mappings().all()


def creation_options(token: str) -> str:
    """JSON for navigator.credentials.create(); SecondFactorError unless a factor was shown lately."""
    person = account_of(token).person
    challenge = secrets.token_bytes(32)
    _put_challenge(challenge, "add", token)
    options = webauthn.generate_registration_options(
        rp_id=_party_id(),
        rp_name=_PARTY_NAME,
        user_id=person.user_id.bytes,
        user_name=person.email,
        user_display_name=person.name_ko,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_descriptors(token),
    )
    return options_to_json(options)


def add_passkey(token: str, answer: str, label: str, visit: Visit) -> str:
    """Keep a passkey that was just made; the session goes on under the returned token.

    WrongPasskey for an answer that isn't right; refused (MI505) if it is known already.
    """
    if len(label.strip()) > _LONGEST_LABEL or not label.strip().isprintable():
        raise BadInput("a passkey's name is too long", hint=f"up to {_LONGEST_LABEL} letters")
    parsed = _parsed(answer)
    challenge = _use_challenge(parsed, "add", token)
    try:
        made = webauthn.verify_registration_response(
            credential=parsed,
            expected_challenge=challenge,
            expected_rp_id=_party_id(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError) as problem:
        raise WrongPasskey from problem
    transports = parsed["response"].get("transports") or []
    fresh = secrets.token_urlsafe(32)
    query = text(
        "SELECT identity.add_passkey(:token, :credential, :key, :count, :transports, :synced, :label, :fresh,"
        " CAST(:address AS inet), CAST(:request_id AS uuid))"
    )
    with auth_transaction() as connection:
        connection.execute(
            query,
            {
                "token": token,
                "credential": made.credential_id,
                "key": made.credential_public_key,
                "count": made.sign_count,
                "transports": sorted(_TRANSPORTS & {str(one) for one in transports}),
                "synced": made.credential_backed_up,
                "label": label.strip(),
                "fresh": hash_token(fresh),
                "address": visit.address,
                "request_id": visit.request_id,
            },
        )
    return fresh


def factor_options(token: str) -> str:
    """JSON for navigator.credentials.get() with one of the session's person's own passkeys."""
    challenge = secrets.token_bytes(32)
    _put_challenge(challenge, "second_factor", token)
    return _request_options(challenge, _descriptors(token))


def use_passkey(token: str, answer: str, visit: Visit) -> str:
    """Show the second factor by a passkey; the session goes on under the returned token. WrongPasskey."""
    try:
        credential_id, count, _ = _verified(answer, "second_factor", token)
    except WrongPasskey:
        note_failure(token, "passkey", visit)
        raise
    fresh = secrets.token_urlsafe(32)
    query = text(
        "SELECT identity.use_passkey(:token, :credential, :count, :fresh, CAST(:address AS inet), CAST(:request_id AS uuid))"
    )
    parameters = {
        "token": token,
        "credential": credential_id,
        "count": count,
        "fresh": hash_token(fresh),
        "address": visit.address,
        "request_id": visit.request_id,
    }
    with auth_transaction() as connection:
        is_right = connection.execute(query, parameters).scalar_one()
    if not is_right:
        note_failure(token, "passkey", visit)
        raise WrongPasskey
    return fresh


def log_in_options() -> str:
    """JSON for navigator.credentials.get() with whichever passkey the visitor chooses."""
    challenge = secrets.token_bytes(32)
    _put_challenge(challenge, "log_in", None)
    return _request_options(challenge, None)


def log_in_with_passkey(answer: str, visit: Visit) -> str:
    """Open a session for the passkey's person; returns its token. WrongPasskey."""
    credential_id, count, user_id = _verified(answer, "log_in", None)
    with auth_transaction() as connection:
        query = text("SELECT identity.count_passkey_use(:credential, :count)")
        parameters = {"credential": credential_id, "count": count}
        is_counted = connection.execute(query, parameters).scalar_one()
    if not is_counted:
        raise WrongPasskey
    return open_session(user_id, visit, method="passkey")


def name_passkey(token: str, passkey_id: UUID, label: str) -> bool:
    """Give one of the person's passkeys a name; False if it isn't theirs. BadInput if too long."""
    if len(label.strip()) > _LONGEST_LABEL or not label.strip().isprintable():
        raise BadInput("a passkey's name is too long", hint=f"up to {_LONGEST_LABEL} letters")
    with auth_transaction() as connection:
        query = text("SELECT identity.name_passkey(:token, :passkey, :label)")
        parameters = {"token": token, "passkey": passkey_id, "label": label}
        return bool(connection.execute(query, parameters).scalar_one())


def remove_passkey(token: str, passkey_id: UUID, visit: Visit) -> bool:
    """Take a passkey away; False if it isn't theirs. Refused (MI504) if it is the last of who needs one."""
    query = text(
        "SELECT identity.remove_passkey(:token, :passkey, CAST(:address AS inet), CAST(:request_id AS uuid))"
    )
    with auth_transaction() as connection:
        parameters = {
            "token": token,
            "passkey": passkey_id,
            "address": visit.address,
            "request_id": visit.request_id,
        }
        return bool(connection.execute(query, parameters).scalar_one())


def _verified(answer: str, purpose: str, token: str | None) -> tuple[bytes, int, UUID]:
    """Credential, its new count, and whose it is; WrongPasskey unless the signature is right and new."""
    parsed = _parsed(answer)
    challenge = _use_challenge(parsed, purpose, token)
    try:
        credential_id = base64url_to_bytes(parsed["rawId"])
    except (ValueError, TypeError, KeyError) as problem:
        raise WrongPasskey from problem
    with auth_transaction() as connection:
        query = text("SELECT * FROM identity.find_passkey(:credential)")
        found = connection.execute(query, {"credential": credential_id}).mappings().one_or_none()
    if found is None:
        raise WrongPasskey
    try:
        # Whether its count grew, the database decides: of two at once, one is late.
        used = webauthn.verify_authentication_response(
            credential=parsed,
            expected_challenge=challenge,
            expected_rp_id=_party_id(),
            expected_origin=_origin(),
            credential_public_key=bytes(found["public_key"]),
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError) as problem:
        raise WrongPasskey from problem
    return credential_id, used.new_sign_count, UUID(str(found["user_id"]))


def _parsed(answer: str) -> dict[str, Any]:
    try:
        parsed = json.loads(answer) if len(answer) <= _LONGEST_ANSWER else None
    except ValueError as problem:
        raise WrongPasskey from problem
    if not isinstance(parsed, dict) or not isinstance(parsed.get("response"), dict):
        raise WrongPasskey
    return parsed


def _use_challenge(parsed: dict[str, Any], purpose: str, token: str | None) -> bytes:
    """The challenge that was answered, used up; WrongPasskey if it wasn't ours to this person, or is old."""
    try:
        said = base64url_to_bytes(parsed["response"]["clientDataJSON"])
        challenge = parse_client_data_json(said).challenge
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as problem:
        raise WrongPasskey from problem
    with auth_transaction() as connection:
        query = text("SELECT identity.use_challenge(:challenge, :purpose, :token)")
        parameters = {"challenge": challenge, "purpose": purpose, "token": token}
        if not connection.execute(query, parameters).scalar_one():
            raise WrongPasskey
    return challenge


def _put_challenge(challenge: bytes, purpose: str, token: str | None) -> None:
    with auth_transaction() as connection:
        query = text("SELECT identity.put_challenge(:challenge, :purpose, :token)")
        parameters = {"challenge": challenge, "purpose": purpose, "token": token}
        connection.execute(query, parameters)


def _request_options(challenge: bytes, allowed: list[PublicKeyCredentialDescriptor] | None) -> str:
    return options_to_json(
        webauthn.generate_authentication_options(
            rp_id=_party_id(),
            challenge=challenge,
            allow_credentials=allowed,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def _descriptors(token: str) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=bytes(known["credential_id"]),
            transports=[AuthenticatorTransport(one) for one in known["transports"]],
        )
        for known in list_passkeys(token)
    ]


def _party_id() -> str:
    """The host whose passkeys these are (WebAuthn's relying party)."""
    return urlsplit(settings().public_url).hostname or ""


def _origin() -> str:
    return settings().public_url.rstrip("/")
