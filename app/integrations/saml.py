"""Directories that speak SAML 2: we send a request, they send back a signed assertion. Needs the extra `saml` and xmlsec1."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import Any, Final

from app.failure import EnvironmentProblem
from app.integrations.directory import Vouched
from app.integrations.trouble import Refused

_EMAIL: Final = (
    "mail", "email", "emailAddress", "urn:oid:0.9.2342.19200300.100.1.3",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
)  # fmt: skip
_NAME: Final = (
    "displayName", "cn", "name", "urn:oid:2.16.840.1.113730.3.1.241", "urn:oid:2.5.4.3",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
)  # fmt: skip


@dataclass(frozen=True)
class SamlDirectory:
    """One directory by its metadata, and where it sends people back to."""

    metadata: str
    entity_id: str
    back: str

    def authorize_url(self) -> tuple[str, str]:
        """Where the browser is sent, and the number of the request. Refused for metadata that can't be read."""
        client = self._client()
        from saml2 import BINDING_HTTP_REDIRECT

        try:
            number, about = client.prepare_for_authenticate(
                entityid=self.issuer(), binding=BINDING_HTTP_REDIRECT
            )
        except Refused:
            raise
        except Exception as problem:
            raise Refused("metadata", type(problem).__name__) from problem
        return str(dict(about["headers"])["Location"]), str(number)

    def vouch(self, response: str, number: str) -> Vouched:
        """Check an assertion that answers the request of that number. Refused for any other.

        The directory answers for the address: such a session reaches its own business alone.
        """
        client = self._client()
        from saml2 import BINDING_HTTP_POST

        try:
            answer = client.parse_authn_request_response(
                response, BINDING_HTTP_POST, outstanding={number: "/"}
            )
            if answer is None or answer.name_id is None:
                raise Refused("assertion", "there is none")
            subject, said = str(answer.name_id.text), answer.get_identity()
        except Refused:
            raise
        # The library has no common ancestor for what it finds wrong in what a stranger sent.
        except Exception as problem:
            raise Refused("assertion", type(problem).__name__) from problem
        return Vouched(subject, _first(said, _NAME), _first(said, _EMAIL))

    def issuer(self) -> str:
        """The entity id that the metadata is about. Refused unless it is about one directory."""
        found = [str(name) for name in self._client().metadata.with_descriptor("idpsso")]
        if len(found) != 1:
            raise Refused("metadata", "it isn't about one directory that signs people in")
        return found[0]

    def _client(self) -> Any:
        try:
            from saml2.client import Saml2Client
            from saml2.config import SPConfig
        except ImportError:
            raise EnvironmentProblem(
                "SAML isn't installed", hint="pip install 'mindgarden[saml]', and Debian's xmlsec1"
            ) from None
        program = shutil.which("xmlsec1")
        if program is None:
            raise EnvironmentProblem("there is no xmlsec1", hint="apt-get install xmlsec1")
        config = SPConfig()
        try:
            config.load(
                {
                    "entityid": self.entity_id,
                    "xmlsec_binary": program,
                    "metadata": {"inline": [self.metadata]},
                    "allow_unknown_attributes": True,
                    "accepted_time_diff": 60,
                    "service": {
                        "sp": {
                            "endpoints": {
                                "assertion_consumer_service": [
                                    (self.back, "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST")
                                ]
                            },
                            "allow_unsolicited": False,
                            "authn_requests_signed": False,
                            "want_assertions_signed": True,
                            "want_response_signed": False,
                        }
                    },
                }
            )
            return Saml2Client(config=config)
        # As below: whatever the library finds wrong in what somebody pasted.
        except Exception as problem:
            raise Refused("metadata", type(problem).__name__) from problem


def _first(said: dict[str, list[str]], names: tuple[str, ...]) -> str | None:
    return next((str(said[name][0]) for name in names if said.get(name)), None)
