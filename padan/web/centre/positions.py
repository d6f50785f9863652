"""Positions abroad that partners bring: the list, publishing one, what it asks for and the permit behind it."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import business_now, today
from padan.openings.deadlines import instant_of
from padan.openings.permissions import may_write_for
from padan.openings.states import OpeningState
from padan.organisations.actions import FieldRefused
from padan.organisations.queries import organisations_of
from padan.overseas.actions.permits import PermitMissing
from padan.overseas.actions.positions import LEVELS, publish_position
from padan.overseas.money import written
from padan.overseas.queries.positions import (
    JLPT,
    asked_by,
    language_in_words,
    partners_publishing,
    permits_behind,
    positions_of,
    schemes_publishing,
)
from padan.overseas.states import Currency, Exam, PermitState
from padan.reference.tongues import Level
from padan.trail.queries import entries_of
from padan.web.acting import done
from padan.web.audience import READS_ROUTE, READS_SHORTLISTS, R, for_roles
from padan.web.centre.openings import deadline_of
from padan.web.forms import DayField, RowField
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Listing, choice, of_code
from padan.web.pages import page
from padan.web.tones import tone_of
from padan.web.wording import told

PUBLISHES = (R.SECRETARIAT, R.CENTRE_OFFICER)
RATE_DIGITS = {"max_digits": 10, "decimal_places": 4}


def _wage(position):
    return written(position.wage, position.currency)


def _language(position):
    return language_in_words(position.language_exam, position.language_level) if position.language_level else ""


POSITIONS = Listing(
    name="position",
    title=_("Positions abroad"),
    lead=_("Work that partners with a valid permit bring. It closes by itself when the permit ends."),
    rows=positions_of,
    order=order_of("-pk"),
    filters=(
        choice("state", _("State"), OpeningState.choices, "opening__state"),
        of_code("scheme", _("Scheme code"), "scheme__code"),
        of_code("organisation", _("Partner code"), "partner__code"),
    ),
    tabs="overseas/_tabs.html",
    columns=(
        Column(
            "title",
            _("Work"),
            lambda one: one.opening.title,
            href=lambda one: reverse("position-detail", args=[one.code]),
            under=lambda one: f"{one.employer} · {one.place}",
        ),
        Column("state", _("State"), lambda one: OpeningState(one.opening.state), kind="state"),
        Column("partner", _("Partner"), lambda one: one.partner.name, phone=False),
        Column("scheme", _("Scheme"), lambda one: one.scheme.name, phone=False),
        Column("language", _("Language"), _language),
        Column("wage", _("Wage a month"), _wage),
        Column(
            "seats",
            _("Seats"),
            lambda one: one.opening.seats,
            kind="number",
            under=lambda one: gettext("%(n)s free") % {"n": one.opening.free} if one.opening.seats_taken else "",
        ),
        Column("deadline", _("Deadline"), lambda one: deadline_of(one.opening)),
        Column("field", _("Field of work"), lambda one: one.field, shown=False),
        Column("wage_idr", _("Wage in rupiah"), lambda one: one.opening.wage_from_idr, kind="money", shown=False),
        Column("rate", _("Rupiah for one yen"), lambda one: one.rate_idr, shown=False),
        Column("rate_on", _("Rate of"), lambda one: one.rate_on, kind="date", shown=False),
        Column("opening", _("Opening code"), lambda one: one.opening.code, kind="code", shown=False),
        Column("code", _("Code"), lambda one: one.code, kind="code", shown=False),
    ),
    empty=Empty(
        _("No position abroad yet"),
        _("When a partner with a valid permit brings work, publish it here: candidates see at once what they lack."),
        _("Publish a position"),
        "position-new",
        lambda viewer: viewer.has(*PUBLISHES),
    ),
    begins=True,
)


class PositionForm(forms.Form):
    partner = RowField(None, label=_("Which partner brings it?"))
    scheme = RowField(None, label=_("Under which scheme?"))
    title = forms.CharField(label=_("Which work is it?"), max_length=300)
    employer = forms.CharField(label=_("Employer abroad"), max_length=200)
    place = forms.CharField(
        label=_("Place of work"), max_length=200, help_text=_("In words: town and prefecture, as the employer says it.")
    )
    field = forms.CharField(
        label=_("Field of work"), max_length=100, help_text=_("As the skills test names it, such as Kaigo.")
    )
    skills_test = forms.BooleanField(label=_("The skills test of this field is needed"), required=False)
    language_level = forms.TypedChoiceField(
        label=_("How much Japanese?"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Not asked for")), *((level, f"{JLPT[level]} · {Level(level).name}") for level in LEVELS)],
    )
    language_exam = forms.ChoiceField(
        label=_("Proven by which exam?"),
        required=False,
        choices=[("", _("Either of them")), (Exam.JFT, "JFT-Basic"), (Exam.JLPT, "JLPT")],
    )
    wage = forms.IntegerField(label=_("Wage a month"), help_text=_("As the employer says it, before deductions."))
    currency = forms.ChoiceField(label=_("In which currency?"), choices=Currency.choices)
    rate_idr = forms.DecimalField(
        label=_("Rupiah for one yen"),
        required=False,
        **RATE_DIGITS,
        help_text=_("The wage is compared in rupiah at this rate; the wage in yen stays as it is."),
    )
    rate_on = DayField(label=_("Rate of which day?"), required=False)
    seats = forms.IntegerField(label=_("Seats"))
    starts_on = DayField(label=_("First day of work"), required=False)
    closes_on = DayField(label=_("Candidates may be put forward until"))
    description = forms.CharField(
        label=_("What is done there"), required=False, max_length=5000, widget=forms.Textarea({"rows": 4})
    )

    def __init__(self, *args, partners, schemes, **more):
        super().__init__(*args, **more)
        self.fields["partner"].queryset, self.fields["scheme"].queryset = partners, schemes


@require_safe
@for_roles(*READS_ROUTE)
def positions(request):
    return POSITIONS.page(request)


@require_POST
@for_roles(*READS_ROUTE)
def export_positions(request):
    return POSITIONS.export(request)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*PUBLISHES)
def new_position(request):
    """Work abroad that a partner brings, published with what must have been checked."""
    day = today()
    partners = partners_publishing(request.viewer, day)
    chosen = partners.filter(code=request.GET.get("organisation", "")).first()
    form = PositionForm(
        request.POST or None,
        partners=partners,
        schemes=schemes_publishing(day),
        initial={"partner": chosen, "rate_on": day, "skills_test": True, "currency": Currency.JPY},
    )
    sent = request.method == "POST" and form.is_valid()
    if sent and (made := done(form, _published, request=request, **form.cleaned_data)):
        messages.success(request, gettext("Published. Candidates of this scheme see what they lack."))
        return redirect("position-detail", made.code)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "partners": partners}
    return page(request, "overseas/position_new.html", context, status=status)


@require_safe
@for_roles(*READS_ROUTE)
def position(request, code):
    """One position: what it asks for, the wage as it was said and as it is compared, the permit behind it."""
    found, day = get_object_or_404(positions_of(request.viewer), code=code), today()
    opening = found.opening
    permits = [(one, one.state_on(day)) for one in permits_behind(found, day)]
    context = {
        "position": found,
        "opening": opening,
        "state": OpeningState(opening.state),
        "tone": tone_of(OpeningState(opening.state)),
        "deadline": deadline_of(opening),
        "wage": _wage(found),
        "rate": number_format(found.rate_idr.normalize()) if found.rate_idr else "",
        "asks": list(asked_by(found).values()),
        "permits": [(one, state, tone_of(state)) for one, state in permits],
        "allowed": any(state in (PermitState.VALID, PermitState.ENDING) for _one, state in permits),
        "sees_shortlist": request.viewer.has(*READS_SHORTLISTS),
        "trail": told(entries_of(found)),
    }
    return page(request, "overseas/position.html", context)


def _published(*, request, partner, closes_on, **told_of):
    """Kept by the partner where the secretariat publishes it, else by the officer's centre."""
    owner = partner
    if not may_write_for(request.viewer, partner, partner):
        centres = organisations_of(request.viewer).filter(pk__in=request.viewer.centres, forum=partner.forum_id)
        owner = centres.first() or partner
    try:
        return publish_position(
            partner=partner, owner=owner, closes_at=instant_of(owner, closes_on), by=request.user, at=business_now(),
            today=today(), **told_of,
        )  # fmt: skip
    except PermitMissing as missing:
        raise FieldRefused("partner", str(missing)) from None
