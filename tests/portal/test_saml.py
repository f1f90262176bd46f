"""AU-15: a directory that speaks SAML lets the business's people in; an assertion that isn't meant for this moment doesn't."""

from __future__ import annotations

import base64
import re
import shutil
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from flask import Flask, request
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from saml2 import BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server
from werkzeug.serving import make_server

from tests.portal.people import add_person, form_token, post
from tests.portal.platform import KIOSK_OWNER, Platform

pytestmark = pytest.mark.skipif(
    shutil.which("xmlsec1") is None, reason="no xmlsec1: apt-get install xmlsec1"
)
HERE = "http://localhost:8000/login/business/saebom-saml"


@dataclass
class Directory:
    """A directory of its own, by pysaml2's server."""

    folder: Path
    entity_id: str = "https://id.saebom.example/saml"
    sign_in: str = "https://id.saebom.example/saml/sso"
    metadata: str = ""
    server: Any = None
    sent: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "directory")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=30)).sign(key, hashes.SHA256())
        )  # fmt: skip
        (self.folder / "key.pem").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
            )
        )  # fmt: skip
        (self.folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        config = IdPConfig().load(
            {
                "entityid": self.entity_id,
                "key_file": str(self.folder / "key.pem"),
                "cert_file": str(self.folder / "cert.pem"),
                "service": {
                    "idp": {
                        "endpoints": {
                            "single_sign_on_service": [(self.sign_in, BINDING_HTTP_REDIRECT)]
                        },
                        "policy": {
                            "default": {"lifetime": {"minutes": 5}, "attribute_restrictions": None}
                        },
                    }
                },
            }
        )
        self.server = Server(config=config)
        self.metadata = str(entity_descriptor(config))

    def answer(self, url: str, email: str, **changes: Any) -> str:
        """The form field that it would let the browser send for somebody."""
        message = parse_qs(urlsplit(url).query)["SAMLRequest"][0]
        asked = self.server.parse_authn_request(message, BINDING_HTTP_REDIRECT).message
        about = {
            "in_response_to": asked.id,
            "destination": f"{HERE}/saml",
            "sp_entity_id": HERE,
            "name_id": NameID(format=NAMEID_FORMAT_PERSISTENT, text=f"id-{email}"),
            "authn": {"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password", "authn_auth": self.entity_id},
            **changes,
        }  # fmt: skip
        said = {"mail": [email], "displayName": ["디렉터리 사람"]}
        made = self.server.create_authn_response(
            said, sign_assertion=True, sign_response=False, **about
        )
        return base64.b64encode(str(made).encode()).decode()


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Directory:
    return Directory(tmp_path_factory.mktemp("directory"))


def _connect(boss: FlaskClient, metadata: str) -> Any:
    return post(
        boss, "/connections", {"sign_in_name": "saebom-saml", "kind": "saml", "metadata": metadata}
    )


def _begin(visitor: FlaskClient) -> str:
    begun = visitor.get("/login/business/saebom-saml?next=/settlements/calendar")
    assert begun.status_code == 303, begun.text
    return str(begun.headers["Location"])


def _send(visitor: FlaskClient, response: str) -> Any:
    """From the directory's site, without our cookies, to our page, and from there on."""
    page = visitor.application.test_client().post(
        "/login/business/saebom-saml/saml", data={"SAMLResponse": response}, base_url="https://localhost",
        headers={"Origin": "https://id.saebom.example", "Sec-Fetch-Site": "cross-site"},
    )  # fmt: skip
    assert page.status_code == 200, page.text
    handed = re.search(r'name="response" value="([^"]*)"', page.text)
    assert handed is not None
    token = form_token(visitor.get("/login").text)
    return visitor.post(
        "/login/business/saebom-saml/back", data={"form_token": token, "response": handed.group(1)}
    )


def test_somebody_of_the_business_comes_in(
    platform: Platform, boss: FlaskClient, visitor: FlaskClient, directory: Directory
) -> None:
    assert _connect(boss, directory.metadata).status_code == 303
    email = add_person(platform, "TENANT_MANAGER")
    url = _begin(visitor)
    assert url.startswith(f"{directory.entity_id}/sso?SAMLRequest=")
    answer = _send(visitor, directory.answer(url, email))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/settlements/calendar")
    assert visitor.get("/settlements").status_code == 200
    assert visitor.get("/account/security").status_code == 403
    with platform.clone.superuser() as connection:
        row = connection.execute(
            "SELECT s.method FROM identity.auth_session AS s WHERE s.sso_connection_id IS NOT NULL AND s.revoked_at IS NULL"
            " ORDER BY s.created_at DESC LIMIT 1"
        ).fetchone()
    assert row == ("saml",)


def test_what_does_not_answer_this_request_is_refused(
    platform: Platform,
    boss: FlaskClient,
    visitor: FlaskClient,
    directory: Directory,
    tmp_path: Path,
) -> None:
    _connect(boss, directory.metadata)
    email = add_person(platform, "TENANT_MANAGER")

    def refused(response: str) -> None:
        assert _send(visitor, response).status_code == 502
        assert visitor.get("/settlements").status_code == 303

    signed = base64.b64decode(directory.answer(_begin(visitor), email)).decode()
    unsigned = re.sub(r"<(\w+):Signature\b.*?</\1:Signature>", "", signed, flags=re.S)
    assert len(unsigned) < len(signed)
    refused(base64.b64encode(unsigned.encode()).decode())
    refused(directory.answer(_begin(visitor), email, in_response_to="another"))
    refused(directory.answer(_begin(visitor), email, sp_entity_id="https://elsewhere.example"))
    refused(directory.answer(_begin(visitor), email, destination="https://elsewhere.example/saml"))
    refused("nonsense")
    refused("")
    impostor = Directory(tmp_path, entity_id=directory.entity_id)
    refused(impostor.answer(_begin(visitor), email))
    whole = base64.b64decode(directory.answer(_begin(visitor), email)).decode()
    refused(base64.b64encode(whole.replace(email, KIOSK_OWNER).encode()).decode())
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    refused(base64.b64encode(bomb.encode()).decode())
    old = directory.answer(_begin(visitor), email)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=8)):
        assert _send(visitor, old).status_code == 502
    # An answer to somebody else's request, even if the directory signed it.
    other = visitor.application.test_client()
    other.environ_base["wsgi.url_scheme"] = "https"
    url = other.get("/login/business/saebom-saml").headers["Location"]
    _begin(visitor)
    refused(directory.answer(url, email))


