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
    tiers: list[Tier] | None = None
    returns_on_refund: StrictBool | None = None
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


class Tenant(_Shape):
    """A tenant with its terms, rules and adjustments."""

    key: Key
    plan: Key | None = None
    name_ko: Text | None = None
    name_en: Text | None = None
    business_number: Text | None = None
    address: Text | None = None
    branches: list[Branch] | None = None
    cycle: Literal["monthly", "semimonthly", "weekly", "daily"] = "monthly"
    payout_delay_business_days: Annotated[StrictInt, Field(ge=0, le=365)] = 5
    holdback: Holdback | None = None
    minimum_payout: Annotated[StrictInt, Field(ge=0, le=BIGGEST)] = 0
    withholding: Literal["freelancer_3_3"] | None = None
    fee_vat_rounding: Literal["half_up", "down"] = "half_up"
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
    tenants: list[dict[str, Any]]
    events: list[dict[str, Any]] = []
    periods: list[Period] = []


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
