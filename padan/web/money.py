"""Amounts of the route abroad as pages show them: each currency by itself, never added up."""

from padan.overseas.money import written
from padan.overseas.states import Currency


def amounts(totals) -> list[dict]:
    """Totals by currency (``currency``, ``asked``, ``paid``) with their words and the currency's name."""
    return [
        row | {"money": Currency(row["currency"]).label,
               "asked_words": written(row["asked"] or 0, row["currency"]),
               "paid_words": written(row["paid"] or 0, row["currency"])}
        for row in totals
    ]  # fmt: skip
