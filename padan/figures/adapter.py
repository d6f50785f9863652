"""The door to the engine: intervals of shares."""

from padan_engine.rates import wilson


def interval(counted: int, of: int) -> tuple[float, float] | None:
    """95 % Wilson interval of a share, each end 0 to 1; None where nothing is counted of."""
    return wilson(counted, of) if of else None
