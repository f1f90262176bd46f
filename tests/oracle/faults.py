"""The one exception of the oracle."""


class Fault(Exception):
    """A tenant's data breaks a rule: it gets no statements, only this reason."""
