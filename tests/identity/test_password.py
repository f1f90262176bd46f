"""AU-03: new passwords are Argon2id of any length; the legacy service's bcrypt verifies once and is replaced."""

from __future__ import annotations

import threading
import time

import bcrypt
import pytest

from app.failure import BadInput
from app.identity import password as passwords
from app.identity.password import TooBusy, check_password, hash_password, require_strength

LONG = "한글로 된 아주 긴 비밀번호는 일흔두 바이트를 넘습니다 정말로"


def test_passwords_over_72_bytes_count_to_the_last_letter() -> None:
    assert len(LONG.encode()) > 72
    known = hash_password(LONG)
    assert known.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password(LONG, known) == (True, None)
    assert check_password(LONG + "!", known)[0] is False


def test_a_legacy_hash_verifies_and_is_replaced() -> None:
    legacy = bcrypt.hashpw(b"old password", bcrypt.gensalt(4)).decode()
    is_right, newer = check_password("old password", legacy)
    assert is_right
    assert newer is not None
    assert newer.startswith("$argon2id$")
    assert check_password("old password", newer) == (True, None)
    assert check_password("another one", legacy) == (False, None)


def test_a_legacy_password_over_72_bytes_still_opens_and_counts_whole_afterwards() -> None:
    legacy = bcrypt.hashpw(LONG.encode()[:72], bcrypt.gensalt(4)).decode()
    is_right, newer = check_password(LONG, legacy)
    assert is_right
    assert newer is not None
    assert check_password(LONG + "!", newer)[0] is False


@pytest.mark.parametrize("known", ["", "x", "$2b$12$short", "$argon2id$broken", "plain"])
def test_a_hash_that_is_none_opens_nothing(known: str) -> None:
    assert check_password("anything", known) == (False, None)


def test_nul_opens_nothing() -> None:
    legacy = bcrypt.hashpw(b"abc", bcrypt.gensalt(4)).decode()
    assert check_password("abc\0def", legacy) == (False, None)


@pytest.mark.parametrize(
    "weak",
    ["short", "password123", "Password123", "aaaaaaaaaaaa", "1234567890", "qwertyuiop", "x" * 1025,
     "kimjisoo12", "kimjisoo@example.kr"],
)  # fmt: skip
def test_weak_passwords_are_refused(weak: str) -> None:
    with pytest.raises(BadInput):
        require_strength(weak, about=("kimjisoo@example.kr", "김지수"))


@pytest.mark.parametrize("good", ["correct horse battery", "말이 되지 않는 열 글자", LONG])
def test_long_uncommon_ones_are_taken(good: str) -> None:
    require_strength(good, about=("kimjisoo@example.kr", "김지수"))


def test_hashing_takes_turns_and_says_so_when_the_queue_is_too_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(passwords, "_LONGEST_WAIT_SECONDS", 0.05)
    running, most = 0, 0
    guard = threading.Lock()

    def slow(_password: str) -> str:
        nonlocal running, most
        with guard:
            running += 1
            most = max(most, running)
        time.sleep(0.3)
        with guard:
            running -= 1
        return "hash"

    monkeypatch.setattr(passwords._hasher, "hash", slow)
    outcomes: list[str] = []

    def one() -> None:
        try:
            outcomes.append(hash_password("a password"))
        except TooBusy:
            outcomes.append("busy")

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert outcomes.count("busy") == 3
