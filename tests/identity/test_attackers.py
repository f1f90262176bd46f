"""AU-03, AU-13: limits hold however many try at once, and log-ins don't starve anybody else."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import text

from app.db.context import auth_transaction
from app.identity import TooManyAttempts, Visit, WrongCredentials, hash_password, log_in
from app.identity.mailed_code import WrongCode
from app.identity.password import TooBusy
from app.identity.registry import add_person
from app.identity.second_factor import show_factor
from tests.clone import Clone
from tests.identity.authenticator_app import AuthenticatorApp

EMAIL, PASSWORD = "kim@example.kr", "a password of ten"
ATTACKERS = 16


@pytest.fixture
def kim(database: Clone) -> UUID:
    with database.connect("mg_migrator") as connection:
        return add_person(
            connection, email=EMAIL, name_ko="김철수", password_hash=hash_password(PASSWORD)
        )


def _at_once(attack: object) -> Counter[str]:
    """What became of an attempt of each of the attackers, who begin in the same moment."""
    gate = threading.Barrier(ATTACKERS)

    def act(number: int) -> str:
        gate.wait()
        try:
            attack(number)  # type: ignore[operator]
        except (TooManyAttempts, TooBusy, WrongCredentials, WrongCode) as refused:
            return type(refused).__name__
        return "in"

    with ThreadPoolExecutor(ATTACKERS) as pool:
        return Counter(pool.map(act, range(ATTACKERS)))


def test_sixteen_who_guess_one_password_at_once_get_five_guesses(kim: UUID) -> None:
    assert kim
    seen = _at_once(lambda n: log_in(EMAIL, f"guess number {n}", Visit(address=f"192.0.2.{n}")))
    assert seen["in"] == 0
    assert seen["WrongCredentials"] + seen["TooBusy"] <= 5
    assert seen["TooManyAttempts"] >= ATTACKERS - 5


def test_it_is_the_same_for_an_address_that_nobody_has(database: Clone) -> None:
    assert database
    seen = _at_once(lambda n: log_in("nobody@example.kr", f"guess number {n}", Visit(address=f"192.0.2.{n}")))  # fmt: skip
    assert seen["WrongCredentials"] + seen["TooBusy"] <= 5


def test_sixteen_who_guess_one_second_factor_at_once_get_five_guesses(kim: UUID) -> None:
    assert kim
    AuthenticatorApp().enrol(log_in(EMAIL, PASSWORD))
    tokens = [log_in(EMAIL, PASSWORD) for _ in range(ATTACKERS)]
    seen = _at_once(lambda n: show_factor(tokens[n], f"{n:06d}", Visit()))
    assert seen["in"] == 0
    assert seen["WrongCode"] <= 5


def test_log_ins_of_eight_at_once_starve_nobody(kim: UUID) -> None:
    """Other work of the same process goes on while passwords are hashed: hashing is bounded."""
    assert kim
    stop, outcomes = threading.Event(), Counter[str]()

    def sign_in_over_and_over() -> None:
        while not stop.is_set():
            try:
                log_in(EMAIL, PASSWORD)
            except (TooBusy, TooManyAttempts) as refused:
                outcomes[type(refused).__name__] += 1
            else:
                outcomes["in"] += 1

    threads = [threading.Thread(target=sign_in_over_and_over) for _ in range(8)]
    for thread in threads:
        thread.start()
    waits = []
    try:
        deadline = time.monotonic() + 4
        while time.monotonic() < deadline:
            began = time.monotonic()
            with auth_transaction() as connection:
                connection.execute(text("SELECT 1"))
            waits.append(time.monotonic() - began)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert outcomes["in"] > 0
    assert len(waits) > 20, "others got their turn again and again"
    assert sorted(waits)[len(waits) * 95 // 100] < 1, sorted(waits)[-5:]
