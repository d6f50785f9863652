"""The report of vacancies (Perpres 57/2023): what is due, what it lacks, the file in its order, what was told."""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now, today
from padan.openings.actions import record_reports
from padan.openings.queries import (
    due_as,
    missing_for_report,
    openings_kept_by,
    reportable,
    to_report,
    with_details,
)
from padan.openings.states import ReportKind
from padan.reference.tongues import Tongue
from padan.trail.actions import record
from padan.web.acting import done
from padan.web.audience import R, for_roles
from padan.web.centre.openings import deadline_of, place_of
from padan.web.downloads import table_response
from padan.web.forms import DayField
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Filter, Listing, Seen, of_code
from padan.web.pages import page
from padan.web.templatetags.padan import angka, rupiah, tanggal_pendek

REPORTERS = (R.SECRETARIAT, R.CENTRE_OFFICER, R.COMPANY_OFFICER)
READS = (*REPORTERS, R.LABOUR_OFFICE)
MOST = 5000
AT_ONCE = 50  # rows of the page that writes down what was reported


def _rows(viewer):
    return with_details(reportable(viewer))


def due_in_words(opening):
    """What is to be done with an opening's report."""
    due = due_as(opening)
    if due == ReportKind.FILLED:
        return _("report it as filled")
    if due == ReportKind.VACANT:
        return _("report it") if opening.reported_as is None else _("report the change")
    return _("reported") if opening.reported_as is not None else _("nothing to report")


DUE = [("due", gettext_lazy("To be reported")), ("told", gettext_lazy("Reported")), ("all", gettext_lazy("All"))]


def _due(rows, value):
    if value == "due":
        return rows.filter(to_report())
    return rows.filter(reported_as__isnull=False) if value == "told" else rows


VACANCIES = Listing(
    name="vacancy",
    title=gettext_lazy("Report of vacancies"),
    lead=gettext_lazy(
        "Employers report vacancies to the ministry, free of charge, and once more when they are filled "
        "(Perpres 57/2023). Here is what is due and what is still missing in it."
    ),
    rows=_rows,
    order=order_of("-pk"),
    search=lambda viewer: "words_key",
    search_label=gettext_lazy("Title, company or place"),
    filters=(
        Filter("due", forms.ChoiceField(label=gettext_lazy("Show"), required=False, choices=DUE), _due, "due"),
        of_code("company", gettext_lazy("Company code"), "company__code"),
    ),
    see_also=("vacancy-record", gettext_lazy("Write down what was reported")),
    columns=(
        Column(
            "title",
            gettext_lazy("Opening"),
            lambda opening: opening.title,
            href=lambda opening: reverse("opening-detail", args=[opening.code]),
            under=lambda opening: opening.company.name,
        ),
        Column("due", gettext_lazy("What is due"), due_in_words),
        Column(
            "missing",
            gettext_lazy("Missing in the report"),
            lambda opening: ", ".join(missing_for_report(opening)) or "–",
        ),
        Column("seats", gettext_lazy("Seats"), lambda opening: opening.seats, kind="number"),
        Column("deadline", gettext_lazy("Deadline"), deadline_of, phone=False),
        Column(
            "ref", gettext_lazy("Karirhub reference"), lambda opening: opening.karirhub_ref, kind="code", phone=False
        ),
    ),
    empty=Empty(
        gettext_lazy("Nothing is due"), gettext_lazy("A job that is published stands here until it was reported.")
    ),
)


@require_safe
@for_roles(*READS)
def vacancies(request):
    return VACANCIES.page(request)


@require_POST
@for_roles(*READS)
def export_vacancies(request):
    """What the list shows, in the order the duty asks for: employer, title and number, validity, the job."""
    kind = request.POST.get("format")
    if kind not in ("xlsx", "csv"):
        raise BadRequest
    seen = Seen(VACANCIES, request)
    openings = list(seen.rows.order_by("company__name_key", "pk")[: MOST + 1])
    if len(openings) > MOST:
        note = _("An export holds at most %(most)s rows. Narrow the list first.") % {"most": angka(MOST)}
        return VACANCIES.page(request, note=note, status=422)
    told = {"list": "vacancy", "format": kind, "rows": len(openings), "filters": seen.asked}
    record(request.user, "export.made", changes={name: ["", text] for name, text in told.items()})
    notes = [
        _("Report of vacancies (Perpres 57/2023), as of %(day)s.") % {"day": tanggal_pendek(today())},
        _("Age and sex are columns of the report. They are not asked of anybody and enter no match."),
    ]
    name = f"padan-lapor-lowongan-{now():%Y%m%d}"
    title = _("Report of vacancies")
    return table_response(kind, _header(), map(_line, openings), title=title, notes=notes, name=name, below=notes)


