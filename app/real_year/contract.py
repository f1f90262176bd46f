"""The fee contract of the year's stores: a percentage, tiers and two promotions."""

from typing import Any

FIRST_DAY = "2017-01-01"
PLAN = "grocery"
# Bounds in cents: 500, 2,000 dollars a month and store.
TIERS = (
    {"up_to": 50_000, "percent": "3"},
    {"up_to": 200_000, "percent": "2.4"},
    {"up_to": None, "percent": "1.9"},
)


def _rule(component: str, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "component": component,
        "method": None,
        "category": None,
        "channel": None,
        "kind": kind,
        "percent": None,
        "fixed": None,
        "minimum": None,
        "maximum": None,
        "tiers": None,
        "returns_on_refund": component == "platform",
        "valid_from": FIRST_DAY,
        "valid_to": None,
    } | more


def tenants_file(stores: list[str]) -> dict[str, Any]:
    """What `import tenants` takes: one plan for all, every third store with its own rule."""
    return {
        "currency": "USD",
        "time_zone": "UTC",
        "plans": [
            {
                "key": PLAN,
                "fee_rules": [
                    _rule("platform", "tiered", tiers=list(TIERS)),
                    _rule("pg", "percent", percent="2.2", fixed=10, maximum=250),
                    # Summer: fresh produce at half the commission.
                    _rule(
                        "platform",
                        "percent",
                        category="PRODUCE",
                        percent="1.2",
                        valid_from="2017-06-01",
                        valid_to="2017-09-01",
                    ),
                    # The last quarter: fuel without a share for us.
                    _rule(
                        "platform",
                        "percent",
                        category="FUEL",
                        percent="0.5",
                        valid_from="2017-10-01",
                    ),
                ],
            }
        ],
        "tenants": [
            {
                "key": store,
                "name_ko": f"매장 {store.removeprefix('store-')}",
                "name_en": f"Store {store.removeprefix('store-')}",
                "plan": PLAN,
                "cycle": "monthly",
                "payout_delay_business_days": 2,
                "fee_rules": _own_rules(position),
            }
            for position, store in enumerate(stores)
        ],
    }


def _own_rules(position: int) -> list[dict[str, Any]]:
    if position % 3:
        return []
    return [_rule("platform", "percent", percent="2.75", minimum=5, maximum=500)]
