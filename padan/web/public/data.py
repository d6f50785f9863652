"""The figures as files: a table, a workbook with its rule on the first sheet, and data with its meaning."""

import json
from datetime import datetime

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from padan.figures.export import csv_lines, write_xlsx
from padan.figures.metadata import FIELDS, described, interval_words, licence, rounding_words, schema
from padan.figures.public import every_open_figure, lines_of, open_figures, told_by
from padan.web.pages import page
from padan.web.public.caching import for_everybody
from padan.web.public.figures import Shown, shown_of
from padan.web.templatetags.padan import angka, jam, persen, tanggal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT_FOR, MOST_ROWS = 300, 20_000


@require_safe
@for_everybody()
def data(request):
    """What can be taken along, in which forms, and what each field of the data means."""
    found = [Shown(one, []) for one in open_figures()]
    context = {"found": found, "fields": FIELDS, "licence": licence(), "host": settings.PADAN_ADDRESS}
    return page(request, "public/data.html", context)


@require_safe
@for_everybody("window", "bahasa", seconds=KEPT_FOR)
def file(request, key, kind):
    """One figure as CSV, XLSX or JSON; in Indonesian, or English where ``bahasa=en`` asks for it."""
    with translation.override(_language(request)):
        shown = shown_of(request, key)
        if kind == "json":
            return answered_as_json(_described(shown))
        if kind not in ("csv", "xlsx"):
            raise BadRequest
        header, lines = _table(shown)
        name = f"padan-{key}-{shown.one.asked.as_of:%Y%m%d}"
        if kind == "csv":
            return _taken("".join(csv_lines(header, lines)), "text/csv; charset=utf-8", f"{name}.csv")
        with write_xlsx(header, lines, title=shown.one.asked.label, notes=_notes(shown)) as book:
            return _taken(book.read(), XLSX, f"{name}.xlsx")


@require_safe
@for_everybody("bahasa", seconds=KEPT_FOR)
def everything(request, kind):
    """Every figure at every window in one file, without the tables."""
    with translation.override(_language(request)):
        found = [Shown(one, []) for one in every_open_figure()]
        if kind == "json":
            return answered_as_json({"figures": [_described(shown, table=False) for shown in found]})
        if kind != "csv":
            raise BadRequest
        header = [_("Key"), _("Figure"), _("Value"), _("Counted"), _("Out of"), pgettext("column", "What"),
                  _("Window"), _("As of"), _("Not known"), _("Rule"), _("Rule version"),
                  _("Counted or reported")]  # fmt: skip
        text = "".join(csv_lines(header, map(_line, found)))
        return _taken(text, "text/csv; charset=utf-8", "padan-semua-angka.csv")


@require_safe
@for_everybody(seconds=KEPT_FOR)
def kept_schema(request):
    return answered_as_json(schema())


def _language(request):
    return "en" if request.GET.get("bahasa") == "en" else "id"


def _described(shown, *, table=True):
    publisher, counted_at = told_by()
    link = f"{settings.PADAN_ADDRESS}{shown.address()}"
    grid = shown.grid if table else None
    return described(shown.one, grid=grid, publisher=publisher, link=link, counted_at=counted_at)


def _table(shown):
    """(header, lines): the rows where everybody may read them, else the published table."""
    if lines := lines_of(shown.one, most=MOST_ROWS):
        return [str(column.label) for column in shown.one.figure.columns], lines
    under_five, withheld = _("under 5 people"), _("withheld")
    cells = (
        [*cell.place, withheld if cell.withheld else under_five if cell.count is None else cell.count]
        for cell in shown.grid.cells
    )
    return [*shown.grid.heads, _("Number")], cells


def _notes(shown):
    """What the first sheet says of the second."""
    one, asked = shown.one, shown.one.asked
    publisher, counted_at = told_by()
    at = datetime.fromisoformat(counted_at)
    told = [
        asked.rule,
        _("Value: %(value)s") % {"value": _value(one)},
        _("Counted: %(counted)s of %(of)s %(what)s")
        % {"counted": angka(one.numerator), "of": angka(one.denominator), "what": asked.of_what},
        _("Window: %(window)s") % {"window": asked.window or "–"},
        _("As of: %(day)s") % {"day": tanggal(asked.as_of)},
        _("Version of the rule: %(version)s") % {"version": one.figure.version},
        asked.warning,
        interval_words() if one.low is not None and asked.unit == "share" else "",
        rounding_words() if one.figure.personal else "",
        _("Published by %(publisher)s. Licence: %(licence)s.")
        % {"publisher": publisher, "licence": f"{licence()['name']} {licence()['url']}"},
        shown.absolute,
        _("Counted on %(day)s, %(time)s.") % {"day": tanggal(at), "time": jam(at)},
    ]
    return [line for line in told if line]


def _value(one):
    if one.small:
        return one.unsaid
    if one.figure.unit == "share":
        return persen(one.value)
    return _("%(n)s days") % {"n": angka(one.value)} if one.figure.unit == "days" else angka(one.value)


def _line(shown):
    one, asked = shown.one, shown.one.asked
    return [
        one.key,
        asked.label,
        one.unsaid if one.small else one.value,
        one.numerator,
        one.denominator,
        asked.of_what,
        asked.window,
        asked.as_of,
        asked.unknown if one.bounds else None,
        asked.rule,
        one.figure.version,
        pgettext("kind of figure", "Reported") if one.reported else _("Counted"),
    ]


def answered_as_json(told):
    response = HttpResponse(json.dumps(told, ensure_ascii=False, indent=1), content_type="application/json")
    return _open_to_all(response)


def _taken(content, media_type, name):
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return _open_to_all(response)


def _open_to_all(response):
    """Other sites may read it by script: it is everybody's, and no cookie changes it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
