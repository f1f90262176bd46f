"""The same given by many at once is done once, whatever comes first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess

from tests.payout.conftest import PAYDAY, Console

MANY = 3


def at_once(console: Console, commands: Sequence[Sequence[str]]) -> list[CompletedProcess[str]]:
    with ThreadPoolExecutor(len(commands)) as pool:
        return list(pool.map(lambda words: console.clone.run(*words), commands))


def test_preparing_and_paying_by_hand_at_once(console: Console) -> None:
    prepare = ["payout", "prepare", "--on", PAYDAY, "--json"]
    by_hand = ["statement", "pay", "cafe/20240831-1", "--on", PAYDAY]
    done = at_once(console, [*[prepare] * MANY, by_hand])
    prepared = [json.loads(one.stdout) for one in done[:MANY]]
    payouts = [row["tenant"] for one in prepared for row in one["payouts"]]
    paid_by_hand = done[-1].returncode == 0
    assert sorted(payouts) == (["academy"] if paid_by_hand else ["academy", "cafe"])
    assert console.states()["cafe"] == ("paid" if paid_by_hand else "paying")
    console.is_well()


def test_one_answer_taken_by_many_at_once(console: Console, tmp_path: Path) -> None:
    found = console("payout", "prepare", "--on", PAYDAY, "--json", code=1)
    console("payout", "approve", found["batch"])
    console("payout", "file", found["batch"], "--output", str(tmp_path / "bank.csv"))
    console("payout", "send", found["batch"])
    whole = tmp_path / "whole.csv"
    rows = [f"{row['reference']},succeeded,{PAYDAY}" for row in found["payouts"]]
    whole.write_text("\n".join(["reference,status,paid_on", *rows]))
    commands = [["payout", "result", str(whole), "--json"]] * MANY
    for number, row in enumerate(rows):
        part = tmp_path / f"part{number}.csv"
        part.write_text("\n".join(["reference,status,paid_on", row]))
        commands.append(["payout", "result", str(part), "--json"])
    done = at_once(console, commands)
    assert [one.returncode for one in done] == [0] * len(commands), [one.stderr for one in done]
    assert sum(json.loads(one.stdout)["recorded"] for one in done) == 2
    assert console.one("SELECT count(*) FROM ledger.transfer WHERE source_type = 'payout'") == 2
    assert console.one("SELECT status FROM settlement.payout_batch") == "done"
    console.is_well()
