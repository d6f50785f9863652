"""Amounts as they are written, and which of them are asked back before they are kept. Nothing here is a rate to pay by.

Rupiah and yen differ by two zeros, and both are written with points: 30.000 is a lunch in one and three weeks of meals
in the other. An amount outside of what people are asked for is shown in both currencies, and whoever types it says
which of the two it was.
"""

from babel.numbers import format_currency
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from padan.overseas.states import Currency

RUPIAH_A_YEN = 105  # a round figure of 2024, to show what an amount would be; never kept
PLAUSIBLE = {Currency.IDR: (100_000, 500_000_000), Currency.JPY: (1_000, 999_999)}
"""What one fee of the route may be: between a set of photographs and far more than trafficking cases tell of."""
MOST = 10**12


def written(amount: int, currency: str) -> str:
    """``Rp 17.000.000``, ``¥30.000``; in an English page with commas."""
    pattern = "¤\u00a0#,##0" if currency == Currency.IDR else "¤#,##0"
    locale = "en_GB" if get_language() == "en" else "id_ID"
    sign = "Rp" if currency == Currency.IDR else "¥"
    return format_currency(
        amount, currency, format=pattern.replace("¤", f"'{sign}'"), locale=locale, currency_digits=False
    )


def other(currency: str) -> Currency:
    return Currency.JPY if currency == Currency.IDR else Currency.IDR


def about(amount: int, currency: str) -> str:
    """What it would be in the other currency, roughly."""
    there = amount // RUPIAH_A_YEN if currency == Currency.IDR else amount * RUPIAH_A_YEN
    return written(there, other(currency))


def doubt(amount: int, currency: str) -> str:
    """The question to ask back about an amount that is unlikely in its currency; "" where there is none."""
    least, most = PLAUSIBLE[Currency(currency)]
    return "" if least <= amount <= most else mixed_up(amount, currency, little=amount < least)


def like_yen(amount: int) -> bool:
    """Whether a number is a likely fee in yen, and so little in rupiah that nobody in Japan would ask for it."""
    least, most = PLAUSIBLE[Currency.JPY]
    return least <= amount <= most


def mixed_up(amount: int, currency: str, *, little: bool) -> str:
    """The question whether it was not the other currency."""
    told = {
        "amount": written(amount, currency),
        "worth": about(amount, currency),
        "other": written(amount, other(currency)),
        "other_worth": about(amount, other(currency)),
    }
    if little:
        said = _("%(amount)s is very little (about %(worth)s). Was it %(other)s, about %(other_worth)s?")
    else:
        said = _("%(amount)s is very much (about %(worth)s). Was it %(other)s, about %(other_worth)s?")
    return said % told
