"""`mindgarden statement` and `mindgarden adjustment`: every act is somebody's, noted once, and done once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from app.encryption import mask_email
from tests.clone import Clone
from tests.life.conftest import ANN, BOB, Command

JUNE, JULY, AUGUST = "cafe/20260630-1", "cafe/20260731-1", "cafe/20260831-1"
LATEST = "kiosk/20261018-1"
HELD = ("--reason", "통장 확인", "--until", "2999-01-01")
ADJUST = ("--tenant", "cafe", "--date", "2026-09-05", "--reason", "파손")
Trail = Callable[[], list[tuple[str, str]]]

# In order: each word by word, who does it, and the act that is noted.
ACTS: list[tuple[tuple[str, ...], str, str]] = [
    (("statement", "review", JUNE), ANN, "statement.reviewed"),
    (("statement", "unreview", JUNE, "--reason", "a refund is missing"), BOB, "statement.unreviewed"),
    (("statement", "review", JUNE), ANN, "statement.reviewed"),
    (("statement", "confirm", JUNE), BOB, "statement.confirmed"),
    (("statement", "hold", JUNE, *HELD), ANN, "statement.held"),
    (("statement", "release", JUNE, "--reason", "확인됨"), BOB, "statement.released"),
    (("statement", "exclude", JUNE, *HELD), ANN, "statement.excluded"),
    (("statement", "pay", JUNE, "--on", "2026-11-02"), BOB, "statement.paid"),
    (("adjustment", "request", *ADJUST, "--amount", "-700", "--key", "a"), ANN, "adjustment.requested"),
    (("adjustment", "request", *ADJUST, "--amount", "-800", "--key", "b"), ANN, "adjustment.requested"),
    (("adjustment", "attach", "$a", "$file"), ANN, "adjustment.attached"),
    (("adjustment", "approve", "$a"), BOB, "adjustment.approved"),
    (("adjustment", "reject", "$b", "--reason", "중복"), BOB, "adjustment.rejected"),
    (("adjust", *ADJUST, "--amount", "300", "--key", "c"), ANN, "adjustment.recorded"),
]  # fmt: skip


def test_every_act_is_noted_once_with_its_actor_and_done_once(
    command: Command, footprint: Callable[[], str], trail: Trail, tmp_path: Path
) -> None:
    """SE-05: one entry a command, in the name of who gave it; the same command again changes nothing at all."""
    (tmp_path / "견적서.pdf").write_bytes(b"%PDF-1.7")
    names = {"$file": str(tmp_path / "견적서.pdf")}
    for words, who, act in ACTS:
        given = [names.get(word, word) for word in words] + ["--as", who, "--json"]
        before = trail()
        done = command(*given)
        added = trail()[len(before) :]
        # Approving is two acts on two things: the request is approved, and the adjustment recorded.
        name = mask_email(who)
        more = [("settlement.adjustment.recorded", name)] if act == "adjustment.approved" else []
        assert (done.code, added) == (0, [*more, (f"settlement.{act}", name)]), (given, done.err)
        if words[1] == "request":
            names["$" + words[words.index("--key") + 1]] = done.read()["request_id"]
        was = footprint()
        assert command(*given).code == 0
        assert footprint() == was, f"the second {words} changed something"
    assert command("verify").code == 0


def test_an_adjustment_counts_in_the_schedule_that_is_named(command: Command) -> None:
    """SE-02, SE-05: with several schedules the console says which; the main one if it doesn't."""
    given = ("--tenant", "kiosk", "--date", "2026-11-05", "--reason", "송금 수수료")
    bank = command(
        "adjust", *given, "--amount", "-500", "--key", "d", "--schedule", "bank", "--json"
    )
    assert bank.read()["amount_minor"] == -500
    told = command("adjust", *given, "--amount", "-500", "--key", "d")
    assert (told.code, "[MS501]" in told.err) == (2, True), "the same key, for the main schedule"
    unknown = command("adjust", *given, "--amount", "-500", "--schedule", "cash")
    assert (unknown.code, "[MS412]" in unknown.err) == (2, True)


def test_reopening_is_noted_once_and_refused_the_second_time(
    command: Command, footprint: Callable[[], str], trail: Trail
) -> None:
    assert command("statement", "review", LATEST, "--as", ANN).code == 0
    before = trail()
    assert command("statement", "reopen", LATEST, "--as", BOB).code == 0
    assert trail()[len(before) :] == [("settlement.statement.reopened", mask_email(BOB))]
    was = footprint()
    again = command("statement", "reopen", LATEST, "--as", BOB)
    assert (again.code, footprint()) == (2, was)
    assert "[MS504]" in again.err


def test_a_person_needs_another_and_the_console_does_not(command: Command) -> None:
    """SE-05: the second person; the service alone confirms what is calculated."""
    assert "[MS510]" in command("statement", "confirm", JULY, "--as", ANN).err
    assert command("statement", "review", JULY, "--as", ANN).code == 0
    refused = command("statement", "confirm", JULY, "--as", ANN)
    assert (refused.code, "by the same person" in refused.err) == (2, True), refused.err
    assert (
        command("statement", "confirm", JULY, "--as", BOB).out == f"statement {JULY}: confirmed\n"
    )
    assert command("statement", "confirm", AUGUST).code == 0


