"""Papers made of frozen figures: the list, one paper with its files and figures, and making a new one."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now, today
from padan.base.files import MEDIA_TYPE, PaperKind, content_of
from padan.figures.actions.reports import (
    MOST_FIGURES,
    make_press_release,
    make_yearly_report,
    order_yearly_report,
)
from padan.figures.jobs import prepare_soon
from padan.figures.permissions import may_report
from padan.figures.queries.reports import (
    bodies_with_reports,
    corrected_among,
    files_open_to,
    fit_for_press,
    graduates_behind,
    orders_open_to,
    reports_open_to,
)
from padan.figures.reports.press import PLACE
from padan.figures.reports.telling import Told
from padan.figures.states import ReportKind
from padan.trail.actions import record
from padan.web.acting import done
from padan.web.audience import READS_PEOPLE, STAFF, R, for_roles
from padan.web.downloads import bytes_response
from padan.web.forms import DayField
from padan.web.keyset import Key
from padan.web.lists import Column, Empty, Listing, choice, of_code
from padan.web.pages import page

MOST_OFFERED = 40
AT_ONCE = 10_000
"""Reports of more graduates are prepared by a job: on two cores they take longer than one waits for a page."""
LAST_ORDERS = 5

REPORTS = Listing(
    name="report",
    title=gettext_lazy("Papers from figures"),
    lead=gettext_lazy("Press releases, summaries and yearly reports, of frozen figures, kept as they went out."),
    rows=reports_open_to,
    order=(Key("made_at", descending=True), Key("pk", descending=True)),
    filters=(
        choice("kind", pgettext_lazy("report", "Kind"), ReportKind.choices, "kind"),
        of_code("body", gettext_lazy("Body code"), "organisation__code"),
    ),
    columns=(
        Column(
            "title",
            pgettext_lazy("report", "Paper"),
            lambda report: report.title,
            href=lambda report: reverse("report-detail", args=[report.code]),
            under=lambda report: report.organisation.name,
        ),
        Column("kind", pgettext_lazy("report", "Kind"), lambda report: ReportKind(report.kind).label, phone=False),
        Column("body", gettext_lazy("Body"), lambda report: report.organisation.name, shown=False),
        Column("made_at", pgettext_lazy("report", "Made"), lambda report: report.made_at, kind="time", sort="made_at"),
        Column(
            "figures",
            gettext_lazy("Frozen figures"),
            lambda report: ", ".join(one.frozen.code for one in report.shown.all()),
            shown=False,
        ),
        Column("of", gettext_lazy("Figures"), lambda report: len(report.shown.all()), kind="number"),
        Column("files", gettext_lazy("Files"), lambda report: ", ".join(_kinds(report)), phone=False),
        Column(
            "sha256",
            gettext_lazy("SHA-256"),
            lambda report: " ".join(f"{one.file_kind} {one.file_sha256}" for one in report.files.all()),
            shown=False,
        ),
        Column("code", gettext_lazy("Code"), lambda report: report.code, kind="code"),
    ),
    empty=Empty(
        gettext_lazy("No paper was made yet"),
        gettext_lazy("Freeze figures and have them released; then make a press release or the yearly report of them."),
        gettext_lazy("Make a paper"),
        "report-new",
        lambda viewer: viewer.has(R.SECRETARIAT),
    ),
    begins=True,
)


def _kinds(report):
    return [PaperKind(one.file_kind).label for one in report.files.all()]


@require_safe
@for_roles(*STAFF)
def reports(request):
    """Every paper the viewer may open, the newest first."""
    return REPORTS.page(request)


@require_POST
@for_roles(*STAFF)
def export_reports(request):
    return REPORTS.export(request)


@require_safe
@for_roles(*STAFF)
def report(request, code):
    """One paper: its files with their SHA-256, the frozen figures it was made of, what of them was corrected since."""
    found = get_object_or_404(reports_open_to(request.viewer), code=code)
    figures = [one.frozen for one in found.shown.all()]
    newer = corrected_among(figures)
    yearly = found.kind == ReportKind.YEARLY
    context = {
        "report": found,
        "rows": [{"frozen": frozen, "told": Told(frozen), "newer": newer.get(frozen.pk)} for frozen in figures],
        "corrected": bool(newer),
        "files": [(one, PaperKind(one.file_kind).label, _may_fetch(request.viewer, one)) for one in found.files.all()],
        "lines": found.content["angka"] if yearly else [],
        "budgets": found.content["anggaran"] if yearly else [],
        "makes": may_make(request.viewer, found.organisation),
    }
    return page(request, "secretariat/reports/detail.html", context)


@require_safe
@for_roles(*STAFF)
def report_file(request, code, kind):
    """A paper as it was given out, to read or to go on writing."""
    return _fetched(get_object_or_404(files_open_to(request.viewer), report__code=code, file_kind=kind))


@require_POST
@for_roles(*READS_PEOPLE)
def report_workbook(request, code):
    """The workbook holds the rows behind the figures, people's codes among them: who fetches it stands in the trail."""
    found = get_object_or_404(files_open_to(request.viewer), report__code=code, file_kind=PaperKind.XLSX)
    told = {"report": code, "format": found.file_kind, "sha256": found.file_sha256}
    record(request.user, "export.made", changes={name: ["", value] for name, value in told.items()})
    return _fetched(found)


