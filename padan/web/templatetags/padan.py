"""How numbers, dates and icons are written on every page; a builtin of the template engine.

``None`` is "not yet" and reads "–", never 0.
"""

from datetime import date, datetime

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from lucide.templatetags.lucide import lucide

from padan.base.clock import JAKARTA
from padan.overseas.queries.protection import number_of_alarms
from padan.web.navigation import is_open_to

register = template.Library()
NOT_YET = "–"


def _locale():
    return "en_GB" if get_language() == "en" else "id_ID"


@register.filter
def angka(value, digits=0):
    """1248 → 1.248; with digits, 4.25 → 4,3."""
    if value is None:
        return NOT_YET
    return format_decimal(value, format=f"#,##0.{'0' * digits}" if digits else "#,##0", locale=_locale())


@register.filter
def opens(viewer, address):
    """``{% if viewer|opens:"need-list" %}``: whether a way there leads anywhere for this viewer."""
    return is_open_to(viewer, address)


@register.simple_tag(takes_context=True)
def tab(context, name, label):
    """``{% tab "candidate-list" _("Candidates") %}``: one tab of a bar, where it leads anywhere for this viewer.

    It is marked where the visitor stands on its page or on one below it.
    """
    request, url = context["request"], reverse(name)
    if not is_open_to(request.viewer, name):
        return ""
    here = request.path == url or (url.count("/") > 2 and request.path.startswith(url))
    look, mark = ("", mark_safe(' aria-current="page"')) if here else (" btn-quiet", "")
    return format_html('<a class="btn btn-sm{}" href="{}"{}>{}</a>', look, url, mark, label)


@register.simple_tag(takes_context=True)
def alarms_waiting(context):
    """How many alarms of the route abroad this viewer could look at; asked only of who has such a page."""
    viewer = context["request"].viewer
    return number_of_alarms(viewer) if is_open_to(viewer, "alarm-list") else 0


@register.filter
def persen(share, digits=1):
    """A share 0..1: 0.54 → 54,0%."""
    return NOT_YET if share is None else f"{angka(share * 100, digits)}%"


@register.filter
def poin(delta):
    """A difference of two shares in percentage points, with its sign: 0.139 → +13,9; -0.052 → −5,2."""
    told = angka(abs(delta) * 100, 1)
    return told if told == angka(0, 1) else f"{'−' if delta < 0 else '+'}{told}"


@register.filter
def rupiah(value):
    """4500000 → Rp 4.500.000."""
    if value is None:
        return NOT_YET
    return format_currency(value, "IDR", format="¤\u00a0#,##0", locale="id_ID", currency_digits=False)


@register.filter
def tanggal(day, form="d MMMM y"):
    """31 Oktober 2024. An instant is told by its date in Jakarta."""
    if not day:
        return NOT_YET
    if isinstance(day, datetime):
        day = day.astimezone(JAKARTA)
    return format_date(day, form, locale=_locale())


@register.filter
def tanggal_pendek(day):
    """31 Okt 2024."""
    return tanggal(day, "d MMM y")


@register.filter
def hari_tanggal(day):
    """Jumat, 15 November 2024."""
    return tanggal(day, "EEEE, d MMMM y")


@register.filter
def jam(instant):
    """09.14 WIB."""
    if not instant:
        return NOT_YET
    return f"{instant.astimezone(JAKARTA):{'%H:%M' if get_language() == 'en' else '%H.%M'}} WIB"


@register.filter
def nilai(value):
    """A value of a row as it is read: a number, a day, or words; "–" where there is none."""
    if value is None or value == "":
        return NOT_YET
    if isinstance(value, date):
        return tanggal_pendek(value)
    return angka(value) if isinstance(value, (int, float)) else value


@register.filter
def lebar(part, whole=1):
    """How wide a bar is drawn: 674 of 1248 → 54.01%, for a width or x attribute of an SVG; never outside 0..100."""
    share = 0 if not whole or part is None else part / whole
    return f"{min(max(share, 0), 1) * 100:.2f}%"


@register.filter
def jangkar(part, whole=1):
    """Where words at this place of a bar are held, so that they never leave it."""
    share = part / whole
    return "start" if share < 0.25 else "end" if share > 0.75 else "middle"


@register.filter
def item(things, place):
    """The thing at this place of a list."""
    return things[place]


@register.simple_tag
def icon(name):
    """A line icon of 24 px, of the name Lucide gives it; decoration beside a word."""
    return lucide(name, size=24, **{"class": "ic", "aria-hidden": "true"})


@register.simple_tag(takes_context=True)
def query(context, **changes):
    """This page's query string with some values changed; an empty value leaves, and so does the place in the list."""
    params = context["request"].GET.copy()
    for name in ("after", "before", *changes):
        params.pop(name, None)
    for name, value in changes.items():
        if value not in ("", None):
            params[name] = value
    return mark_safe(f"?{params.urlencode()}".replace("&", "&amp;"))  # noqa: S308 (urlencode leaves no HTML)
