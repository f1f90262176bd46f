"""AU-01, AU-03: people open accounts, confirm, recover, change and leave them by themselves."""

from __future__ import annotations

import contextlib
import statistics
import threading
import time
from collections.abc import Callable
from uuid import UUID

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from app.errors import RefusedError, SessionEndedError, refusal_of
from app.identity import TooManyAttempts, WrongCredentials, hash_password, log_in
from app.identity.account import NotAPhone, account_of, change_password, change_profile, withdraw
from app.identity.login import EmailNotVerified
from app.identity.mailed_code import WrongCode
from app.identity.password import WeakPassword
from app.identity.person import NotAName, NotAnEmail
from app.identity.recovery import ask_recovery, set_new_password
from app.identity.registration import confirm_email, register
from app.identity.registry import add_person
from app.identity.visit import Visit
from tests.clone import Clone
from tests.identity.letter_box import LetterBox

EMAIL, PASSWORD, OTHER = "kim@example.kr", "말이 되지 않는 열 글자", "전혀 다른 긴 비밀번호"


@pytest.fixture
def box(database: Clone) -> LetterBox:
    """The letter boxes of everybody."""
    assert database
    return LetterBox()


@pytest.fixture
def kim(database: Clone) -> UUID:
    """kim@example.kr, whose address is confirmed."""
    with database.connect("mg_migrator") as connection:
        return add_person(connection, email=EMAIL, name_ko="김하늘", password_hash=hash_password(PASSWORD))  # fmt: skip


def _register(email: str = EMAIL, password: str = PASSWORD, address: str = "192.0.2.1") -> None:
    register(email=email, name="김하늘", password=password, visit=Visit(address=address))


def _one(database: Clone, query: str, *values: object) -> object:
    with database.superuser() as connection:
        row = connection.execute(query, values).fetchone()  # type: ignore[arg-type]
    assert row is not None
    return row[0]


def test_an_account_opens_with_the_code_of_the_mail_and_the_password(box: LetterBox) -> None:
    _register(" Kim@Example.kr ")
    with pytest.raises(EmailNotVerified):
        log_in(EMAIL, PASSWORD)
    assert ("verify_email", "sent") in box.empty()
    code = box.code(EMAIL)
    with pytest.raises(WrongCode):
        confirm_email(code, OTHER, Visit())
    token = confirm_email(code.lower().replace("-", " "), PASSWORD, Visit())
    account = account_of(token)
    assert (account.person.email, account.person.name_ko) == (EMAIL, "김하늘")
    assert account.memberships == []
    assert log_in(EMAIL, PASSWORD)
    with pytest.raises(WrongCode):
        confirm_email(code, PASSWORD, Visit())


def test_whoever_registers_anothers_address_gains_nothing(box: LetterBox) -> None:
    _register(password=OTHER, address="192.0.2.66")  # somebody else, before the owner comes
    _register()
    box.empty()
    with pytest.raises(WrongCredentials):
        log_in(EMAIL, OTHER)
    assert account_of(confirm_email(box.code(EMAIL), PASSWORD, Visit())).person.email == EMAIL
    _register(password=OTHER, address="192.0.2.66")
    box.empty()
    assert "계정이 있" in box.last(EMAIL), "the owner is told, the other learns nothing"
    assert log_in(EMAIL, PASSWORD)


def test_an_unconfirmed_account_gives_no_session_to_whoever_has_the_mail_alone(
    box: LetterBox,
) -> None:
    _register(password=OTHER)
    box.empty()
    with pytest.raises(WrongCode):
        confirm_email(box.code(EMAIL), PASSWORD, Visit())