def test_nobody_of_another_business_comes_in(
    platform: Platform, boss: FlaskClient, visitor: FlaskClient, directory: Directory
) -> None:
    _connect(boss, directory.metadata)
    assert _send(visitor, directory.answer(_begin(visitor), KIOSK_OWNER)).status_code == 403


def test_metadata_that_cannot_be_read_is_refused(boss: FlaskClient, directory: Directory) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    for metadata in (
        "",
        "not xml",
        "<a/>",
        bomb,
        directory.metadata.replace("IDPSSODescriptor", "SPSSODescriptor"),
    ):
        answer = _connect(boss, metadata)
        assert answer.status_code == 400, metadata[:40]
        assert 'role="alert"' in answer.text


def test_without_the_program_it_says_so(
    boss: FlaskClient, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    answer = _connect(boss, directory.metadata)
    assert (answer.status_code, "isn’t set up" in answer.text) == (400, True)


def test_a_browser_goes_on_by_itself(
    browser: Browser, address: str, platform: Platform, boss: FlaskClient, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Lax cookies don't come with a form from another site: our own page has to send it on."""
    host = address.replace("127.0.0.1", "localhost")
    monkeypatch.setenv("MINDGARDEN_PUBLIC_URL", host)
    email, here = add_person(platform, "TENANT_MANAGER"), f"{host}/login/business/saebom-saml"
    site = Flask("directory")
    server = make_server(
        "127.0.0.1", 0, site, threaded=True
    )  # a number is another site than a name
    directory = Directory(tmp_path, sign_in=f"http://127.0.0.1:{server.server_port}/sso")
    _connect(boss, directory.metadata)

    @site.get("/sso")
    def sign_in() -> str:
        response = directory.answer(
            request.url, email, destination=f"{here}/saml", sp_entity_id=here
        )
        return (
            f'<form method="post" action="{here}/saml"><input name="SAMLResponse" value="{response}"></form>'
            "<script>document.forms[0].submit()</script>"
        )

    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    context = browser.new_context(base_url=host, locale="en-US")
    page = context.new_page()
    page.goto("/login/business/saebom-saml?next=/settlements/calendar")
    page.wait_for_url("**/settlements/calendar")
    context.close()
    server.shutdown()
    thread.join()
