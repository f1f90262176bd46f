"""An independent settlement oracle: settlement in plain Python, written from the rules alone.

It shares no line with the database routines, so that an error would have to be made twice, in
two languages, to stay unseen. Whole numbers and fractions only; small modules, one section of
the settlement rules each.
"""

from tests.oracle.statements import settle_case

__all__ = ["settle_case"]