@pytest.mark.parametrize(
    ("email", "name", "password", "refused"),
    [("no address", "김", PASSWORD, NotAnEmail), (EMAIL, " ", PASSWORD, NotAName), (EMAIL, "김", "short", WeakPassword),
     (EMAIL, "김", "password1234", WeakPassword), (EMAIL, "김", "kim@example.kr1", WeakPassword)],
)  # fmt: skip
def test_what_makes_no_account_is_refused_before_anything_is_kept(
    email: str, name: str, password: str, refused: type[Exception], database: Clone
) -> None:
    with pytest.raises(refused):
        register(email=email, name=name, password=password, visit=Visit())
    assert _one(database, "SELECT count(*) FROM identity.auth_user WHERE NOT is_service") == 0


def test_neither_answer_nor_time_tells_who_has_an_account(kim: UUID, box: LetterBox) -> None:
    assert kim

    def seconds(ask: Callable[[str, str], object], email: str, address: str) -> float:
        began = time.perf_counter()
        assert ask(email, address) is None
        return time.perf_counter() - began

    def recover(email: str, address: str) -> object:
        return ask_recovery(email, Visit(address=address))

    def enroll(email: str, address: str) -> object:
        return _register(email, address=address)

    for ask in (recover, enroll):
        known = [seconds(ask, EMAIL, f"198.51.100.{n}") for n in range(3)]
        unknown = [seconds(ask, f"nobody{n}@example.kr", f"203.0.113.{n}") for n in range(3)]
        assert statistics.median(known) == pytest.approx(statistics.median(unknown), abs=0.1)
    box.empty()
    assert {m["To"] for m in box.mails if "비밀번호" in m["Subject"]} == {EMAIL}


def test_a_forgotten_password_is_replaced_by_the_code_and_ends_every_session(
    kim: UUID, box: LetterBox
) -> None:
    token = log_in(EMAIL, PASSWORD)
    ask_recovery(EMAIL, Visit())
    box.empty()
    code = box.code(EMAIL)
    with pytest.raises(WeakPassword):
        set_new_password(code, "김하늘김하늘김하늘1", Visit())
    set_new_password(code, OTHER, Visit())
    with pytest.raises(SessionEndedError):
        account_of(token)
    with pytest.raises(WrongCredentials):
        log_in(EMAIL, PASSWORD)
    assert account_of(log_in(EMAIL, OTHER)).person.user_id == kim
    with pytest.raises(WrongCode):
        set_new_password(code, PASSWORD, Visit())
    box.empty()
    assert "비밀번호가 바뀌었어요" in box.mails[-1]["Subject"]


def test_only_the_newest_use_of_a_code_counts_among_parallel_ones(
    kim: UUID, box: LetterBox
) -> None:
    assert kim
    ask_recovery(EMAIL, Visit())
    box.empty()
    code, wins, troubles = box.code(EMAIL), [], []

    def use(number: int) -> None:
        try:
            set_new_password(code, f"{OTHER} {number}", Visit())
        except WrongCode:
            return
        except DBAPIError as problem:
            # The code was read by two before one of them used it.
            if (refusal := refusal_of(problem)) is None or refusal.sqlstate != "MI002":
                troubles.append(problem)
            return
        wins.append(number)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    (winner,) = wins
    assert log_in(EMAIL, f"{OTHER} {winner}")


def test_an_old_code_is_none(kim: UUID, box: LetterBox, database: Clone) -> None:
    assert kim
    ask_recovery(EMAIL, Visit())
    box.empty()
    with database.superuser() as connection:
        connection.execute("UPDATE identity.one_time_token SET expires_at = now() - interval '1 second'")  # fmt: skip
    with pytest.raises(WrongCode):
        set_new_password(box.code(EMAIL), OTHER, Visit())


def test_codes_are_not_for_another_purpose(kim: UUID, box: LetterBox) -> None:
    assert kim
    ask_recovery(EMAIL, Visit())
    box.empty()
    with pytest.raises(WrongCode):
        confirm_email(box.code(EMAIL), PASSWORD, Visit())


