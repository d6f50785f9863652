"""Permits of partners: what is valid, what ends, who is inside; and attaching a candidate to a partner."""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now, today
from padan.overseas.actions.permits import (
    attach_partner,
    check_permit,
    detach_partner,
    record_permit,
    revoke_permit,
)
from padan.overseas.permissions import may_keep_candidate, may_keep_permit
from padan.overseas.queries.candidates import candidates_of
from padan.overseas.queries.protection import (
    candidates_at,
    partners_open_to,
    permits_for,
    permits_of,
    permits_of_organisation,
    permits_standing,
    senders_kept_by,
    totals_asked_by,
)
from padan.overseas.states import CandidateState, PermitKind, PermitState
from padan.trail.queries import entries_of
from padan.web.acting import Way, done
from padan.web.audience import FORUM, R, for_roles
from padan.web.downloads import file_response
from padan.web.forms import DayField, KeptFileField, RowField
from padan.web.keyset import Key
from padan.web.lists import Column, Empty, Filter, Listing, choice, of_code
from padan.web.money import amounts
from padan.web.pages import page
from padan.web.tones import tone_of
from padan.web.wording import told

READS_PERMITS = (*FORUM, R.CENTRE_OFFICER, R.LABOUR_OFFICE, R.AUDITOR, R.ADMINISTRATOR)
KEEPS_PERMITS = (R.SECRETARIAT, R.ADMINISTRATOR)
KEEPS = (R.SECRETARIAT, R.CENTRE_OFFICER)
TABS = "overseas/_tabs.html"


def _stands(permit):
    return permit.state_on(today())


PERMITS = Listing(
    name="permit",
    title=_("Partner permits"),
    lead=_("Without a valid permit nobody is attached to a partner. What ends within 90 days is told in time."),
    rows=permits_of,
    order=(Key("expires_on", nulls="last"), Key("pk")),
    filters=(
        Filter(
            "state",
            forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *PermitState.choices]),
            lambda rows, value: permits_standing(rows, value, today()),
        ),
        choice("kind", _("Kind"), PermitKind.choices, "kind"),
        of_code("organisation", _("Partner code"), "organisation__code"),
    ),
    tabs=TABS,
    columns=(
        Column(
            "number",
            pgettext_lazy("permit", "Number"),
            lambda permit: permit.number,
            kind="code",
            href=lambda permit: reverse("permit-detail", args=[permit.code]),
        ),
        Column("state", _("State"), _stands, kind="state"),
        Column("partner", _("Partner"), lambda permit: permit.organisation.name),
        Column("kind", _("Kind"), lambda permit: PermitKind(permit.kind)),
        Column(
            "expires_on",
            pgettext_lazy("permit", "Valid until"),
            lambda permit: permit.expires_on,
            kind="date",
            sort="expires_on",
            nulls="last",
        ),
        Column("checked_on", _("Checked on"), lambda permit: permit.checked_on, kind="date", sort="checked_on"),
        Column("issued_on", pgettext_lazy("permit", "Valid from"), lambda p: p.issued_on, kind="date", shown=False),
        Column("source", _("Where it was seen"), lambda permit: permit.source, shown=False),
        Column("renewed_on", _("Renewed on"), lambda permit: permit.renewed_on, kind="date", shown=False),
        Column("revoked_on", _("Revoked on"), lambda permit: permit.revoked_on, kind="date", shown=False),
        Column("partner_code", _("Partner code"), lambda permit: permit.organisation.code, shown=False),
    ),
    empty=Empty(
        _("No permit is written down yet"),
        _("Look it up in the public register of the ministry and write it down; then candidates can be attached."),
        _("Write a permit down"),
        "permit-new",
        lambda viewer: viewer.has(*KEEPS_PERMITS),
    ),
    begins=True,
)


class PermitForm(forms.Form):
    organisation = RowField(None, label=_("Whose permit is it?"))
    kind = forms.ChoiceField(label=_("Which kind?"), choices=PermitKind.choices)
    number = forms.CharField(
        label=_("Number as it is written on the permit"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    issued_on = DayField(label=_("Valid from"))
    expires_on = DayField(label=_("Valid until"), required=False)
    endless = forms.BooleanField(label=_("No end is written on it"), required=False)
    source = forms.CharField(
        label=_("Where did you see it?"),
        max_length=300,
        help_text=_("The register and the day, or who brought the paper."),
    )
    file = KeptFileField(label=_("The permit as PDF or picture"), required=False)

    def __init__(self, *args, bodies=None, **more):
        super().__init__(*args, **more)
        if bodies is None:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].queryset = bodies

    def clean(self):
        told = super().clean()
        ends, endless = told.get("expires_on"), told.pop("endless", False)
        if "expires_on" in self.fields and "expires_on" not in self.errors and bool(ends) == bool(endless):
            self.add_error("expires_on", _("Write the last day, or tick that none is written on it: one of the two."))
        return told


class CheckForm(forms.Form):
    source = forms.CharField(label=_("Where did you look it up?"), max_length=300)


class RevokeForm(forms.Form):
    revoked_on = DayField(label=_("Since which day?"))
    words = forms.CharField(label=_("Why, and where is that written?"), max_length=300)


class AttachForm(forms.Form):
    partner = RowField(None, label=_("Which partner sends her?"))

    def __init__(self, *args, partners, **more):
        super().__init__(*args, **more)
        self.fields["partner"].queryset = partners


class DetachForm(forms.Form):
    words = forms.CharField(label=_("Why does she leave this partner?"), max_length=300)


@require_safe
@for_roles(*READS_PERMITS)
def permits(request):
    return PERMITS.page(request)


@require_POST
@for_roles(*READS_PERMITS)
def export_permits(request):
    return PERMITS.export(request)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS_PERMITS)
