"""What a statement's line list is asked to show, from the address."""

from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.tenant.settlement.statement_filter import Blankable, Position

Tab = Literal["lines", "days", "methods", "branches", "tax", "adjustments", "rules", "history"]
Kind = Literal["capture", "refund", "chargeback"]
Sort = Literal["time", "-time", "sales", "-sales", "net", "-net"]

KINDS: Final[tuple[Kind, ...]] = ("capture", "refund", "chargeback")

# An empty code is a code too (an event without a method); the address writes it as this.
NO_CODE: Final = "-"

_Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
_Code = Annotated[_Text | None, Blankable]


class LineFilter(BaseModel):
    """The tab that is open and, for the lines, the conditions, order and position."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    tab: Annotated[Tab | None, Blankable] = None
    kind: Annotated[Kind | None, Blankable] = None
    method: _Code = None
    branch: _Code = None
    day: Annotated[date | None, Blankable] = None
    ref: _Code = None
    sort: Annotated[Sort | None, Blankable] = None
    after: Position = None
    before: Position = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the tab and the order was asked for."""
        return any((self.kind, self.method, self.branch, self.day, self.ref))

    def address(self, **changes: Any) -> dict[str, Any]:
        """Return the parameters of a link to this list with something changed."""
        asked = self.model_dump(exclude={"tab", "after", "before"}, mode="json")
        return {key: value for key, value in {**asked, **changes}.items() if value}