def _fetched(file):
    name = slugify(f"padan {file.report.get_kind_display()} {file.report.day:%Y%m%d} {file.report.code}")
    kind = PaperKind(file.file_kind)
    return bytes_response(content_of(file), f"{name}.{kind}", MEDIA_TYPE[kind], shown=kind == PaperKind.PDF)


def _may_fetch(viewer, file):
    return file.file_kind != PaperKind.XLSX or viewer.has(*READS_PEOPLE)


class PressForm(forms.Form):
    """What a writer says around the figures. These are numbered as offered; ``[2]`` stands for the second's value."""

    title = forms.CharField(
        label=gettext_lazy("Headline"),
        max_length=150,
        help_text=gettext_lazy("No digits: write [1] where the value of figure 1 shall stand."),
    )
    lead = forms.CharField(
        label=pgettext_lazy("press", "Opening"),
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("What happened, in your words; an empty line begins a new paragraph."),
    )
    place = forms.CharField(label=gettext_lazy("Town"), max_length=60)
    day = DayField(label=gettext_lazy("Date"))
    quotes = forms.CharField(
        label=gettext_lazy("Who is quoted"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("One position a line. What they say is written in the Word file, not by Padan."),
    )
    figures = forms.MultipleChoiceField(
        label=gettext_lazy("Frozen figures"), widget=forms.CheckboxSelectMultiple, required=False
    )

    field_order = ("figures", "title", "lead", "place", "day", "quotes")

    def __init__(self, *args, offered, **more):
        super().__init__(*args, **more)
        self.offered = [frozen.code for frozen in offered]
        self.fields["figures"].choices = [
            (frozen.code, f"[{at}] {Told(frozen).line} ({frozen.code})") for at, frozen in enumerate(offered, 1)
        ]

    def clean(self):
        told = super().clean()
        for name in ("title", "lead"):
            if name in told:
                told[name] = PLACE.sub(self._place_among_chosen, told[name])
        return told

    def _place_among_chosen(self, found):
        """``[3]`` as offered becomes ``[1]`` where only the third is chosen."""
        at, chosen = int(found[1]), self.cleaned_data.get("figures", [])
        code = self.offered[at - 1] if 1 <= at <= len(self.offered) else None
        if code not in chosen:
            raise forms.ValidationError(_("%(place)s is not chosen: tick it, or take it out.") % {"place": found[0]})
        return f"[{chosen.index(code) + 1}]"

    @property
    def told(self):
        """What the act is given."""
        told = {name: self.cleaned_data[name] for name in ("title", "lead", "place", "day")}
        lines = [line.strip() for line in self.cleaned_data["quotes"].splitlines()]
        return told | {"codes": self.cleaned_data["figures"], "quotes": [line for line in lines if line]}


class YearForm(forms.Form):
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)


@require_safe
@for_roles(R.SECRETARIAT)
def new_report(request):
    """Which paper is to be made, and of whom."""
    bodies, body = body_asked(request)
    return page(request, "secretariat/reports/new.html", {"bodies": bodies, "body": body})


def body_asked(request):
    """(bodies, body): those the viewer makes papers of, and the one asked for in the address, else the first."""
    bodies = bodies_with_reports(request.viewer)
    asked = bodies.filter(code=request.GET.get("lembaga", "")[:30]).first() or bodies.first()
    if asked is None:
        raise Http404
    return bodies, asked


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def new_press_release(request):
    """Write a press release around published frozen figures."""
    bodies, body = body_asked(request)
    offered = list(fit_for_press(body)[:MOST_OFFERED])
    form = PressForm(request.POST or None, offered=offered, initial={"day": today()})
    if form.is_valid():
        made = done(form, make_press_release, organisation=body, by=request.user, at=now(), **form.told)
        if made:
            messages.success(request, _("The press release is made, as PDF and for Word."))
            return redirect("report-detail", code=made.code)
    context = {"form": form, "bodies": bodies, "body": body, "offered": offered, "most": MOST_FIGURES}
    return page(request, "secretariat/reports/press.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def new_yearly_report(request):
    """Make the report of a year: at once, or by a job where many graduates stand behind it."""
    bodies, body = body_asked(request)
    form = YearForm(request.POST or None, initial={"year": today().year})
    if form.is_valid():
        told = {"organisation": body, "by": request.user, "at": now(), "today": today(), **form.cleaned_data}
        if graduates_behind(body, today()) > AT_ONCE:
            if order := done(form, order_yearly_report, **told):
                if order.asked_at == told["at"]:  # not the one that is being prepared already
                    prepare_soon(order)
                return redirect("report-order", code=order.code)
        elif made := done(form, make_yearly_report, **told):
            messages.success(request, _("The yearly report is made, as PDF and as workbook."))
            return redirect("report-detail", code=made.code)
    orders = orders_open_to(request.viewer).filter(organisation=body)[:LAST_ORDERS]
    context = {"form": form, "bodies": bodies, "body": body, "orders": orders}
    return page(request, "secretariat/reports/yearly.html", context, status=422 if form.errors else 200)


@require_safe
@for_roles(R.SECRETARIAT)
def report_order(request, code):
    """How far a report is that a job prepares; where it is done, the way to it."""
    order = get_object_or_404(orders_open_to(request.viewer), code=code)
    return page(request, "secretariat/reports/order.html", {"order": order}, partial="progress")


def may_make(viewer, body):
    """Whether the viewer makes papers of this body."""
    return viewer.has(R.SECRETARIAT) and may_report(viewer, body)
