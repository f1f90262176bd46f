"""The shape of case and tenant files: which keys there are and of which type. What they mean, SQL checks."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    ValidationError,
)

from app.failure import BadInput

BIGGEST = 9_000_000_000_000_000


def _percent(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Percent = Annotated[str, BeforeValidator(_percent)]
Amount = Annotated[StrictInt, Field(ge=-BIGGEST, le=BIGGEST)]
Key = Annotated[str, Field(min_length=1, max_length=150, pattern=r"^[^\x00]*$")]
Text = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Tier(_Shape):
    """One slice of a tiered rule, up to and without `up_to` (null: without end)."""

    up_to: Amount | None
    percent: Percent


class FeeRule(_Shape):
    """A fee rule as settlement.md's case files give it; amounts in minor units."""

    component: Text
    method: Text | None = None
    category: Text | None = None
    channel: Text | None = None
    kind: Text
    percent: Percent | None = None
    fixed: Amount | None = 0
    minimum: Amount | None = None
    maximum: Amount | None = None
    month_maximum: Amount | None = None
    tiers: list[Tier] | None = None
    returns_on_refund: StrictBool | None = None
    vat: Literal["added", "included", "borne"] | None = None
    valid_from: date
    valid_to: date | None = None


class Plan(_Shape):
    """A plan with its default rules."""

    key: Key
    name_ko: Text | None = None
    name_en: Text | None = None
    fee_rules: list[FeeRule] = []


class Holdback(_Shape):
    """The part of the net that is held back, and for how many days."""

    percent: Percent
    release_days: Annotated[StrictInt, Field(ge=1, le=3660)]


class Adjustment(_Shape):
    """A signed correction in the tenant's favour."""

    date: date
    amount: Amount
    reason: Annotated[str, Field(min_length=1, max_length=1000)]


class Branch(_Shape):
    """A branch of a tenant."""

    code: Key
    name_ko: Text | None = None
    name_en: Text | None = None


class Payout(_Shape):
    """When a period is paid out: delay in calendar days, days of week or month, and what a holiday does."""

    delay_days: Annotated[StrictInt, Field(ge=0, le=365)] = 0
    weekdays: list[Annotated[StrictInt, Field(ge=1, le=7)]] | None = None
    month_days: list[Annotated[StrictInt, Field(ge=1, le=31)]] | None = None
    policy: Literal["before", "after", "calendar"]


class Terms(_Shape):
    """How the periods of a schedule are settled and paid."""

    cycle: Literal["monthly", "semimonthly", "weekly", "daily"] = "monthly"
    payout_delay_business_days: Annotated[StrictInt, Field(ge=0, le=365)] = 5
    payout: Payout | None = None
    holdback: Holdback | None = None
    minimum_payout: Annotated[StrictInt, Field(ge=0, le=BIGGEST)] = 0
    withholding: Literal["freelancer_3_3"] | None = None
    fee_vat_rounding: Literal["half_up", "down"] = "half_up"


class Schedule(Terms):
    """Methods that are settled by terms of their own."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,29}$")]
    methods: Annotated[list[Key], Field(min_length=1)]


class Promotion(_Shape):
    """A part of the platform fee that HQ waives until a tenant's budget is used up."""

    key: Key
    name_ko: Text | None = None
    name_en: Text | None = None
    percent: Percent
    budget: Annotated[StrictInt, Field(gt=0, le=BIGGEST)]
    method: Text | None = None
    category: Text | None = None
    channel: Text | None = None


class TenantPromotion(_Shape):
    """The days on which a tenant takes part in a promotion."""

    key: Key
    schedule: Text | None = None
    valid_from: date
    valid_to: date | None = None


class CouponShare(_Shape):
    """HQ's part of coupons on some business days."""

    platform_percent: Percent
    valid_from: date | None = None
    valid_to: date | None = None


class Tenant(Terms):
    """A tenant with its terms, rules and adjustments."""

    key: Key
    plan: Key | None = None
    name_ko: Text | None = None
    name_en: Text | None = None
    business_number: Text | None = None
    address: Text | None = None
    branches: list[Branch] | None = None
    tax_type: Literal["taxable", "tax_free", "zero_rated"] | None = None
    schedules: list[Schedule] = []
    promotions: list[TenantPromotion] = []
    coupon_share: list[CouponShare] = []
    adjustments: list[Adjustment] = []
    fee_rules: list[FeeRule] = []


class Period(_Shape):
    """A period, both days included."""

    start: date
    end: date


class Case(BaseModel):
    """The outer shape of a case file; each plan, tenant and event is read by itself, so that one fault stays one."""

    currency: Key = "KRW"
    time_zone: Key = "Asia/Seoul"
    plans: list[dict[str, Any]] = []
    promotions: list[dict[str, Any]] = []
    tenants: list[dict[str, Any]]
    events: list[dict[str, Any]] = []
    periods: list[Period] = []
    expect: dict[str, Any] = {}

    def expected(self) -> list[dict[str, Any]]:
        """The statements that the case expects; they say which figures are asked for."""
        found = self.expect.get("statements", [])
        return [statement for statement in found if isinstance(statement, dict)]


Model = TypeVar("Model", bound=BaseModel)


def read(model: type[Model], value: Any, what: str) -> Model:
    """`value` as `model`; a BadInput names `what`, every wrong key, and why."""
    try:
        return model.model_validate(value)
    except ValidationError as problem:
        wrong = "; ".join(
            f"{'.'.join(str(part) for part in error['loc']) or 'value'}: {error['msg']}"
            for error in problem.errors()[:10]
        )
        raise BadInput(f"{what}: {wrong}", hint="Mend the file and try again.") from problem


def plain(model: BaseModel) -> dict[str, Any]:
    """The JSON object of a model without what was not given."""
    return model.model_dump(mode="json", exclude_unset=True)