@pytest.mark.usefixtures("hurried")
def test_strangers_fill_nobodys_letter_box(kim: UUID, box: LetterBox) -> None:
    assert kim
    for number in range(6):
        ask_recovery(EMAIL, Visit(address=f"192.0.2.{number}"))
    box.empty()
    assert len(box.mails) == 3

    def register(times: int) -> None:
        for number in range(times):
            _register("new@example.kr", address=f"192.0.2.{number}")

    register(3)
    with pytest.raises(TooManyAttempts):
        register(3)


@pytest.mark.usefixtures("hurried")
def test_one_network_address_asks_a_number_of_times(database: Clone) -> None:
    assert database

    def ask(times: int) -> None:
        for number in range(times):
            ask_recovery(f"nobody{number}@example.kr", Visit(address="192.0.2.7"))

    with pytest.raises(TooManyAttempts):
        ask(25)


@pytest.mark.usefixtures("hurried")
def test_guessed_codes_are_slowed_down(database: Clone) -> None:
    assert database

    def guess(times: int) -> None:
        for number in range(times):
            with contextlib.suppress(WrongCode):
                set_new_password(f"AAAA-AAAA-AAAA-{number:04}", OTHER, Visit(address="192.0.2.8"))

    with pytest.raises(TooManyAttempts):
        guess(25)


def test_another_password_needs_the_old_one_and_leaves_this_device_signed_in(kim: UUID) -> None:
    here, elsewhere = log_in(EMAIL, PASSWORD), log_in(EMAIL, PASSWORD)
    with pytest.raises(WrongCredentials):
        change_password(here, OTHER, OTHER + "!", Visit())
    with pytest.raises(WeakPassword):
        change_password(here, PASSWORD, PASSWORD, Visit())
    fresh = change_password(here, PASSWORD, OTHER, Visit())
    assert account_of(fresh).person.user_id == kim
    for ended in (here, elsewhere):
        with pytest.raises(SessionEndedError):
            account_of(ended)
    assert log_in(EMAIL, OTHER)


@pytest.mark.usefixtures("hurried")
def test_an_open_browser_is_no_place_to_guess_the_password(kim: UUID) -> None:
    assert kim
    token = log_in(EMAIL, PASSWORD)

    def guesses() -> None:
        for number in range(8):
            with contextlib.suppress(WrongCredentials):
                change_password(token, f"{OTHER} {number}", OTHER, Visit())

    with pytest.raises(TooManyAttempts):
        guesses()
    assert log_in(EMAIL, PASSWORD), "and the owner still gets in"


def test_a_profile_changes_and_stays_sealed(kim: UUID, database: Clone) -> None:
    token = log_in(EMAIL, PASSWORD)
    change_profile(token, name_ko="김바다", name_en="Bada Kim", phone="010-1234-5678", locale="en")
    person = account_of(token).person
    assert (person.name_ko, person.name_en, person.phone, person.locale) == ("김바다", "Bada Kim", "+821012345678", "en")  # fmt: skip
    written = str(_one(database, "SELECT u::text FROM identity.auth_user AS u WHERE user_id = %s", kim))  # fmt: skip
    assert "바다" not in written
    assert "1234567" not in written
    assert "+82******5678" in written
    change_profile(token, name_ko="김바다", name_en="", phone="", locale="ko")
    assert account_of(token).person.phone is None
    with pytest.raises(NotAPhone):
        change_profile(token, name_ko="김바다", name_en="", phone="12", locale="ko")
    with pytest.raises(NotAName):
        change_profile(token, name_ko="", name_en="", phone="", locale="ko")


