"""`mindgarden import tenants` and `simulate`: contracts that contradict themselves or each other."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.input.conftest import RULE, TENANTS, Command, Footprint

Contract = dict[str, Any]
TIERS = [{"up_to": 100, "percent": "3"}, {"up_to": None, "percent": "1"}]
TIERED = RULE | {"kind": "tiered", "percent": None, "tiers": TIERS}


def _tenant(**changes: Any) -> Contract:
    tenant = {"key": "new", **changes}
    return {"currency": "KRW", "time_zone": "Asia/Seoul", "plans": [], "tenants": [tenant]}


def _rules(*rules: Contract) -> Contract:
    return _tenant(fee_rules=list(rules))


# name: (file, words that the report holds)
BAD: dict[str, tuple[Any, str]] = {
    "a list": ([1, 2], ""),
    "a word": ("tenants", ""),
    "no tenants": ({"currency": "KRW", "time_zone": "Asia/Seoul"}, "tenants"),
    "unknown currency": ({**TENANTS, "currency": "XXX"}, "XXX"),
    "unknown zone": ({**TENANTS, "time_zone": "Asia/Atlantis"}, "Atlantis"),
    "no key": ({**TENANTS, "tenants": [{"cycle": "daily"}]}, "key"),
    "empty key": (_tenant(key=""), "key"),
    "a key twice": ({**TENANTS, "tenants": [{"key": "new"}, {"key": "new"}]}, "new"),
    "unknown plan": (_tenant(plan="gold"), "gold"),
    "unknown cycle": (_tenant(cycle="yearly"), "cycle"),
    "unknown word": (_tenant(colour="red"), "colour"),
    "unknown rounding": (_tenant(fee_vat_rounding="bankers"), "fee_vat_rounding"),
    "unknown withholding": (_tenant(withholding="all"), "withholding"),
    "withholding in dollars": (
        {**_tenant(withholding="freelancer_3_3"), "currency": "USD"},
        "KRW",
    ),
    "negative delay": (_tenant(payout_delay_business_days=-1), "payout_delay"),
    "negative minimum": (_tenant(minimum_payout=-1), "minimum_payout"),
    "released at once": (_tenant(holdback={"percent": "5", "release_days": 0}), "release_days"),
    "more held than there is": (
        _tenant(holdback={"percent": "100.1", "release_days": 9}),
        "percent",
    ),
    "six decimals": (_rules(RULE | {"percent": "1.000001"}), "1.000001"),
    "percent in words": (_rules(RULE | {"percent": "three"}), "three"),
    "negative percent": (_rules(RULE | {"percent": "-1"}), "-1"),
    "unknown component": (_rules(RULE | {"component": "tip"}), "tip"),
    "unknown kind of rule": (_rules(RULE | {"kind": "flat"}), "flat"),
    "no percent": (_rules(RULE | {"percent": None}), "percent"),
    "percent and tiers": (_rules(RULE | {"tiers": TIERS}), "tiers"),
    "tiered without tiers": (_rules(TIERED | {"tiers": None}), "tiers"),
    "tiered with percent": (_rules(TIERED | {"percent": "3"}), "percent"),
    "tiered with fixed part": (_rules(TIERED | {"fixed": 5}), "fixed"),
    "tiered with maximum": (_rules(TIERED | {"maximum": 5}), "maximum"),
    "tiers that end": (_rules(TIERED | {"tiers": TIERS[:1]}), "up_to"),
    "tiers that descend": (
        _rules(TIERED | {"tiers": [{"up_to": 200, "percent": "2"}, *TIERS]}),
        "",
    ),
    "minimum above maximum": (_rules(RULE | {"minimum": 9, "maximum": 8}), "minimum"),
    "negative fixed part": (_rules(RULE | {"fixed": -1}), "fixed"),
    "half a won": (_rules(RULE | {"fixed": 0.5}), "fixed"),
    "never valid": (_rules(RULE | {"valid_to": "2026-01-01"}), "valid_to"),
    "no such day": (_rules(RULE | {"valid_from": "2026-02-30"}), "valid_from"),
    "overlapping rules": (
        _rules(RULE, RULE | {"percent": "5", "valid_from": "2026-05-01"}),
        "overlap",
    ),
    "overlapping a stored rule": (
        {**TENANTS, "tenants": [{"key": "cafe", "fee_rules": [RULE | {"percent": "9"}]}]},
        "overlap",
    ),
    "overlapping a plan's stored rule": (
        {
            **TENANTS,
            "plans": [{"key": "basic", "fee_rules": [RULE | {"method": "card", "fixed": 7}]}],
        },
        "overlap",
    ),
    "adjustment without reason": (
        _tenant(adjustments=[{"date": "2026-10-01", "amount": 5}]),
        "reason",
    ),
    "adjustment of half a won": (
        _tenant(adjustments=[{"date": "2026-10-01", "amount": 0.5, "reason": "x"}]),
        "amount",
    ),
    "amount beyond measure": (_tenant(minimum_payout=10**30), "minimum_payout"),
    "NUL in a name": (_tenant(name_ko="a\0b"), ""),
}


@pytest.mark.parametrize("name", BAD)
def test_a_contradictory_contract_is_refused_with_its_reason(
    command: Command, footprint: Footprint, tmp_path: Path, name: str
) -> None:
    """TN-01, SE-04: all or nothing: the good tenant beside it is not taken either."""
    value, words = BAD[name]
    if isinstance(value, dict) and "tenants" in value:
        value = {**value, "tenants": [{"key": "good"}, *value["tenants"]]}
    path = tmp_path / "tenants.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    before = footprint()
    outcome = command("import", "tenants", path)
    assert outcome.code == 2, outcome
    assert words in outcome.err
    assert "Traceback" not in outcome.err
    assert footprint() == before


FILES: dict[str, bytes] = {
    "empty": b"",
    "cut off": b'{"currency": "KRW", "tenants": [',
    "not UTF-8": json.dumps(TENANTS, ensure_ascii=False).encode("cp949"),
    "NUL bytes": b'{"currency": "KRW"\0}',
    "a line of 10 MB": b"[" * 10_000_000,
    "a spreadsheet": b"PK\x03\x04" + bytes(range(256)) * 40,
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "words", [("import", "tenants"), ("simulate",)], ids=["tenants", "simulate"]
)
def test_a_file_that_is_no_json_is_refused(
    command: Command, footprint: Footprint, tmp_path: Path, words: tuple[str, ...], name: str
) -> None:
    """TN-01: exit 2, the file named, no trace in the database."""
    path = tmp_path / "contract.json"
    path.write_bytes(FILES[name])
    before = footprint()
    outcome = command(*words, path)
    assert outcome.code == 2, outcome
    assert "contract.json" in outcome.err
    assert "Traceback" not in outcome.err
    assert len(outcome.err) < 2_000
    assert footprint() == before


def test_a_new_version_of_a_rule_needs_the_end_of_the_old_one(
    command: Command, tmp_path: Path
) -> None:
    """SE-04: refused naming both; accepted when the file also ends the stored rule."""
    path = tmp_path / "tenants.json"

    def imported(*rules: Contract) -> tuple[int, str]:
        value = {**TENANTS, "plans": [], "tenants": [{"key": "version", "fee_rules": list(rules)}]}
        path.write_text(json.dumps(value), encoding="utf-8")
        outcome = command("import", "tenants", path)
        return outcome.code, outcome.err

    new = RULE | {"percent": "2", "valid_from": "2027-01-01"}
    assert imported(RULE) == (0, "")
    assert imported(RULE) == (0, "")
    code, reason = imported(new)
    assert code == 2
    assert "2026-01-01" in reason
    assert "2027-01-01" in reason
    assert imported(RULE | {"valid_to": "2027-01-01"}, new) == (0, "")


def test_a_faulty_tenant_of_a_case_is_left_out_with_its_reason(
    command: Command, footprint: Footprint, tmp_path: Path
) -> None:
    """SE-12: exit 1, the reason on stderr, the statements of the others on stdout."""
    sound = {"key": "sound", "adjustments": [{"date": "2026-10-05", "amount": 7, "reason": "x"}]}
    faulty = {"key": "faulty", "fee_rules": [RULE, RULE | {"percent": "5"}]}
    case = {
        "currency": "KRW",
        "time_zone": "Asia/Seoul",
        "plans": [],
        "tenants": [faulty, sound],
        "events": [],
        "periods": [{"start": "2026-10-01", "end": "2026-10-31"}],
    }
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case), encoding="utf-8")
    before = footprint()
    outcome = command("simulate", path)
    assert outcome.code == 1
    assert [s["tenant"] for s in json.loads(outcome.out)["statements"]] == ["sound"]
    assert "faulty" in outcome.err
    assert "overlap" in outcome.err
    assert footprint() == before


MISSHAPEN: dict[str, Contract] = {
    "a tenant": {"tenants": ["cafe"]},
    "an event": {"tenants": [{"key": "cafe"}], "events": [1]},
    "a plan": {"tenants": [{"key": "cafe"}], "plans": [3]},
    "events": {"tenants": [{"key": "cafe"}], "events": {"a": 1}},
    "a period": {"tenants": [{"key": "cafe"}], "periods": ["2026-10"]},
    "time_zone": {"tenants": [{"key": "cafe"}], "time_zone": 9},
    "no tenants": {"events": []},
}


@pytest.mark.parametrize("name", MISSHAPEN)
def test_a_case_of_another_shape_is_refused(command: Command, tmp_path: Path, name: str) -> None:
    """SE-03: exit 2 and the place in the file, never a stack trace."""
    path = tmp_path / "case.json"
    path.write_text(json.dumps(MISSHAPEN[name]), encoding="utf-8")
    outcome = command("simulate", path)
    assert outcome.code == 2, outcome
    assert "the case: " in outcome.err
    assert "what to do" in outcome.err
    assert "Traceback" not in outcome.err


def test_a_missing_file_is_named(command: Command, tmp_path: Path) -> None:
    """TN-01: by import and simulation alike."""
    for words in (("import", "tenants"), ("import", "payments"), ("simulate",)):
        outcome = command(*words, tmp_path / "missing.json")
        assert outcome.code == 2
        assert "missing.json" in outcome.err
