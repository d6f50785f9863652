"""Making papers of frozen figures: the press release, the one page for the head, the yearly report."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from padan.base.clock import months_after
from padan.base.errors import ActionDenied
from padan.base.files import PaperKind, keep
from padan.figures.actions.freezing import LANGUAGE, NothingCounted, freeze
from padan.figures.annexes import annex_of, budgets_of
from padan.figures.asking import ask
from padan.figures.chosen import newest_of
from padan.figures.models import Frozen, Report, ReportFigure, ReportFile, ReportOrder
from padan.figures.permissions import check_may_report
from padan.figures.protect import SMALL
from padan.figures.queries.reports import corrected_among, fit_for_press
from padan.figures.queries.rows import Question, partner_period
from padan.figures.registry import FIGURES, SHARE
from padan.figures.reports import press, summary, word, yearly
from padan.figures.reports.telling import Told, number
from padan.figures.reports.together import check_together
from padan.organisations.models import Organisation
from padan.organisations.permissions import check_for
from padan.organisations.queries import EVERYWHERE
from padan.organisations.states import Kind
from padan.people.queries import address_of
from padan.trail.actions import SYSTEM, record
from padan.training.queries.targets import packages_to_run

MOST_FIGURES = 12
EARLIER = 5
"""Months that lie at least between a summary and the one it is set against."""


class NoFigure(ActionDenied):
    """A paper without a figure proves nothing."""


class NotFrozen(ActionDenied):
    """A figure is not frozen, or the public does not have it yet."""


class Superseded(ActionDenied):
    """A newer version of a figure stands beside it."""


class GroupTooSmall(ActionDenied):
    """A number would tell of so few people that anybody could guess who is meant."""


class YearAhead(ActionDenied):
    """The year has not begun."""


@transaction.atomic
def make_press_release(*, organisation, codes, title, lead, place, day, quotes, by, at) -> Report:
    """A press release of published frozen figures, in the order of ``codes``, as PDF and as Word file.

    ``quotes`` name who is to be quoted; the words are the writer's. Raises NotAllowed, NoFigure, NotFrozen, Superseded,
    GroupTooSmall, DoNotCompare or NumberByHand.
    """
    check_for(by, check_may_report, organisation)
    figures = _chosen(organisation, codes)
    with translation.override(LANGUAGE):
        check_together(figures)
    report = Report(kind="press", organisation=organisation, day=day, made_at=at, made_by=by.code if by else SYSTEM)
    with translation.override(LANGUAGE):
        report.content = press.content(
            figures=figures, addresses=[public_address(frozen) for frozen in figures], title=title.strip(),
            lead=lead.strip(), place=place.strip(), day=day, body=organisation.name, quotes=quotes, code=report.code,
            at=at,
        )  # fmt: skip
        report.title = report.content["judul"]
        files = {PaperKind.PDF: press.pdf(report.content, at=at), PaperKind.DOCX: word.docx(report.content, at=at)}
    return _keep(report, figures, files, by=by, at=at)


@transaction.atomic
def make_summary(*, organisation, decisions, by, at, today) -> Report:
    """The one page for the head, as of ``today``: its figures are frozen first, where that day's are not. One PDF.

    ``decisions`` are what waits for her: dictionaries with ``apa``, ``isi`` and ``sebab``. Raises NotAllowed and
    NothingCounted.
    """
    check_for(by, check_may_report, organisation)
    keys = summary.keys_of(organisation)
    found = _frozen_on(organisation, keys, today, today, by=by, at=at)
    if "placed" not in found or "unknown" not in found:
        raise NothingCounted(_("No graduate of %(body)s is counted yet.") % {"body": organisation.name})
    earlier = newest_of(organisation, ["placed"], until=months_after(today, -EARLIER)).get("placed")
    report = Report(kind="summary", organisation=organisation, day=today, made_at=at, made_by=by.code if by else SYSTEM)
    with translation.override(LANGUAGE):
        report.title = _("Summary, %(day)s") % {"day": Told(found["placed"]).day}
        report.content = summary.content(
            figures=found, keys=keys, before=earlier, target=_target(organisation, today), decisions=decisions,
            body=organisation.name, code=report.code, address=address_of("report-detail", report.code),
            rows_at={key: frozen_address(frozen) for key, frozen in found.items()}, at=at,
        )  # fmt: skip
        files = {PaperKind.PDF: summary.pdf(report.content, at=at)}
    return _keep(report, [found[key] for key in keys if key in found], files, by=by, at=at)


@transaction.atomic
def make_yearly_report(*, organisation, year, by, at, today) -> Report:
    """The report of a calendar year, up to ``today`` where it runs, as PDF and workbook.

    What was frozen within the year is taken; what was not and can be counted as of its last day is frozen now. A figure
    without rows stays "no data". Raises NotAllowed and YearAhead.
    """
    check_for(by, check_may_report, organisation)
    first, until = _bounds(year, today)
    found = _frozen_on(organisation, yearly.KEYS, until, first, by=by, at=at)
    return _keep(*_yearly(organisation, year, first, until, found, by, at), by=by, at=at)


@transaction.atomic
def order_yearly_report(*, organisation, year, by, at, today) -> ReportOrder:
    """Have a job prepare the report of a year; one that is being prepared already is given back, and no second begins.

    Raises NotAllowed and YearAhead.
    """
    check_for(by, check_may_report, organisation)
    _bounds(year, today)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    there = ReportOrder.objects.filter(organisation=organisation, year=year, report=None, stopped="").order_by("pk")
    if order := there.first():
        return order
    order = ReportOrder.objects.create(
        organisation=organisation, year=year, day=today, asked_by=by.code if by else SYSTEM, asked_at=at,
        steps=len(yearly.KEYS) + 1,
    )  # fmt: skip
    record(by, "report.ordered", order, at=at, changes={"year": ["", year]})
    return order


def prepare_yearly_report(*, order, by, at, step) -> Report | None:
    """What the job does: freeze figure by figure, each for good at once, then write the paper; ``step`` after each.

    Nobody waits for it: no transaction is open while it counts. None where another job was faster.
    """
    organisation, year = order.organisation, order.year
    check_for(by, check_may_report, organisation)
    first, until = _bounds(year, order.day)
    found = _frozen_on(organisation, yearly.KEYS, until, first, by=by, at=at, step=step)
    made = _yearly(organisation, year, first, until, found, by, at)
    with transaction.atomic():
        order = ReportOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
        if not order.is_open:
            return None
        order.report, order.done = _keep(*made, by=by, at=at), order.steps
        order.save(update_fields=["report", "done", "updated_at"])
    return order.report


@transaction.atomic
def break_off_report(*, order, reason, at) -> None:
    """A job came to nothing: the order says why, and may be given again. What it froze stays."""
    order = ReportOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if order.is_open:
        order.stopped = reason[:300]
        order.save(update_fields=["stopped", "updated_at"])
        record(None, "report.broken_off", order, at=at)


def _bounds(year: int, today: date) -> tuple[date, date]:
    """The first day of a year and the last that is counted. Raises YearAhead."""
    first, until = date(year, 1, 1), min(date(year, 12, 31), today)
    if first > until:
        raise YearAhead(_("%(year)s has not begun.") % {"year": year})
    return first, until


def _yearly(organisation, year, first, until, found, by, at) -> tuple[Report, list[Frozen], dict[PaperKind, bytes]]:
    """The paper of a year from its frozen figures; nothing is kept yet."""
    last_year = _last_year(organisation, found, first)
    lines = [yearly.Line(key, found.get(key), last_year.get(key)) for key in yearly.KEYS]
    report = Report(
        kind="yearly", organisation=organisation, year=year, day=until, made_at=at, made_by=by.code if by else SYSTEM
    )
    figures = [line.now for line in lines if line.now]
    with translation.override(LANGUAGE):
        budgets = budgets_of(organisation, year)
        annexes = [annex_of(frozen, organisation) for frozen in figures]
        report.title = _("Yearly report %(year)s") % {"year": year}
        report.content = yearly.content(
            lines=lines, budgets=budgets, budget_note=_about_budgets(budgets, found), body=organisation.name, year=year,
            until=until, code=report.code, at=at, addresses={one.code: frozen_address(one) for one in figures},
        )  # fmt: skip
        with yearly.xlsx(report.content, lines, budgets, annexes, year) as book:
            files = {PaperKind.PDF: yearly.pdf(report.content, annexes, at=at), PaperKind.XLSX: book.read()}
    return report, figures, files


def frozen_address(frozen: Frozen) -> str:
    """Where a frozen figure and its proof stand for whoever signs in."""
    return address_of("frozen-detail", frozen.code)


def public_address(frozen: Frozen) -> str:
    """Where everybody may check a published figure, for good."""
    return address_of("public-frozen", frozen.code)


def _chosen(organisation, codes: list[str]) -> list[Frozen]:
    """The figures of these codes, in this order, each fit to be said in public."""
    if not codes:
        raise NoFigure(_("Choose at least one figure: a press release without one proves nothing."))
    if len(codes) > MOST_FIGURES:
        raise NoFigure(_("Choose at most %(n)s figures.") % {"n": MOST_FIGURES})
    known = {frozen.code: frozen for frozen in Frozen.objects.filter(code__in=codes)}
    fit = {frozen.code for frozen in fit_for_press(organisation).filter(code__in=codes)}
    newer = corrected_among(known.values())
    for code in codes:
        frozen = known.get(code)
        if frozen and frozen.pk in newer:
            told = {"figure": frozen.label, "code": code, "newer": newer[frozen.pk].code}
            raise Superseded(_("%(figure)s (%(code)s) was corrected. Use %(newer)s.") % told)
        if code not in fit:
            raise NotFrozen(
                _("%(code)s is no published figure of this body. Freeze it and have it released first.")
                % {"code": code}
            )
        figure = FIGURES.get(frozen.key)
        if figure and figure.personal and _tells_of_few(frozen):
            raise GroupTooSmall(
                _("%(figure)s tells of fewer than %(n)s people. It does not go to the press.")
                % {"figure": frozen.label, "n": SMALL}
            )
    return [known[code] for code in dict.fromkeys(codes)]


def _tells_of_few(frozen: Frozen) -> bool:
    """Whether those who count, or of a share those who do not, are so few that anybody could guess them."""
    rest = frozen.denominator - frozen.numerator if frozen.unit == SHARE else 0
    return 0 < frozen.numerator < SMALL or 0 < rest < SMALL


def _frozen_on(organisation, keys, day: date, since: date, *, by, at, step=lambda: None) -> dict[str, Frozen]:
    """Figures frozen from ``since`` to ``day``, the newest of each; those missing are frozen as of ``day`` if counted.

    Shares of the cohort go together: where one of them is missing or stands elsewhere, all are frozen anew.
    """
    found = newest_of(organisation, keys, since=since, until=day)
    cohort = [key for key in keys if FIGURES[key].windowed]
    if not all(key in found for key in cohort):
        found = {key: frozen for key, frozen in found.items() if key not in cohort}
    for key in keys:
        if key not in found and ask(key, EVERYWHERE, organisation=organisation, as_of=day).row_count:
            found[key] = freeze(key=key, as_of=day, by=by, at=at, organisation=organisation)
        step()
    return found


def _last_year(organisation, found: dict[str, Frozen], first: date) -> dict[str, Frozen]:
    """Last year's figures: those of the same day of the year where there are any, else the newest."""
    before = first - timedelta(days=1)
    newest = newest_of(organisation, yearly.KEYS, since=date(before.year, 1, 1), until=before)
    for key, frozen in found.items():
        same_day = months_after(frozen.as_of, -12)
        if key in newest and newest[key].as_of != same_day:
            there = newest_of(organisation, [key, "placed"], since=same_day, until=same_day)
            newest |= {key: there[key]} if key in there else {}
    return newest