def test_who_leaves_is_gone_for_good_with_the_key(
    kim: UUID, box: LetterBox, database: Clone
) -> None:
    token = log_in(EMAIL, PASSWORD, Visit(user_agent="Firefox/1", device_token="d", address="192.0.2.1"))  # fmt: skip
    with pytest.raises(WrongCredentials):
        withdraw(token, OTHER, Visit())
    withdraw(token, PASSWORD, Visit())
    with pytest.raises(SessionEndedError):
        account_of(token)
    with pytest.raises(WrongCredentials):
        log_in(EMAIL, PASSWORD)
    with database.superuser() as connection:
        key = connection.execute(
            "SELECT wrapped_key, wrapping_key_id, destroyed_at IS NOT NULL FROM identity.data_key WHERE owner_id = %s", (kim,)
        ).fetchone()  # fmt: skip
        rest = connection.execute(
            "SELECT to_jsonb(u) - '{user_id,is_service,locale,created_at,created_by,withdrawn_at,email_verified_at,password_changed_at}'::text[]"
            " FROM identity.auth_user AS u WHERE user_id = %s", (kim,)
        ).fetchone()  # fmt: skip
        device = connection.execute("SELECT user_agent, last_address FROM identity.device").fetchone()  # fmt: skip
    assert key == (None, None, True)
    assert rest is not None
    assert set(rest[0].values()) == {None}
    assert device == (None, None)
    _register()
    box.empty()
    assert account_of(confirm_email(box.code(EMAIL), PASSWORD, Visit())).person.user_id != kim


def test_the_last_owner_of_a_business_cannot_leave_it_alone(
    kim: UUID, tenant_id: UUID, database: Clone
) -> None:
    with database.connect("mg_migrator") as connection:
        connection.execute("SELECT identity.grant_membership(%s, %s, 'TENANT_OWNER', NULL, NULL)", (tenant_id, kim))  # fmt: skip
        lee = add_person(connection, email="lee@example.kr", name_ko="이", password_hash=hash_password(OTHER))  # fmt: skip
    with pytest.raises(DBAPIError) as refused:
        withdraw(log_in(EMAIL, PASSWORD), PASSWORD, Visit())
    refusal = refusal_of(refused.value)
    assert refusal
    assert refusal.sqlstate == "MI502"
    with database.connect("mg_migrator") as connection:
        connection.execute("SELECT identity.grant_membership(%s, %s, 'TENANT_OWNER', NULL, NULL)", (tenant_id, lee))  # fmt: skip
    withdraw(log_in(EMAIL, PASSWORD), PASSWORD, Visit())
    with pytest.raises((DBAPIError, RefusedError)):
        withdraw(log_in("lee@example.kr", OTHER), OTHER, Visit())


def test_a_change_that_met_another_key_says_so(kim: UUID, database: Clone) -> None:
    assert kim
    token = log_in(EMAIL, PASSWORD)
    with database.connect("mg_auth") as connection, pytest.raises(psycopg.Error) as refused:
        connection.execute(
            "SELECT identity.update_person(%s, jsonb_build_object('data_key_id', uuidv7()))", (token,)
        )  # fmt: skip
    assert refused.value.sqlstate == "MI503"


def test_what_says_nothing_any_more_is_swept(kim: UUID, box: LetterBox, database: Clone) -> None:
    _register("new@example.kr")
    ask_recovery(EMAIL, Visit())
    box.empty()
    with database.superuser() as connection:
        swept = connection.execute("SELECT identity.sweep(now())").fetchone()
        assert swept == (0,)
        connection.execute("SELECT identity.sweep(now() + interval '8 days')")
        assert connection.execute("SELECT count(*) FROM identity.one_time_token").fetchone() == (0,)  # fmt: skip
        assert connection.execute("SELECT count(*) FROM identity.login_throttle").fetchone() == (0,)  # fmt: skip
        left = connection.execute("SELECT user_id FROM identity.auth_user WHERE email_index IS NOT NULL").fetchall()  # fmt: skip
        assert left == [(kim,)], "an account that was never confirmed goes by itself"
        connection.execute("SELECT identity.sweep(now() + interval '31 days')")
        assert connection.execute("SELECT count(*) FROM identity.outgoing_mail").fetchone() == (0,)
