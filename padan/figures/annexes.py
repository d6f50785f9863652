"""What stands behind the figures of a yearly report: the frozen rows, and *paket* and *orang* by budget line."""

from typing import Any

from django.utils.translation import gettext as _

from padan.figures.models import Frozen
from padan.figures.proving import rows_of
from padan.figures.queries.rows import Question
from padan.figures.registry import FIGURES, Figure
from padan.figures.reports.telling import number
from padan.figures.reports.yearly import Annex, Budget
from padan.organisations.models import Organisation
from padan.organisations.queries import EVERYWHERE
from padan.organisations.states import Kind
from padan.training.queries.targets import Line as BudgetLine
from padan.training.queries.targets import realisations

MOST_ROWS = 20_000
"""A longer annex would keep the secretary waiting; the rows stand behind the frozen figure all the same."""


def annex_of(frozen: Frozen, organisation) -> Annex:
    """The rows a figure was frozen with. Where a row is no person, what it is called today stands beside its code.

    Only the code and what it counted as were frozen: a row that is gone today keeps both and loses its words. Printed
    are those that anybody may read.
    """
    if frozen.rows_count > MOST_ROWS:
        told = _("%(n)s rows: too many for this workbook. They are kept with the frozen figure and can be proven.")
        return Annex(frozen.label, frozen.code, [_("Code")], [[told % {"n": number(frozen.rows_count)}]])
    figure = FIGURES.get(frozen.key)
    labels = {part["key"]: part["label"] for part in frozen.parts}
    kept = [line.split("\t", 1) for line in rows_of(frozen).decode().splitlines()]
    if figure is None or figure.personal:
        rows = [[code, _counted(told, labels)] for code, told in kept]
        return Annex(frozen.label, frozen.code, [_("Code"), _("Counted as")], rows)
    words, gone = _words(figure, frozen, organisation), [""] * (len(figure.columns) - 1)
    head = [*(str(column.label) for column in figure.columns), _("Counted as")]
    rows = [[code, *words.get(code, gone), _counted(told, labels)] for code, told in kept]
    return Annex(frozen.label, frozen.code, head, rows, printed=figure.open_lines)


def _words(figure: Figure, frozen: Frozen, organisation) -> dict[str, list[Any]]:
    where = tuple(sorted(frozen.dimensions.items()))
    question = Question(EVERYWHERE, frozen.as_of, organisation, frozen.window, where)
    rows = figure.rows(question).iterator(chunk_size=2000)
    return {str(figure.columns[0].read(row)): [column.read(row) for column in figure.columns[1:]] for row in rows}


def _counted(told: str, labels: dict[str, str]) -> Any:
    """``employed 1`` → Bekerja; ``1`` → 1; ``18/32`` stays."""
    part, _space, amount = told.rpartition(" ")
    if part:
        return labels.get(part, part)
    return int(amount) if amount.isdigit() else amount


def budgets_of(organisation, year: int) -> list[Budget]:
    """*Paket* and *orang* of every centre of the body that has any, parents before their parts."""
    if organisation.kind == Kind.FORUM:
        centres = Organisation.objects.filter(kind=Kind.CENTRE, forum=organisation).order_by("name_key", "pk")
    else:
        centres = [organisation]
    tables = realisations(EVERYWHERE, list(centres), year)
    return [Budget(centre.name, _lines(tables[centre.pk])) for centre in centres if tables[centre.pk]]


def _lines(table: list[BudgetLine]) -> list[dict[str, Any]]:
    return [
        {
            "induk": not sub,
            "ro": line.keys["ro"] or _("without RO"),
            "saluran": (line.keys["channel"] or "–") if sub else _("all"),
            "dana": (line.keys["funding"] or "–") if sub else _("all"),
            "paket": line.packages if line.packages or line.people else None,  # no target is not a target of 0
            "orang": line.people if line.packages or line.people else None,
            "paket_jadi": line.run,
            "orang_jadi": line.trained,
            "persen": line.share,
        }
        for parent in table
        for line, sub in ((parent, False), *((one, True) for one in parent.below))
    ]
