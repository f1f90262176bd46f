"""SC-01: every kind of key rotates while people write; nothing is unreadable at any moment, and old keys can go."""

from __future__ import annotations

import functools
import itertools
import json
import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError

from app.encryption import keyring
from app.errors import refusal_of
from app.failure import BadInput, Finding
from app.identity import hash_password, key_rotation, log_in
from app.identity.account import account_of, change_profile
from app.identity.registry import add_person, find_person
from app.settings import settings
from tests.clone import Clone

PEOPLE, PASSWORD = 12, "말이 되지 않는 열 글자"


@pytest.fixture
def ring(database: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A keyring of this test's own, which other tests don't need."""
    assert database
    own = tmp_path / "keyring.json"
    shutil.copy(settings().keyring_file, own)
    own.chmod(0o600)
    monkeypatch.setenv("MINDGARDEN_KEYRING", str(own))
    return own


@pytest.fixture
def tokens(ring: Path, database: Clone) -> dict[int, str]:
    """Sessions of a few people."""
    assert ring
    hashed = hash_password(PASSWORD)
    with database.connect("mg_migrator") as connection:
        for number in range(PEOPLE):
            add_person(connection, email=_email(number), name_ko=f"사람{number}", password_hash=hashed)  # fmt: skip
    return {number: log_in(_email(number), PASSWORD) for number in range(3)}


def _email(number: int) -> str:
    return f"person{number}@example.kr"


class Traffic:
    """People who write, read and arrive while keys rotate, each on a thread of its own."""

    def __init__(self, tokens: dict[int, str], database: Clone) -> None:
        self.tokens, self.database = tokens, database
        self.stop = threading.Event()
        self.troubles: list[Exception] = []
        self.written: dict[int, str] = {}
        self.count_added = 0
        works = [functools.partial(self._write, number) for number in tokens]
        self.threads = [
            threading.Thread(target=self._repeat, args=(work,))
            for work in (*works, self._read, self._come)
        ]

    def __enter__(self) -> Traffic:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def _repeat(self, work: Callable[[int], None]) -> None:
        for count in itertools.count():
            if self.stop.wait(0.005):
                return
            try:
                work(count)
            except Exception as problem:  # noqa: BLE001  handed to the test's thread
                self.troubles.append(problem)

    def _write(self, number: int, count: int) -> None:
        name = f"사람{number} 이름{count}"
        try:
            change_profile(self.tokens[number], name_ko=name, name_en="", phone="01012345678", locale="ko")  # fmt: skip
        except DBAPIError as problem:
            # The key was replaced between reading and writing: the person is told to do it again.
            if (refusal := refusal_of(problem)) is None or refusal.sqlstate != "MI503":
                raise
        else:
            self.written[number] = name

    def _read(self, _: int) -> None:
        for number, token in self.tokens.items():
            assert account_of(token).person.email == _email(number)

    def _come(self, count: int) -> None:
        number = PEOPLE + count
        with self.database.connect("mg_migrator") as connection:
            add_person(connection, email=_email(number), name_ko=f"사람{number}")
        self.count_added = count + 1


def test_keys_rotate_under_readers_writers_and_newcomers(
    tokens: dict[int, str], database: Clone
) -> None:
    before = keyring()
    with Traffic(tokens, database) as traffic:
        for _ in range(2):
            key_rotation.add("wrapping")
            assert sum(key_rotation.rewrap()) >= PEOPLE
            key_rotation.add("index")
            assert sum(key_rotation.reindex()) >= PEOPLE
            assert sum(key_rotation.reseal(datetime.now(UTC))) >= PEOPLE
    assert traffic.troubles == []
    assert traffic.written.keys() == tokens.keys()
    for number, token in tokens.items():
        assert account_of(token).person.name_ko == traffic.written[number], "no change got lost"
    assert traffic.count_added
    # What came in during the last round is moved over; then the first keys serve nothing and go.
    assert sum(key_rotation.rewrap()) + sum(key_rotation.reindex()) >= 0
    key_rotation.retire("wrapping", before.wrapping.active)
    key_rotation.retire("index", before.index.active)
    people = range(PEOPLE + traffic.count_added)
    with database.connect("mg_migrator") as connection:
        found = {find_person(connection, _email(number)) for number in people}
    assert len(found) == len(people)
    for number in tokens:
        assert account_of(log_in(_email(number), PASSWORD)).person.phone == "+821012345678"


def test_a_key_that_is_needed_stays(ring: Path, tokens: dict[int, str]) -> None:
    assert tokens
    first = keyring().wrapping.active
    with pytest.raises(BadInput, match="active"):
        key_rotation.retire("wrapping", first)
    key_rotation.add("wrapping")
    content = ring.read_bytes()
    with pytest.raises(Finding, match="still serves"):
        key_rotation.retire("wrapping", first)
    assert ring.read_bytes() == content
    with pytest.raises(BadInput, match="no key"):
        key_rotation.retire("index", "unknown")


def test_a_key_used_in_the_last_moment_is_put_back(
    tokens: dict[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tokens
    first = keyring().wrapping.active
    key_rotation.add("wrapping")
    assert sum(key_rotation.rewrap()) >= PEOPLE
    answers = iter([0, 1])

    def use() -> list[dict[str, object]]:
        return [{"kind": "wrapping", "key_id": first, "use_count": next(answers)}]

    monkeypatch.setattr(key_rotation, "key_use", use)
    secret = keyring().wrapping.keys[first]
    with pytest.raises(Finding):
        key_rotation.retire("wrapping", first)
    assert keyring().wrapping.keys[first] == secret


def test_the_commands_rotate_list_and_retire(tokens: dict[int, str], database: Clone) -> None:
    assert tokens
    environment = database.run  # the command's process finds the ring by the same variable
    rotated = environment("keys", "rotate", "wrapping")
    assert rotated.returncode == 0, rotated.stderr
    assert "is active" in rotated.stdout
    assert "moved" in rotated.stdout
    assert environment("keys", "rotate", "index").returncode == 0
    resealed = environment("keys", "rotate", "data")
    assert resealed.stdout.strip() == f"moved {PEOPLE} people"
    again = environment("keys", "rotate", "wrapping", "--added")
    assert again.stdout.strip() == "moved 0 data keys"
    listed = json.loads(environment("keys", "list", "--json").stdout)["keys"]
    old = [key for key in listed if not key["is_active"]]
    assert {key["use_count"] for key in old} == {0}
    for key in old:
        retired = environment("keys", "retire", key["kind"], key["key_id"])
        assert retired.returncode == 0, retired.stderr
    shown = environment("keys", "list").stdout
    assert shown.count("active") == 2
    assert "MISSING" not in shown
    assert account_of(tokens[0]).person.email == _email(0)


def test_an_old_data_key_opens_and_seals_nothing_new(
    tokens: dict[int, str], database: Clone
) -> None:
    assert tokens
    assert sum(key_rotation.reseal(datetime.now(UTC))) == PEOPLE
    with database.superuser() as connection:
        rows = connection.execute(
            "SELECT u.user_id, count(*) FILTER (WHERE k.retired_at IS NOT NULL), count(*) FILTER (WHERE k.retired_at IS NULL)"
            " FROM identity.auth_user AS u JOIN identity.data_key AS k ON k.owner_id = u.user_id GROUP BY 1"
        ).fetchall()  # fmt: skip
    assert {(old, new) for _, old, new in rows} == {(1, 1)}
    assert all(isinstance(user, UUID) for user, _, _ in rows)
