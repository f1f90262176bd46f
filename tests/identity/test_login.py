"""Logging in: one answer for everything wrong, in the same time; a session that ends when it should."""

from __future__ import annotations

import statistics
import time
from uuid import UUID

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.db.context import tenant_transaction
from app.errors import ForbiddenError, SessionEndedError
from app.identity import TooManyAttempts, WrongCredentials, hash_password, log_in, log_out
from app.identity.person import open_person
from app.identity.registry import add_person
from tests.clone import Clone

PASSWORD = "말이 되지 않는 열 글자"


@pytest.fixture
def user_id(database: Clone, tenant_id: UUID) -> UUID:
    """kim@example.kr, owner of the tenant."""
    with database.connect("mg_migrator") as connection:
        made = add_person(
            connection,
            email="kim@example.kr",
            name_ko="김",
            name_en="Kim",
            password_hash=hash_password(PASSWORD),
        )
        connection.execute(
            "SELECT identity.grant_membership(%s, %s, 'TENANT_OWNER', NULL, NULL)",
            (tenant_id, made),
        )
    return made


def test_the_right_password_opens_the_tenant(user_id: UUID, tenant_id: UUID) -> None:
    token = log_in(" Kim@Example.kr", PASSWORD)
    with tenant_transaction(token, request_id="00000000-0000-4000-8000-000000000001") as entered:
        assert (entered.tenant_id, entered.user_id, entered.role_code) == (
            tenant_id,
            user_id,
            "TENANT_OWNER",
        )
        assert str(entered.request_id) == "00000000-0000-4000-8000-000000000001"
        person = open_person(entered.session)
        assert (person.name_ko, person.name_en, person.email) == ("김", "Kim", "kim@example.kr")
        seen = (
            entered.connection.exec_driver_sql("SELECT tenant_id FROM tenancy.tenant")
            .scalars()
            .all()
        )
    assert seen == [tenant_id]


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("kim@example.kr", "wrong"), ("nobody@example.kr", PASSWORD), ("import", ""), ("", ""),
        ("kim@example.kr\0", PASSWORD), ("kim@example.kr", PASSWORD + "\0"), ("kim@example.kr", "x" * 100_000),
        ("' OR 1=1 --", "x"),
    ],
)  # fmt: skip
def test_everything_else_gets_one_answer(user_id: UUID, email: str, password: str) -> None:
    assert user_id
    with pytest.raises(WrongCredentials) as refused:
        log_in(email, password)
    assert str(refused.value) == ""


def test_the_time_does_not_tell_who_exists(user_id: UUID) -> None:
    assert user_id

    def median(email: str) -> float:
        times = []
        for _ in range(5):
            began = time.perf_counter()
            with pytest.raises(WrongCredentials):
                log_in(email, "wrong")
            times.append(time.perf_counter() - began)
        return statistics.median(times)

    known, unknown = median("kim@example.kr"), median("nobody@example.kr")
    assert 0.8 < known / unknown < 1.25


@pytest.mark.usefixtures("hurried")
def test_guessing_is_slowed_down(user_id: UUID, database: Clone) -> None:
    assert user_id
    for email in ("kim@example.kr", "nobody@example.kr"):
        for _ in range(5):
            with pytest.raises(WrongCredentials):
                log_in(email, "wrong")
        with pytest.raises(TooManyAttempts) as blocked:
            log_in(email, PASSWORD)
        assert 0 < blocked.value.seconds <= 2, "the same for an address that nobody has"
    with database.superuser() as connection:
        connection.execute("UPDATE identity.login_throttle SET blocked_until = now()")
    assert log_in("kim@example.kr", PASSWORD)


def test_signed_out_is_out(user_id: UUID) -> None:
    assert user_id
    token = log_in("kim@example.kr", PASSWORD)
    log_out(token)
    log_out(token)
    log_out("\0")
    with pytest.raises(SessionEndedError) as ended, tenant_transaction(token):
        pass
    assert ended.value.refusal.http_status == 403
    assert ended.value.refusal.hint("ko") == "다시 로그인해 주세요."


def test_a_role_that_was_not_granted(user_id: UUID) -> None:
    assert user_id
    token = log_in("kim@example.kr", PASSWORD)
    with pytest.raises(ForbiddenError), tenant_transaction(token, "TENANT_STAFF"):
        pass


def test_nothing_secret_is_kept(user_id: UUID, database: Clone) -> None:
    assert user_id
    token = log_in("kim@example.kr", PASSWORD)
    with database.superuser() as connection:
        everything = str(
            connection.execute(
                "SELECT s::text, u::text FROM identity.auth_session AS s, identity.auth_user AS u"
            ).fetchall()
        )
    assert token not in everything
    assert PASSWORD not in everything
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in everything


def test_an_older_hash_is_renewed_by_logging_in(user_id: UUID, database: Clone) -> None:
    older = PasswordHash((Argon2Hasher(memory_cost=8192, time_cost=1, parallelism=1),)).hash(
        PASSWORD
    )
    with database.connect("mg_migrator") as connection:
        connection.execute("SELECT identity.set_password(%s, %s)", (user_id, older))
    assert log_in("kim@example.kr", PASSWORD)
    with database.superuser() as connection:
        row = connection.execute(
            "SELECT password_hash FROM identity.auth_user WHERE user_id = %s", (user_id,)
        ).fetchone()
    assert row is not None
    assert str(row[0]).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_parallel_requests_of_one_person_do_not_wait(user_id: UUID, database: Clone) -> None:
    token = log_in("kim@example.kr", PASSWORD)
    with database.superuser() as connection:
        connection.execute(
            "UPDATE identity.auth_session SET idle_expires_at = now() + interval '1 minute' WHERE user_id = %s",
            (user_id,),
        )
    began = time.perf_counter()
    with tenant_transaction(token) as first, tenant_transaction(token) as second:
        assert first.tenant_id == second.tenant_id
    assert time.perf_counter() - began < 3
