"""AU-04: authenticator apps and recovery codes: asked for, used once, guessed in vain, kept sealed."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pyotp
import pytest

from app.errors import SecondFactorError
from app.identity import TooManyAttempts, Visit, hash_password, log_in
from app.identity.account import account_of, withdraw
from app.identity.key_rotation import reseal
from app.identity.mailed_code import WrongCode
from app.identity.recovery_code import make_recovery_codes
from app.identity.registry import add_person
from app.identity.second_factor import factors_of, show_factor
from app.identity.totp import begin_enrolment, confirm_enrolment, pending_enrolment, remove_app
from tests.clone import Clone
from tests.identity.authenticator_app import AuthenticatorApp

EMAIL, PASSWORD = "kim@example.kr", "a password of ten"


@pytest.fixture
def kim(database: Clone) -> UUID:
    with database.connect("mg_migrator") as connection:
        return add_person(
            connection, email=EMAIL, name_ko="김철수", password_hash=hash_password(PASSWORD)
        )


@pytest.fixture
def app(kim: UUID) -> AuthenticatorApp:
    """Kim's app, set up."""
    assert kim
    made = AuthenticatorApp()
    made.enrol(log_in(EMAIL, PASSWORD))
    return made


def test_a_log_in_waits_for_the_second_factor_and_goes_on_under_another_token(
    app: AuthenticatorApp,
) -> None:
    waiting = log_in(EMAIL, PASSWORD)
    assert factors_of(waiting).awaits == "second_factor"
    with pytest.raises(SecondFactorError):
        account_of(waiting)
    complete = app.show(waiting)
    assert complete != waiting
    assert account_of(complete).person.email == EMAIL
    assert factors_of(complete).is_recent


def test_a_code_works_once_whoever_has_seen_it(app: AuthenticatorApp) -> None:
    code = app.code()
    show_factor(log_in(EMAIL, PASSWORD), f" {code[:3]} {code[3:]} ", Visit())
    with pytest.raises(WrongCode):
        show_factor(log_in(EMAIL, PASSWORD), code, Visit())


def test_of_many_who_use_one_code_at_once_one_gets_in(app: AuthenticatorApp) -> None:
    tokens = [log_in(EMAIL, PASSWORD) for _ in range(4)]
    code = app.code()

    def attempt(token: str) -> bool:
        try:
            show_factor(token, code, Visit())
        except (WrongCode, TooManyAttempts):
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, tokens)) == 1


def test_codes_of_another_time_are_none(app: AuthenticatorApp) -> None:
    token = log_in(EMAIL, PASSWORD)
    totp, now = pyotp.TOTP(app.secret), int(time.time())
    for seconds in (-3600, -90, 90, 3600):
        with pytest.raises(WrongCode):
            show_factor(token, totp.at(now + seconds), Visit())


def test_guessing_is_slowed_down_across_sessions(app: AuthenticatorApp, database: Clone) -> None:
    for number in range(5):
        with pytest.raises(WrongCode):
            show_factor(log_in(EMAIL, PASSWORD), f"00000{number}", Visit())
    token, code = log_in(EMAIL, PASSWORD), app.code()
    with pytest.raises(TooManyAttempts):
        show_factor(token, code, Visit())
    with database.superuser() as connection:
        rows = connection.execute(
            "SELECT severity FROM identity.security_event WHERE kind = 'second_factor_failed' ORDER BY 1"
        ).fetchall()
        connection.execute("UPDATE identity.login_throttle SET blocked_until = NULL")
    assert [row[0] for row in rows] == ["high", "low", "low", "low", "low"]
    assert account_of(show_factor(token, code, Visit()))


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "\0" * 6, "9" * 4000])
def test_what_is_no_code_is_refused_like_a_wrong_one(app: AuthenticatorApp, code: str) -> None:
    assert app
    with pytest.raises(WrongCode):
        show_factor(log_in(EMAIL, PASSWORD), code, Visit())