def _header():
    return [
        _("Employer"), "NIB", _("WLKP number"), _("Address"), _("Contact"), _("E-mail"), _("Phone"),
        _("Job title"), _("Number of people"), _("Open from"), _("Open until"),
        _("Age"), _("Sex"), _("Schooling"), _("Skills"), _("Experience"), _("Wage"), _("Place of work"), _("Other"),
        _("What is due"), _("Missing in the report"), _("Karirhub reference"), _("Opening code"),
    ]  # fmt: skip


def _line(opening):
    company = opening.company
    return [
        company.name, company.nib, company.wlkp, company.address, opening.written_by, opening.reply_email,
        opening.reply_phone, opening.title, opening.seats, tanggal_pendek(opening.created_at),
        deadline_of(opening) or "", _age(opening), _("not limited"), opening.education, _skills(opening),
        opening.experience, _wage(opening), place_of(opening), _others(opening), due_in_words(opening),
        ", ".join(missing_for_report(opening)), opening.karirhub_ref, opening.code,
    ]  # fmt: skip


def _age(opening):
    """An age that somebody let pass by name; else none is asked for."""
    limit = getattr(opening, "age_limit", None)
    if limit is None or limit.approver_id is None:
        return _("not limited")
    if limit.youngest and limit.oldest:
        return _("%(from)s to %(to)s years") % {"from": limit.youngest, "to": limit.oldest}
    if limit.youngest:
        return _("from %(n)s years") % {"n": limit.youngest}
    return _("to %(n)s years") % {"n": limit.oldest}


def _skills(opening):
    units = [row.unit.title for row in opening.units.all()]
    if opening.language:
        units.append(str(Tongue(opening.language).label))
    return "; ".join(units) or opening.competences


def _wage(opening):
    amounts = [rupiah(amount) for amount in (opening.wage_from_idr, opening.wage_to_idr) if amount]
    return " – ".join(dict.fromkeys(amounts))


def _others(opening):
    starts = _("begins on %(day)s") % {"day": tanggal_pendek(opening.starts_on)} if opening.starts_on else ""
    return "; ".join(part for part in (opening.conditions, starts) if part)


class RecordForm(forms.Form):
    """Which openings were reported, as what, on which day."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Reported as"),
        choices=ReportKind.choices,
        widget=forms.RadioSelect,
        initial=ReportKind.VACANT,
    )
    reported_on = DayField(label=gettext_lazy("Reported on"))
    karirhub_ref = forms.CharField(
        label=gettext_lazy("Karirhub reference"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("For one opening at a time."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*REPORTERS)
def record_vacancies(request):
    """Write down what was reported: openings that are due, ticked."""
    kept = openings_kept_by(request.viewer).order_by().values("pk")
    rows = reportable(request.viewer).filter(to_report(), pk__in=kept)
    due = list(rows.order_by("company__name_key", "pk")[:AT_ONCE])
    form = RecordForm(request.POST or None, initial={"reported_on": today()})
    ticked = set(request.POST.getlist("opening"))
    if form.is_valid():
        chosen = [opening for opening in due if opening.code in ticked]
        count = done(
            form, record_reports, openings=chosen, today=today(), by=request.user, at=now(), **form.cleaned_data
        )
        if count is not None:
            text = ngettext("%(n)s report is written down.", "%(n)s reports are written down.", count)
            messages.success(request, text % {"n": angka(count)})
            return redirect("vacancy-list")
    rows = [(opening, due_in_words(opening), opening.code in ticked) for opening in due]
    context = {"form": form, "rows": rows, "more": len(due) == AT_ONCE}
    return page(request, "industry/openings/record.html", context, status=422 if request.method == "POST" else 200)
