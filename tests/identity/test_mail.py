"""AU-01: mails about accounts are sent once, tried again when they fail, and hold no more than they must."""

from __future__ import annotations

import socket
import threading
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from app.failure import BadInput
from app.i18n import LANGUAGES
from app.identity import hash_password
from app.identity.code import code_hash, make_code
from app.identity.mail import send_mails
from app.identity.mail_text import KINDS, mail_text
from app.identity.recovery import ask_recovery
from app.identity.registry import add_person
from app.identity.visit import Visit
from app.integrations.mail import MailNotSent, SmtpMailer, mailer
from scheduler import mails
from tests.clone import Clone
from tests.identity.letter_box import LetterBox

EMAIL = "kim@example.kr"


@pytest.fixture
def kim(database: Clone) -> UUID:
    """kim@example.kr, who reads English."""
    with database.connect("mg_migrator") as connection:
        return add_person(
            connection, email=EMAIL, name_ko="김하늘", name_en="Haneul Kim", password_hash=hash_password("a long password of hers"), locale="en"
        )  # fmt: skip


class _Server:
    """An SMTP server's handler that keeps envelopes, or refuses."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.answer = "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.envelopes.append(envelope)
        return self.answer


def _authenticate(_server: object, _session: object, _envelope: object, _way: str, given: LoginPassword) -> AuthResult:  # fmt: skip
    return AuthResult(success=(given.login, given.password) == (b"mind", b"gar den"))


def test_a_mail_goes_through_a_real_server_with_its_reader_s_words(
    kim: UUID, monkeypatch: pytest.MonkeyPatch, database: Clone
) -> None:
    assert kim
    server = _Server()
    controller = Controller(
        server, hostname="127.0.0.1", port=0, authenticator=_authenticate, auth_require_tls=False, auth_required=True
    )  # fmt: skip
    controller.port = _free_port()
    controller.start()
    try:
        monkeypatch.setenv("MINDGARDEN_SMTP_URL", f"smtp://mind:gar%20den@127.0.0.1:{controller.port}")  # fmt: skip
        ask_recovery(EMAIL, Visit())
        server.answer = "451 come back later"
        result = database.run("mail", "send")
        assert (result.returncode, "tried again" in result.stdout) == (1, True), result.stderr
        listed = database.run("mail", "list").stdout
        assert "451" in listed
        assert EMAIL not in listed
        server.answer = "250 OK"
        stop = threading.Event()
        _make_due(database)
        worker = threading.Thread(target=mails.run, args=(stop, 0.05))
        worker.start()
        for _ in range(100):
            if server.envelopes:
                break
            stop.wait(0.05)
        stop.set()
        worker.join()
    finally:
        controller.stop()
    (envelope,) = server.envelopes
    assert envelope.rcpt_tos == [EMAIL]
    assert database.run("mail", "list").stdout == ""
    assert "\tsent\t" in database.run("mail", "list", "--all").stdout


def test_a_mail_that_never_leaves_is_given_up_and_says_why(
    kim: UUID, box: LetterBox, database: Clone
) -> None:
    assert kim
    box.trouble = "ConnectionRefusedError"
    ask_recovery(EMAIL, Visit())
    outcomes = []
    for _ in range(8):
        _make_due(database)
        outcomes += [outcome for _, outcome in box.empty()]
    assert outcomes == ["tried again"] * 7 + ["given up"]
    assert '"attempts": 8' in database.run("mail", "list", "--json").stdout


def test_a_crash_between_claim_and_sending_loses_nothing(
    kim: UUID, box: LetterBox, database: Clone
) -> None:
    assert kim
    ask_recovery(EMAIL, Visit())
    with database.connect("mg_auth") as connection:
        assert connection.execute("SELECT * FROM identity.claim_mail()").fetchone()
    assert box.empty() == [], "another worker has it"
    with database.superuser() as connection:
        connection.execute("UPDATE identity.outgoing_mail SET claimed_until = now()")
    assert box.empty() == [("reset_password", "sent")]


def test_without_a_server_mails_are_private_files(
    kim: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: Clone
) -> None:
    assert kim
    monkeypatch.setattr("app.integrations.mail.settings", lambda: _Settings(tmp_path))
    ask_recovery(EMAIL, Visit())
    box = mailer()
    assert list(send_mails(box)) == [("reset_password", "sent")]
    (file,) = (tmp_path / "mail").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert EMAIL in file.read_text()


@pytest.mark.parametrize("url", ["http://mail", "smtp://", "mail.example.kr:25"])
def test_a_server_that_is_none_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(BadInput, match="MINDGARDEN_SMTP_URL"):
        SmtpMailer(url)


def test_a_server_that_is_away_tells_nothing_of_the_mail() -> None:
    message = EmailMessage()
    message["To"] = EMAIL
    with pytest.raises(MailNotSent) as problem:
        SmtpMailer(f"smtp://127.0.0.1:{_free_port()}").send(message)
    assert EMAIL not in str(problem.value)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", sorted(KINDS))
def test_every_mail_says_who_and_where_in_both_languages(template: str, language: str) -> None:
    code = make_code() if KINDS[template].purpose else None
    subject, body = mail_text(
        template, language, name="하늘", address="https://portal.example/x", code=code  # type: ignore[arg-type]
    )  # fmt: skip
    assert subject
    assert "하늘" in body
    assert "https://portal.example/x" in body
    assert (code is None) == ("#code=" not in body)


def test_codes_are_read_however_people_write_them() -> None:
    code = make_code()
    assert code_hash(code) == code_hash(f" {code.lower().replace('-', '')} ")
    assert code_hash("0OIL-1111-0000-AAAA") == code_hash("0011-1111-OOOO-AAAA")
    assert code_hash(code) != code_hash(make_code())


@pytest.fixture
def box(database: Clone) -> LetterBox:
    """The letter boxes of everybody."""
    assert database
    return LetterBox()


class _Settings:
    smtp_url = None

    def __init__(self, home: Path) -> None:
        self.home = home


def _make_due(database: Clone) -> None:
    with database.superuser() as connection:
        connection.execute("UPDATE identity.outgoing_mail SET due_at = now()")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
