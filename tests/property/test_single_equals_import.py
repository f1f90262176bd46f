"""A payment recorded by itself is the payment that a file of this one row would have recorded."""

import json
from typing import Any
from uuid import uuid4

import psycopg
from hypothesis import given, settings
from hypothesis import strategies as st

from app.imports.staging import COLUMNS, stage
from tests.clone import Clone
from tests.property.conftest import IS_FULL

AS_OF = "2024-03-05T00:00:00Z"
CLOSED = "2024-02-10"
# Everything that doesn't follow from tenant, id, and the way it came in.
SAME = (
    "ref, settlement_day, kind, occurred_at, business_day, method, channel, category, currency, amount_minor,"
    " platform_discount_minor, original_day, recorded_on, schedule_code, coupon_discount_minor, tax_free_minor, zero_rated_minor"
)
BOOKED = "posted_on, source_type, leg, debit_account, credit_account, amount_minor, currency"


@st.composite
def tenants(draw: st.DrawFn) -> dict[str, Any]:
    """A contract with what decides where a payment belongs: tax type, schedules, coupon shares."""
    made: dict[str, Any] = {
        "tax_type": draw(st.sampled_from(["taxable", "tax_free", "zero_rated"]))
    }
    if draw(st.booleans()):
        made["schedules"] = [{"code": "cards", "methods": ["card"], "cycle": "weekly"}]
    if draw(st.booleans()):
        made["coupon_share"] = [{"platform_percent": "33.33333", "valid_to": "2024-02-20"}]
    return made


@st.composite
def payments(draw: st.DrawFn) -> dict[str, Any]:
    """A payment, good or not: references and amounts are few, so that they meet."""
    kind = draw(st.sampled_from(["capture", "capture", "refund", "chargeback"]))
    small = st.integers(0, 4)
    return {
        "kind": kind,
        "ref": draw(st.sampled_from("abcdef")),
        "original_ref": "" if kind == "capture" else draw(st.sampled_from("abc")),
        "occurred_at": f"2024-02-{draw(st.integers(8, 25)):02}T{draw(st.sampled_from(['00:30', '23:59']))}:00+09:00",
        "method": draw(st.sampled_from(["", "card", "transfer"])),
        "amount": draw(small),
        "platform_discount": draw(st.just(0) | small),
        "coupon_discount": draw(st.just(0) | small),
        "tax_free": draw(st.none() | st.none() | small),
        "zero_rated": draw(st.none() | st.none() | small),
    }


@given(tenant=tenants(), given_payments=st.lists(payments(), min_size=1, max_size=12))
@settings(max_examples=300 if IS_FULL else 40)
def test_single_payments_equal_files_of_one(
    deployed: Clone, tenant: dict[str, Any], given_payments: list[dict[str, Any]]
) -> None:
    """SE-01: the same is recorded, unchanged or refused, with the same day, schedule, tax parts and entries."""
    with deployed.superuser(autocommit=False) as connection:
        for key in ("single", "filed"):
            connection.execute(
                "SELECT settlement.record_tenant('KRW', 'Asia/Seoul', %s)",
                (json.dumps({"key": key, **tenant}),),
            )
        connection.execute(
            "UPDATE settlement.tenant_clock SET closed_through = %s WHERE schedule_code = ''",
            (CLOSED,),
        )
        connection.execute(
            "SELECT set_config('mg.context', core.mint_seal(settlement.find_tenant('single'), NULL, uuidv7(),"
            " 'TENANT_OWNER', NULL, '1 hour'), true)"
        )
        for payment in given_payments:
            assert _single(connection, payment) == _filed(connection, payment), payment
        assert _rows(connection, "single") == _rows(connection, "filed")
        connection.rollback()


def _single(connection: psycopg.Connection[Any], payment: dict[str, Any]) -> str:
    try:
        with connection.transaction():
            row = connection.execute(
                "SELECT is_unchanged FROM settlement.record_payment(%(ref)s, %(kind)s, %(occurred_at)s, 'KRW',"
                " %(amount)s, %(platform_discount)s, %(method)s, '', '', %(original_ref)s, '', %(coupon_discount)s,"
                f" %(tax_free)s, %(zero_rated)s, '{AS_OF}')",
                payment,
            ).fetchone()
    except psycopg.Error as problem:
        return "refused" if problem.sqlstate in ("MM010", "MM510", "MM511") else str(problem)
    assert row is not None
    return "unchanged" if row[0] else "recorded"


def _filed(connection: psycopg.Connection[Any], payment: dict[str, Any]) -> str:
    file_id = uuid4()
    row = {"tenant_key": "filed", "currency": "KRW", **payment}
    values = ["" if row.get(name) is None else str(row[name]) for name in COLUMNS]
    stage(connection, file_id, [(1, values)])
    connection.execute("SELECT commerce.check_import(%s)", (file_id,))
    found = connection.execute(
        f"SELECT * FROM settlement.record_import(%s, 'f', '', false, 0, '{AS_OF}')", (file_id,)
    ).fetchone()
    connection.execute("SELECT commerce.clear_import(%s)", (file_id,))
    assert found is not None
    _, _, recorded, unchanged, rejected = found
    assert recorded + unchanged + rejected == 1
    return "recorded" if recorded else "unchanged" if unchanged else "refused"


def _rows(connection: psycopg.Connection[Any], key: str) -> list[list[tuple[Any, ...]]]:
    return [
        connection.execute(
            f"SELECT {columns} FROM {table} WHERE tenant_id = settlement.find_tenant(%s) ORDER BY {columns}",
            (key,),
        ).fetchall()
        for table, columns in (("commerce.payment_event", SAME), ("ledger.transfer", BOOKED))
    ] + [
        connection.execute(
            "SELECT o.ref, e.ref FROM commerce.payment_event AS e JOIN commerce.payment_event AS o"
            " ON o.tenant_id = e.tenant_id AND o.payment_event_id = e.original_event_id"
            " WHERE e.tenant_id = settlement.find_tenant(%s) ORDER BY 1, 2",
            (key,),
        ).fetchall(),
        connection.execute(
            "SELECT p.ref, encode(p.content_hash, 'hex') = encode(commerce.event_hash(e.branch_id, e.kind, e.occurred_at,"
            " e.currency, e.method, e.channel, e.category, e.amount_minor,"
            " e.platform_discount_minor, '', e.coupon_discount_minor, e.tax_free_minor, e.zero_rated_minor), 'hex')"
            " FROM commerce.payment_ref AS p JOIN commerce.payment_event AS e USING (tenant_id, settlement_day, payment_event_id)"
            " WHERE p.tenant_id = settlement.find_tenant(%s) AND e.kind = 'capture' ORDER BY 1",
            (key,),
        ).fetchall(),
    ]
