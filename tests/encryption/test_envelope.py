"""SC-01, AU-01: personal data opens with its own key, at its own place, unchanged, and not otherwise."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.encryption import (
    Unreadable,
    WrappedKey,
    blind_index,
    blind_indexes,
    ensure_keyring,
    key_of,
    keyring,
    make_data_key,
    mask_email,
    mask_name,
    mask_phone,
    open_sealed,
    seal,
    unwrap_data_key,
    wrap_again,
)
from app.encryption.keyring import add_key, remove_key
from app.failure import EnvironmentProblem
from tests.clone import Clone

PLACE = "identity.auth_user.email/1"


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A platform of its own with a fresh keyring."""
    monkeypatch.setenv("MINDGARDEN_HOME", str(tmp_path))
    ensure_keyring()
    return tmp_path


def test_what_was_sealed_opens_and_looks_like_nothing(home: Path) -> None:
    assert home

    @given(st.text(max_size=200))
    def check(text: str) -> None:
        key, _ = make_data_key(uuid4())
        sealed = seal(text, key, PLACE)
        assert open_sealed(sealed, key, PLACE) == text
        assert key_of(sealed) == key.key_id
        assert seal(text, key, PLACE) != sealed, "the same text never looks the same twice"
        assert len(text) < 4 or text.encode() not in sealed

    check()


def test_a_changed_moved_or_foreign_ciphertext_does_not_open() -> None:
    key, _ = make_data_key(uuid4())
    sealed = seal("kim@example.kr", key, PLACE)
    with pytest.raises(Unreadable):
        open_sealed(sealed, key, "identity.auth_user.email/2")
    other, _ = make_data_key(uuid4())
    with pytest.raises(Unreadable):
        open_sealed(sealed, other, PLACE)
    with pytest.raises(Unreadable):
        open_sealed(sealed, replace(other, key_id=key.key_id), PLACE)
    for position in range(len(sealed)):
        broken = bytearray(sealed)
        broken[position] ^= 1
        with pytest.raises(Unreadable):
            open_sealed(bytes(broken), key, PLACE)
    for length in (0, 1, 16, 28, len(sealed) - 1):
        with pytest.raises(Unreadable):
            open_sealed(sealed[:length], key, PLACE)


def test_a_wrapped_key_opens_under_its_own_id_alone() -> None:
    key, kept = make_data_key(uuid4())
    assert unwrap_data_key(kept) == key
    assert key.secret not in kept.wrapped
    for wrong in (replace(kept, key_id=uuid4()), replace(kept, wrapped=kept.wrapped[:-1] + b"x")):
        with pytest.raises(EnvironmentProblem):
            unwrap_data_key(wrong)
    with pytest.raises(EnvironmentProblem, match="lacks the key"):
        unwrap_data_key(replace(kept, wrapping_key="lost"))


def test_keys_rotate_and_older_ones_still_open() -> None:
    key, kept = make_data_key(uuid4())
    index_key, index = blind_index("email", "kim@example.kr")
    newer, newer_index = add_key("wrapping"), add_key("index")
    assert (keyring().wrapping.active, keyring().index.active) == (newer, newer_index)
    assert unwrap_data_key(kept) == key
    again = wrap_again(kept)
    assert (again.wrapping_key, unwrap_data_key(again)) == (newer, key)
    assert blind_index("email", "kim@example.kr")[0] == newer_index != index_key
    assert blind_indexes("email", "kim@example.kr")[1] == index, "rows of the older key are found"
    remove_key("wrapping", kept.wrapping_key)
    assert unwrap_data_key(again) == key
    fresh = WrappedKey(UUID(int=kept.key_id.int), bytes(kept.wrapped), kept.wrapping_key)
    with pytest.raises(EnvironmentProblem):
        unwrap_data_key(replace(fresh, wrapped=fresh.wrapped + b""[:0], wrapping_key="gone"))


def test_indexes_tell_kinds_apart_and_need_the_key(home: Path) -> None:
    one = blind_index("email", "x")[1]
    assert one != blind_index("phone", "x")[1]
    (home / "keyring.json").unlink()
    ensure_keyring()
    assert one != blind_index("email", "x")[1]


def test_the_keyring_is_private_and_never_replaced(home: Path) -> None:
    file = home / "keyring.json"
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()
    ensure_keyring()
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"wrapping": {"active": "a", "keys": {}}, "index": {"active": "a", "keys": {}}}',
     '{"wrapping": {"active": "a", "keys": {"a": "c2hvcnQ="}}, "index": {"active": "a", "keys": {"a": "c2hvcnQ="}}}'],
)  # fmt: skip
def test_a_broken_keyring_says_what_one_looks_like_and_nothing_of_itself(
    content: str, home: Path
) -> None:
    (home / "keyring.json").write_text(content)
    with pytest.raises(EnvironmentProblem) as problem:
        keyring()
    assert "c2hvcnQ" not in str(problem.value)


def test_a_keyring_may_come_from_a_secret_store(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = (home / "keyring.json").read_text()
    (home / "keyring.json").unlink()
    with pytest.raises(EnvironmentProblem, match="there is no keyring"):
        keyring()
    monkeypatch.setenv("MINDGARDEN_KEYRING_JSON", content)
    assert keyring().wrapping.active == json.loads(content)["wrapping"]["active"]
    with pytest.raises(EnvironmentProblem, match="only its keeper"):
        add_key("wrapping")
    assert [file.name for file in home.iterdir()] == ["keyring.json.lock"]


def test_masks() -> None:
    assert [mask_email(e) for e in ("kim@x.kr", "ab@x.kr", "a@x.kr", "")] == [
        "ki***@x.kr", "***@x.kr", "***@x.kr", "",
    ]  # fmt: skip
    assert [mask_name(n) for n in ("홍길동", "김수", "김", "", "남궁민수")] == [
        "홍*동", "김*", "*", "", "남**수",
    ]  # fmt: skip
    assert mask_phone("+821012345678") == "+82******5678"


def test_the_masks_are_those_of_the_database(deployed: Clone) -> None:
    texts = ["kim@x.kr", "ab@x.kr", "a@x.kr", "홍길동", "김", "김수", "남궁민수", "a@b@c"]
    with deployed.superuser() as connection:
        for text in texts:
            row = connection.execute(
                "SELECT billing.mask_email(%s), billing.mask_name(%s)", (text, text)
            ).fetchone()
            assert row is not None
            assert row[1] == mask_name(text)
            if "@" in text:
                assert row[0] == mask_email(text)