def _target(organisation, day: date) -> dict[str, Any] | None:
    """What the third figure stands against, and what would be expected by the day: partners, or packages."""
    if organisation.kind == Kind.CENTRE:
        first, last = date(day.year, 1, 1), date(day.year, 12, 31)
        value, window = packages_to_run(organisation, day.year), _("budget year %(year)s") % {"year": day.year}
    elif target := partner_period(Question(EVERYWHERE, day, organisation)):
        first, last, value = target.starts_on, target.ends_on, target.value
        window = f"{first.year} – {last.year}"
    else:
        return None
    if not value:
        return None
    gone = (day - first).days / (last - first).days
    return {"value": value, "expected": round(value * min(max(gone, 0), 1)), "window": window}


def _about_budgets(budgets: list[yearly.Budget], found: dict[str, Frozen]) -> str:
    """What the table of *paket* and *orang* is, and whether it still adds up to the frozen figures."""
    told = [_("A package counts once its class has begun. Targets are those of the budget.")]
    parents = [row for one in budgets for row in one.lines if row["induk"]]
    sums = {"packages": sum(row["paket_jadi"] for row in parents), "trained": sum(row["orang_jadi"] for row in parents)}
    for key, counted in sums.items():
        if key in found and found[key].numerator != counted:
            told.append(
                _("Counted now, %(figure)s add up to %(now)s; %(then)s were frozen on %(day)s.")
                % {
                    "figure": found[key].label.lower(),
                    "now": number(counted),
                    "then": number(found[key].numerator),
                    "day": Told(found[key]).day,
                }
            )
    return " ".join(told)


def _keep(report: Report, figures: list[Frozen], files: dict[PaperKind, bytes], *, by, at) -> Report:
    report.save(force_insert=True)
    ReportFigure.objects.bulk_create(
        ReportFigure(report=report, frozen=frozen, place=place) for place, frozen in enumerate(figures, 1)
    )
    kept = [
        ReportFile(report=report, **keep(content, called=f"{report.code}.{kind}", made_as=kind))
        for kind, content in files.items()
    ]
    ReportFile.objects.bulk_create(kept)
    changes = {str(one.file_kind): ["", one.file_sha256] for one in kept}
    record(by, "report.made", report, at=at, changes=changes | {"kind": ["", report.kind]})
    return report
