"""What the statement list is asked to show, from the address."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from app.tenant.bad_filter import BadFilterError

State = Literal[
    "calculated", "reviewed", "confirmed", "paying", "failed", "paid", "carried", "void"
]
Basis = Literal["payout", "period"]
Sort = Literal[
    "payout_date", "-payout_date", "period", "-period", "gross", "-gross", "payout", "-payout"
]

STATES: Final[tuple[State, ...]] = (
    "calculated", "reviewed", "confirmed", "paying", "failed", "paid", "carried", "void",
)  # fmt: skip


def _blank_is_none(text: object) -> object:
    return None if isinstance(text, str) and not text.strip() else text


Blankable = BeforeValidator(_blank_is_none)
_Place = Annotated[str, Field(max_length=400, pattern=r"^[A-Za-z0-9_-]+$")]
Position = Annotated[_Place | None, Blankable]


class StatementFilter(BaseModel):
    """Period, states, order and position of the list; every part may be left out."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    basis: Annotated[Basis | None, Blankable] = None
    since: Annotated[date | None, Blankable, Field(alias="from")] = None
    until: Annotated[date | None, Blankable, Field(alias="to")] = None
    states: Annotated[tuple[State, ...], Field(alias="status", max_length=len(STATES))] = ()
    sort: Annotated[Sort | None, Blankable] = None
    after: Position = None
    before: Position = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise BadFilterError("to")
        return self

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the order was asked for."""
        return bool(self.since or self.until or self.states)

    def address(self, **changes: Any) -> dict[str, Any]:
        """Return the parameters of a link to this list with something changed.

        A change of anything but the position goes back to the first page.
        """
        asked = {
            "basis": self.basis,
            "from": self.since.isoformat() if self.since else None,
            "to": self.until.isoformat() if self.until else None,
            "status": list(self.states),
            "sort": self.sort,
        }
        renamed = {{"since": "from", "until": "to", "states": "status"}.get(key, key): value
                   for key, value in changes.items()}  # fmt: skip
        return {key: value for key, value in {**asked, **renamed}.items() if value}


def read_filter(model: type[BaseModel], asked: Mapping[str, Any]) -> Any:
    """Read a filter, or raise BadFilterError naming the first condition that makes no sense."""
    try:
        return model.model_validate(asked)
    except ValidationError as mistake:
        where = mistake.errors()[0]["loc"]
        raise BadFilterError(str(where[0]) if where else "") from None
