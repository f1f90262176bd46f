"""Who is on the sample platform and what was agreed with them, as `import tenants` takes it."""

from typing import Any

from app.demo.months import Month

ACADEMY = "saebom-academy"
CAFE = "dalbit-cafe"
SALON = "haru-salon"
TEACHER = "teacher-kim"


def rule(
    component: str,
    kind: str,
    valid_from: str,
    *,
    percent: str | None = None,
    tiers: list[tuple[int | None, str]] | None = None,
    method: str | None = None,
    category: str | None = None,
    channel: str | None = None,
    fixed: int | None = None,
    minimum: int | None = None,
    maximum: int | None = None,
    valid_to: str | None = None,
) -> dict[str, Any]:
    """One fee rule; the platform's fee is given back on a refund, the gateway's is not."""
    return {
        "component": component,
        "method": method,
        "category": category,
        "channel": channel,
        "kind": kind,
        "percent": percent,
        "fixed": fixed,
        "minimum": minimum,
        "maximum": maximum,
        "tiers": tiers and [{"up_to": up_to, "percent": share} for up_to, share in tiers],
        "returns_on_refund": component == "platform",
        "valid_from": valid_from,
        "valid_to": valid_to,
    }


def tenants_file(months: tuple[Month, Month, Month]) -> dict[str, Any]:
    """The whole file: two plans, four tenants."""
    start = f"{months[0].year}-01-01"
    return {
        "currency": "KRW",
        "time_zone": "Asia/Seoul",
        "plans": [_basic_plan(start), _growth_plan(start)],
        "tenants": [
            _academy(months, start),
            _cafe(months, start),
            _salon(start),
            _teacher(),
        ],
    }


def _basic_plan(start: str) -> dict[str, Any]:
    return {
        "key": "basic",
        "fee_rules": [
            rule("platform", "percent", start, percent="3.3"),
            rule("pg", "percent", start, percent="2.9", minimum=100),
            rule("pg", "percent", start, percent="1.8", minimum=200, method="transfer"),
        ],
    }


def _growth_plan(start: str) -> dict[str, Any]:
    tiers: list[tuple[int | None, str]] = [
        (3_000_000, "3"),
        (10_000_000, "2.5"),
        (None, "1.9"),
    ]
    return {
        "key": "growth",
        "fee_rules": [
            rule("platform", "tiered_by_previous_month", start, tiers=tiers),
            rule("pg", "percent", start, percent="2.5"),
            rule("pg", "percent", start, percent="1.5", fixed=50, method="transfer"),
        ],
    }


def _academy(months: tuple[Month, Month, Month], start: str) -> dict[str, Any]:
    tiers: list[tuple[int | None, str]] = [
        (10_000_000, "3"),
        (20_000_000, "2.4"),
        (None, "1.8"),
    ]
    return {
        "key": ACADEMY,
        "name_ko": "새봄수학학원",
        "name_en": "Saebom Math Academy",
        "business_number": "214-87-00217",
        "address": "서울특별시 마포구 양화로 45, 3층",
        "branches": [
            {"code": "mapo", "name_ko": "마포 본원", "name_en": "Mapo"},
            {"code": "mokdong", "name_ko": "목동 분원", "name_en": "Mokdong"},
        ],
        "plan": "basic",
        "cycle": "monthly",
        "payout_delay_business_days": 5,
        "holdback": {"percent": "5", "release_days": 30},
        "minimum_payout": 0,
        "fee_rules": [
            rule("platform", "tiered", start, tiers=tiers),
            rule("pg", "percent", start, percent="2.2", method="card"),
            rule("pg", "percent", start, percent="2.4", maximum=8_000, method="naverpay"),
        ],
        "adjustments": [
            {
                "date": str(months[2].day(12)),
                "amount": 150_000,
                "reason": "가을 설명회 홍보물 제작비 지원",
            }
        ],
    }


def _cafe(months: tuple[Month, Month, Month], start: str) -> dict[str, Any]:
    first, end = str(months[1].first), str(months[2].day(16))
    return {
        "key": CAFE,
        "name_ko": "달빛커피",
        "name_en": "Dalbit Coffee",
        "business_number": "206-81-01436",
        "address": "서울특별시 성동구 연무장길 17",
        "branches": [
            {"code": "seongsu", "name_ko": "성수점", "name_en": "Seongsu"},
            {"code": "yeonnam", "name_ko": "연남점", "name_en": "Yeonnam"},
        ],
        "plan": "growth",
        "cycle": "semimonthly",
        "payout_delay_business_days": 3,
        "fee_rules": [
            # Two months of half the commission on orders in the app.
            rule(
                "platform", "percent", percent="1.2", channel="app", valid_from=first, valid_to=end
            ),
            rule("pg", "percent", start, percent="2.6", minimum=60, method="kakaopay"),
        ],
    }


def _salon(start: str) -> dict[str, Any]:
    return {
        "key": SALON,
        "name_ko": "하루살롱",
        "name_en": "Haru Salon",
        "business_number": "117-02-00772",
        "address": "부산광역시 해운대구 센텀동로 99, 2층",
        "branches": [{"code": "centum", "name_ko": "센텀점", "name_en": "Centum"}],
        "plan": "basic",
        "cycle": "monthly",
        "payout_delay_business_days": 5,
        "minimum_payout": 10_000,
        "fee_vat_rounding": "down",
        "fee_rules": [
            rule("platform", "percent", start, percent="5", category="pass"),
        ],
    }


def _teacher() -> dict[str, Any]:
    return {
        "key": TEACHER,
        "name_ko": "김하늘 선생님",
        "name_en": "Kim Haneul, tutor",
        "address": "대전광역시 유성구 대학로 5",
        "plan": "basic",
        "cycle": "monthly",
        "payout_delay_business_days": 5,
        "minimum_payout": 500_000,
        "withholding": "freelancer_3_3",
        "fee_rules": [],
    }
