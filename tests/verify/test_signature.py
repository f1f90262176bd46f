"""Where everything else was made to agree, the signature alone tells (SE-08)."""

from __future__ import annotations

import json

import pytest

from tests.verify.conftest import Platform
from tests.verify.test_tampering import tamper, verify


@pytest.mark.parametrize(
    "what",
    [
        "a fee rule, and everything that was settled by it settled anew under the names of the confirmed statements",
        "the name of a fee rule that was used",
        "who made a confirmed statement",
    ],
)
def test_only_the_signature_tells(
    what: str, platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every figure adds up, every line follows from its event and rule, the ledger agrees."""
    tamper(platform, what)
    code, printed = verify(capsys, "--json")
    found = {one["check"] for one in json.loads(printed)["findings"]}
    # A tax invoice that was issued before is a document of its own, and says what it said.
    assert (code, found - {"tax_invoice_differs"}) == (1, {"signature_differs"}), printed


def test_a_confirmation_without_signature_is_signed_once(platform: Platform) -> None:
    """What was confirmed before signatures were kept: it is found, signed on request, and well again."""
    superuser = platform.superuser
    signed = superuser.execute("DELETE FROM settlement.statement_signature").rowcount
    assert signed > 1
    superuser.execute(
        "UPDATE audit.entry SET detail = detail - 'content_sha256'"
        " WHERE action = 'settlement.statement.confirmed'"
    )
    with platform.clone.connect("mg_batch", autocommit=True) as batch:
        row = superuser.execute("SELECT array_agg(tenant_id) FROM tenancy.tenant").fetchone()
        assert row is not None
        found = batch.execute("SELECT check_name FROM settlement.verify(%s)", row).fetchall()
        assert found == [("signature_missing",)] * signed
        assert batch.execute("SELECT settlement.sign_confirmed(%s)", row).fetchone() == (signed,)
        assert batch.execute("SELECT settlement.sign_confirmed(%s)", row).fetchone() == (0,)
        assert batch.execute("SELECT * FROM settlement.verify(%s)", row).fetchall() == []
        assert batch.execute("SELECT * FROM audit.verify_signature(%s)", row).fetchall() == []
