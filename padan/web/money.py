"""Amounts of the route abroad as pages show them: each currency by itself, never added up."""

from padan.overseas.money import written


def amounts(totals) -> list[dict]:
    """Totals by currency (``currency``, ``asked``, ``paid``) with their words."""
    return [
        row | {"asked_words": written(row["asked"] or 0, row["currency"]),
               "paid_words": written(row["paid"] or 0, row["currency"])}
        for row in totals
    ]  # fmt: skip