def test_what_is_held_is_not_paid_and_the_list_says_why(command: Command) -> None:
    """SE-05: held: by nobody; excluded: by hand alone; both end by themselves or are released."""
    assert command("statement", "hold", AUGUST, *HELD, "--as", ANN).code == 0
    refused = command("statement", "pay", AUGUST)
    assert (refused.code, "통장 확인" in refused.err, "[MS511]" in refused.err) == (2, True, True)
    held = command("statement", "list", "--held", "--json").read()["statements"]
    assert [(one["statement_number"], one["hold_reason"]) for one in held] == [
        ("20260831-1", "통장 확인")
    ]
    assert (
        "hold until 2999-01-01: 통장 확인"
        in command("statement", "list", "--status", "confirmed").out
    )
    assert command("statement", "list", "--excluded", "--json").read()["statements"] == []
    assert command("statement", "hold", AUGUST, "--reason", "x", "--until", "2020-01-01").code == 2
    released = command("statement", "release", AUGUST, "--reason", "확인", "--json").read()
    assert released["released"] == 1
    assert command("statement", "pay", AUGUST, "--json").read()["status"] == "paid"


def test_the_history_names_who_did_what(command: Command) -> None:
    acts = command("statement", "history", AUGUST, "--json").read()["history"]
    assert [(one["action"].removeprefix("settlement.statement."), one["actor"]) for one in acts] == [
        ("calculated", "service settlement"), ("confirmed", "service settlement"), ("held", mask_email(ANN)),
        ("released", "service settlement"), ("paid", "service settlement"),
    ]  # fmt: skip
    assert "통장 확인" in command("statement", "history", AUGUST).out


def test_the_signature_says_whether_it_still_matches(command: Command, platform: Clone) -> None:
    """SE-08: over figures and lines; a line that changes afterwards is seen."""
    shown = command("statement", "signature", JULY, "--json").read()
    assert (shown["matches"], shown["line_count"], shown["signed_by"]) == (True, 5, mask_email(BOB))
    assert shown["content_sha256"] == shown["computed_sha256"] == shown["trail_sha256"]
    assert shown["content_sha256"] in command("statement", "signature", JULY).out
    change = b"UPDATE settlement.line SET waived_minor = waived_minor + %d WHERE settlement_day = '2026-07-01'"
    with platform.superuser() as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(change.replace(b"%d", b"1"))
        changed = command("statement", "signature", JULY)
        connection.execute(change.replace(b"%d", b"-1"))
    assert (changed.code, "does not match" in changed.err) == (1, True)
    assert command("statement", "signature", JULY).code == 0
    unsigned = command("statement", "signature", "cafe/20260930-1")
    assert (unsigned.code, "bears no signature" in unsigned.out) == (1, True)
    assert command("statement", "sign", "--json").read() == {"signed": 0}


def test_a_document_comes_back_as_it_was_given(command: Command, tmp_path: Path) -> None:
    """SE-05: the attachments of a request are listed, and read byte by byte."""
    content = bytes(range(256)) * 100
    (tmp_path / "photo.png").write_bytes(content)
    asked = command(
        "adjustment", "request", *ADJUST, "--amount", "1", "--attach", tmp_path / "photo.png", "--json"
    ).read()  # fmt: skip
    listed = command("adjustment", "list", "--status", "requested", "--json").read()["requests"]
    (found,) = [one for one in listed if one["adjustment_request_id"] == asked["request_id"]]
    (file,) = found["attachments"]
    digest = hashlib.sha256(content).hexdigest()
    assert (file["file_name"], file["media_type"], file["content_sha256"]) == (
        "photo.png", "image/png", digest,
    )  # fmt: skip
    told = command(
        "adjustment", "attachment", file["adjustment_attachment_id"], "--output", tmp_path / "out"
    )
    assert digest in told.out
    assert (tmp_path / "out").read_bytes() == content
    assert asked["request_id"] in command("adjustment", "list", "--tenant", "cafe").out
    (tmp_path / "large").write_bytes(bytes(5 * 1024 * 1024 + 1))
    refused = command("adjustment", "attach", asked["request_id"], tmp_path / "large")
    assert (refused.code, "[MS013]" in refused.err) == (2, True)
    nowhere = command("adjustment", "attach", asked["request_id"], tmp_path / "missing")
    assert (nowhere.code, "missing" in nowhere.err) == (2, True)


@pytest.mark.parametrize("word", ["review", "confirm", "reopen", "pay"])
def test_a_number_leads_to_one_statement(command: Command, word: str) -> None:
    """A schedule's code stands between the day and the version; here is no such schedule."""
    refused = command("statement", word, "cafe/20260831-card-2-1")
    assert (refused.code, "cafe/20260831-card-2-1" in refused.err) == (2, True)