def test_an_app_that_was_begun_opens_nothing_before_its_first_code(kim: UUID) -> None:
    assert kim
    token = log_in(EMAIL, PASSWORD)
    secret = begin_enrolment(token).secret
    assert pending_enrolment(token) is not None
    assert account_of(log_in(EMAIL, PASSWORD)), "a log-in doesn't wait for it"
    with pytest.raises(WrongCode):
        confirm_enrolment(token, "000000", Visit())
    fresh = confirm_enrolment(token, pyotp.TOTP(secret).now(), Visit())
    assert pending_enrolment(fresh) is None
    with pytest.raises(SecondFactorError):
        account_of(log_in(EMAIL, PASSWORD))


def test_recovery_codes_replace_a_lost_phone_each_once(app: AuthenticatorApp) -> None:
    token = app.show(log_in(EMAIL, PASSWORD))
    codes = make_recovery_codes(token, Visit())
    assert len(set(codes)) == 10
    complete = show_factor(log_in(EMAIL, PASSWORD), codes[0].lower().replace("-", " "), Visit())
    assert factors_of(complete).recovery_count == 9
    with pytest.raises(WrongCode):
        show_factor(log_in(EMAIL, PASSWORD), codes[0], Visit())
    newer = make_recovery_codes(complete, Visit())
    with pytest.raises(WrongCode):
        show_factor(log_in(EMAIL, PASSWORD), codes[1], Visit())
    assert show_factor(log_in(EMAIL, PASSWORD), newer[1], Visit())


def test_who_finds_an_open_browser_sets_nothing_up(kim: UUID, database: Clone) -> None:
    assert kim
    token = log_in(EMAIL, PASSWORD)
    with database.superuser() as connection:
        connection.execute("UPDATE identity.auth_session SET first_factor_at = now() - interval '11 minutes'")  # fmt: skip
    with pytest.raises(SecondFactorError):
        begin_enrolment(token)


def test_the_secret_is_sealed_and_survives_a_new_data_key(
    app: AuthenticatorApp, kim: UUID, database: Clone
) -> None:
    with database.superuser() as connection:
        kept = connection.execute("SELECT k::text FROM identity.totp_key AS k").fetchone()
        assert kept is not None
        assert app.secret.encode().hex() not in kept[0]
        assert app.secret not in kept[0]
    assert sum(reseal(datetime.now(UTC) + timedelta(minutes=1))) == 1
    with database.superuser() as connection:
        of_now = connection.execute(
            "SELECT t.data_key_id = u.data_key_id FROM identity.totp_key AS t"
            " JOIN identity.auth_user AS u USING (user_id) WHERE u.user_id = %s",
            (kim,),
        ).fetchone()
    assert of_now == (True,)
    assert account_of(app.show(log_in(EMAIL, PASSWORD)))


def test_leaving_takes_second_factors_along(app: AuthenticatorApp, database: Clone) -> None:
    token = app.show(log_in(EMAIL, PASSWORD))
    make_recovery_codes(token, Visit())
    withdraw(token, PASSWORD, Visit())
    with database.superuser() as connection:
        left = connection.execute(
            "SELECT (SELECT count(*) FROM identity.totp_key) + (SELECT count(*) FROM identity.recovery_code)"
        ).fetchone()
    assert left == (0,)


def test_removing_the_app_brings_the_password_back_alone(app: AuthenticatorApp) -> None:
    token = app.show(log_in(EMAIL, PASSWORD))
    assert remove_app(token, Visit()) is True
    assert account_of(log_in(EMAIL, PASSWORD))
    assert remove_app(token, Visit()) is False


def test_the_operators_reset_what_is_lost(app: AuthenticatorApp, database: Clone) -> None:
    token = app.show(log_in(EMAIL, PASSWORD))
    without = database.run("users", "reset-second-factor", EMAIL, "--reason", " ")
    assert (without.returncode, "reason" in without.stderr) == (2, True)
    done = database.run("users", "reset-second-factor", EMAIL, "--reason", "video call, ID card")
    assert (done.returncode, done.stdout.startswith("reset; ")) == (0, True)
    assert account_of(log_in(EMAIL, PASSWORD))
    with pytest.raises(Exception, match="no such session"):
        account_of(token)
