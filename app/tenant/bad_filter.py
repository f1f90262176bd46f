"""Raised where an address asks for something that makes no sense."""


class BadFilterError(ValueError):
    """A condition in the address can't be understood; `field` is its name there."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field
