"""Surveys: the question to all partners, who answered, who did not, and the next step with each."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now, today
from padan.base.errors import ActionDenied
from padan.base.whatsapp import whatsapp_link
from padan.forum.queries import forums_of
from padan.needs.actions import open_survey, remind_survey, survey_link
from padan.needs.permissions import may_keep_surveys
from padan.needs.queries import places_of, responses_of, surveys_of
from padan.web.audience import FORUM, R, for_roles
from padan.web.forms import DayField, RowField
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Filter, Listing, of_code
from padan.web.pages import page
from padan.web.templatetags.padan import angka, tanggal

READS = (*FORUM, R.AUDITOR)
FEW = 30


class SurveyForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    words = forms.CharField(
        label=gettext_lazy("What is asked"), widget=forms.Textarea({"rows": 4}), required=False, max_length=2000
    )
    opens_on = DayField(label=gettext_lazy("Opens"))
    closes_on = DayField(label=gettext_lazy("Closes"))

    def __init__(self, *args, viewer, **more):
        super().__init__(*args, **more)
        kept = forums_of(viewer).filter(organisation_id__in=viewer.kept_forums)
        self.fields["forum"] = RowField(kept, label=gettext_lazy("Forum"), initial=kept.first())


ANSWERS = [
    ("silent", gettext_lazy("No answer yet")),
    ("said", gettext_lazy("Said a need")),
    ("nobody", gettext_lazy("Needs nobody")),
]


def _answered(rows, value):
    if value == "silent":
        return rows.filter(answered_at=None)
    return rows.filter(answered_at__isnull=False, needs_nobody=value == "nobody")


def answer_of(place):
    """What a place answered, in words."""
    if place.answered_at is None:
        return _("No answer yet")
    return _("Needs nobody") if place.needs_nobody else _("Said a need")


PLACES = Listing(
    name="survey-place",
    title=gettext_lazy("Asked companies"),
    rows=places_of,
    order=order_of("company__name_key"),
    filters=(
        Filter(
            "answer",
            forms.ChoiceField(
                label=gettext_lazy("Answer"), required=False, choices=[("", gettext_lazy("All")), *ANSWERS]
            ),
            _answered,
        ),
        of_code("survey", gettext_lazy("Survey code"), "survey__code"),
    ),
    columns=(
        Column(
            "company",
            gettext_lazy("Company"),
            lambda place: place.company.name,
            href=lambda place: reverse("company-detail", args=[place.company.code]),
            under=lambda place: place.survey.title,
        ),
        Column("recipient", gettext_lazy("Asked through"), lambda place: place.recipient),
        Column("answer", gettext_lazy("Answer"), answer_of),
        Column("answered_at", gettext_lazy("Answered"), lambda place: place.answered_at, kind="time"),
        Column("reminded_at", gettext_lazy("Reminded"), lambda place: place.reminded_at, kind="time", phone=False),
        Column("email", gettext_lazy("E-mail"), lambda place: place.email, shown=False),
        Column("code", gettext_lazy("Code"), lambda place: place.code, kind="code", shown=False),
    ),
    empty=Empty(
        gettext_lazy("Nobody was asked yet"),
        gettext_lazy("A survey asks every company under the forum at once, each by its own link."),
    ),
)


@require_safe
@for_roles(*READS)
def surveys(request):
    """Surveys with how many answered."""
    rows = list(surveys_of(request.viewer)[:FEW])
    told = responses_of(rows)
    context = {
        "rows": [(survey, told.get(survey.pk, NONE)) for survey in rows],
        "may_open": bool(request.viewer.kept_forums),
    }
    return page(request, "secretariat/surveys/list.html", context)


NONE = {"asked": 0, "said": 0, "nobody": 0, "people": 0}


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def new_survey(request):
    """Ask every company under a forum."""
    form = SurveyForm(request.POST or None, viewer=request.viewer, initial={"opens_on": today()})
    if form.is_valid():
        try:
            survey = open_survey(by=request.user, at=now(), **form.cleaned_data)
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("The survey is open. Those with an e-mail have their link."))
            return redirect("survey-detail", survey.code)
    status = 422 if request.method == "POST" else 200
    return page(request, "secretariat/surveys/new.html", {"form": form}, status=status)


@require_safe
@for_roles(*READS)
def survey(request, code):
    """One survey: the response, and those who have not answered."""
    found = get_object_or_404(surveys_of(request.viewer), code=code)
    return _page(request, found)


@require_POST
@for_roles(R.SECRETARIAT)
def remind(request, code):
    """Write again to those who have not answered."""
    found = get_object_or_404(surveys_of(request.viewer), code=code)
    sent = remind_survey(survey=found, by=request.user, at=now())
    if sent:
        messages.success(request, _("%(n)s companies get a mail with a fresh link.") % {"n": angka(sent)})
    else:
        messages.info(request, _("Nobody is due: everyone answered, has no e-mail, or was written to this week."))
    return redirect("survey-detail", code)


@require_POST
@for_roles(R.SECRETARIAT)
def link(request, code):
    """A link for one company, to be sent by WhatsApp; shown once."""
    place = get_object_or_404(places_of(request.viewer), code=code)
    address = survey_link(place=place, by=request.user, at=now())
    text = _("%(company)s: %(title)s. Answer in two minutes, without an account, until %(day)s: %(address)s") % {
        "company": place.company.name,
        "title": place.survey.title,
        "day": tanggal(place.survey.closes_on),
        "address": address,
    }
    return _page(request, place.survey, made=place, address=address, whatsapp=whatsapp_link(text, place.phone))


def _page(request, found, **more):
    told = responses_of([found]).get(found.pk, NONE)
    context = {
        "survey": found,
        "told": told,
        "answered": told["said"] + told["nobody"],
        "silent": places_of(request.viewer).filter(survey=found, answered_at=None)[:FEW],
        "silent_count": told["asked"] - told["said"] - told["nobody"],
        "may_keep": may_keep_surveys(request.viewer, found.forum),
        "open": today() <= found.closes_on,
        **more,
    }
    return page(request, "secretariat/surveys/detail.html", context)


@require_safe
@for_roles(*READS)
def places(request):
    return PLACES.page(request)


@require_POST
@for_roles(*READS)
def export_places(request):
    return PLACES.export(request)