def new_permit(request):
    """A permit as it was seen in the register or on paper."""
    bodies = senders_kept_by(request.viewer)
    chosen = bodies.filter(code=request.GET.get("organisation", "")).first()
    form = PermitForm(request.POST or None, request.FILES or None, bodies=bodies, initial={"organisation": chosen})
    sent = request.method == "POST" and form.is_valid()
    if sent and (made := done(form, record_permit, **form.cleaned_data, **_said(request))):
        messages.success(request, gettext("Written down."))
        return redirect("permit-detail", made.code)
    status = 422 if request.method == "POST" else 200
    return page(request, "overseas/permit_new.html", {"form": form}, status=status)


@require_safe
@for_roles(*READS_PERMITS)
def permit(request, code):
    """One permit: how it stands, who is inside, what came before it."""
    found = get_object_or_404(permits_of(request.viewer), code=code)
    return _page(request, found, _ways(request, found))


@require_POST
@for_roles(*KEEPS_PERMITS)
def record_for_permit(request, code):
    """Looked up again, renewed or revoked."""
    found = get_object_or_404(permits_of(request.viewer), code=code)
    ways = _ways(request, found, request.POST.get("do", ""))
    way = next((one for one in ways if one.do == request.POST.get("do")), None)
    if way is None:
        raise BadRequest
    if way.form.is_valid() and (made := done(way.form, way.act, **way.form.cleaned_data)):
        messages.success(request, gettext("Written down."))
        return redirect("permit-detail", made.code)
    return _page(request, found, ways, status=422)


@require_safe
@for_roles(*READS_PERMITS)
def permit_file(request, code):
    found = get_object_or_404(permits_of(request.viewer).exclude(file_name=""), code=code)
    return file_response(found, found.code)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def partner_of(request, code):
    """Attach a candidate to a partner with a valid permit, or take her off with a reason."""
    found = get_object_or_404(candidates_of(request.viewer).select_related("centre__forum"), code=code)
    if not may_keep_candidate(request.viewer, found):
        raise Http404
    day, posted = today(), request.POST.get("do", "")
    partners = partners_open_to(found, day)
    attach = AttachForm(request.POST if posted == "attach" else None, partners=partners)
    detach = DetachForm(request.POST if posted == "detach" else None)
    if request.method == "POST":
        forms_of = {"attach": (attach, attach_partner), "detach": (detach, detach_partner)}
        if posted not in forms_of:
            raise BadRequest
        form, act = forms_of[posted]
        if form.is_valid() and done(form, act, candidate=found, **form.cleaned_data, **_said(request)):
            messages.success(request, gettext("Written down."))
            return redirect("candidate-detail", code)
    standing = permits_for(found.version, found.partner) if found.partner else ()
    context = {
        "candidate": found,
        "on_route": found.state == CandidateState.ON_ROUTE,
        "partners": partners,
        "kinds": [PermitKind(kind).label for kind in found.version.permit_kinds if kind in PermitKind.values],
        "permits": [(one, one.state_on(day), tone_of(one.state_on(day))) for one in standing],
        "attach": attach,
        "detach": detach,
    }
    return page(request, "overseas/partner.html", context, status=422 if posted else 200)


def _ways(request, found, posted=""):
    if not may_keep_permit(request.viewer, found.organisation):
        return []
    said = _said(request)

    def bound(do):
        return (request.POST, request.FILES) if posted == do else (None, None)

    def renew(**told):
        return record_permit(organisation=found.organisation, renews=found, **told, **said)

    ways = []
    if not found.revoked_on:
        form = CheckForm(*bound("check"), auto_id="c_%s")
        ways.append(
            Way("check", _("Looked up again"), form, lambda **t: check_permit(permit=found, **t, **said),
                _("It stands as written here"))
        )  # fmt: skip
        if not found.renewed_on:
            form = PermitForm(*bound("renew"), initial={"kind": found.kind}, auto_id="r_%s")
            ways.append(Way("renew", _("It was renewed"), form, renew, _("Write the new permit down")))
        form = RevokeForm(*bound("revoke"), auto_id="w_%s")
        ways.append(
            Way("revoke", _("It was revoked"), form, lambda **t: revoke_permit(permit=found, **t, **said),
                _("Record that it was revoked"))
        )  # fmt: skip
    return ways


def _said(request):
    return {"by": request.user, "at": now(), "today": today()}


def _page(request, found, ways, status=200):
    day = today()
    state = found.state_on(day)
    inside = candidates_at(request.viewer, found.organisation)
    context = {
        "permit": found,
        "state": state,
        "tone": tone_of(state),
        "days": (found.expires_on - day).days if found.expires_on else None,
        "others": [
            (one, one.state_on(day), tone_of(one.state_on(day)))
            for one in permits_of_organisation(found.organisation)
            if one != found
        ],
        "inside": inside[:20],
        "number": inside.order_by().count(),
        "asked": amounts(totals_asked_by(request.viewer, found.organisation)),
        "ways": ways,
        "trail": told(entries_of(found)),
    }
    return page(request, "overseas/permit.html", context, status=status)
