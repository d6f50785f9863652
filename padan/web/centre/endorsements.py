"""Asking industry about a version: who was asked, who answered, what was asked for and what came of it."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from padan.base.clock import now
from padan.base.errors import ActionDenied
from padan.base.whatsapp import whatsapp_link
from padan.curricula.actions.endorsements import (
    ask_endorsement,
    endorsement_link,
    remind_endorsers,
    resolve_remark,
)
from padan.curricula.notices import words_for
from padan.curricula.permissions import may_ask_industry, may_write_curricula
from padan.curricula.queries.endorsements import endorsements_open_to, remarks_open_to
from padan.curricula.queries.versions import answers_of
from padan.organisations.actions import set_teaching
from padan.organisations.permissions import may_set_teaching
from padan.organisations.queries import centres_of, companies_of
from padan.web.acting import done
from padan.web.audience import CENTRE, R, for_roles
from padan.web.centre.curricula import own_version, version_page, whole_number
from padan.web.pages import page

ASKS = (R.CENTRE_OFFICER, R.SECRETARIAT)


class AskForm(forms.Form):
    company = forms.CharField(label=_("Company"), max_length=200, widget=forms.TextInput({"list": "bodies"}))
    recipient = forms.CharField(label=_("Whom do you ask?"), max_length=200, required=False)
    email = forms.CharField(
        label=_("E-mail"), max_length=254, required=False, widget=forms.TextInput({"inputmode": "email"})
    )
    phone = forms.CharField(label=_("Phone"), max_length=60, required=False, widget=forms.TextInput({"type": "tel"}))

    def __init__(self, *args, viewer, **more):
        super().__init__(*args, **more)
        self.viewer = viewer

    def clean_company(self):
        name = " ".join(self.cleaned_data["company"].split())
        found = companies_of(self.viewer).filter(name__iexact=name).first()
        if found is None:
            raise forms.ValidationError(gettext("No company here has this name. Choose one of the suggestions."))
        return found


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("What came of it"), max_length=2000, widget=forms.Textarea({"rows": 2}))


class TeachingForm(forms.Form):
    hour_minutes = forms.IntegerField(
        label=_("Minutes of a lesson hour (JP)"), help_text=_("Usually 45, here and there 40.")
    )
    endorsements_needed = forms.IntegerField(
        label=_("Companies whose endorsement a curriculum needs"),
        help_text=_("With fewer, a proposed version does not count as endorsed."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ASKS)
def ask(request, code):
    """Ask one company for its word; the link is shown once, to be sent by WhatsApp as well."""
    found = own_version(request, code, may_ask_industry)
    form = AskForm(request.POST or None, viewer=request.viewer)
    if form.is_valid():
        told = {"version": found, "by": request.user, "at": now(), **form.cleaned_data}
        if asked := done(form, ask_endorsement, **told):
            return _with_link(request, found, *asked)
    context = {
        "version": found,
        "form": form,
        "bodies": companies_of(request.viewer)[:500],
        "needs": answers_of(found)[:10],
    }
    return page(request, "centre/curricula/ask.html", context, status=422 if request.method == "POST" else 200)


def _with_link(request, found, asking, address):
    asking.version = found
    text = words_for(asking, address)
    return version_page(request, found, made=asking, address=address, whatsapp=whatsapp_link(text, asking.phone))


@require_POST
@for_roles(*ASKS)
def link(request, code):
    """A fresh link for a company that was asked, to be sent by hand."""
    asking = get_object_or_404(endorsements_open_to(request.viewer), code=code)
    found = own_version(request, asking.version.code, may_ask_industry)
    try:
        address = endorsement_link(asking=asking, by=request.user, at=now())
    except ActionDenied as denied:
        messages.error(request, str(denied))
        return redirect("version-detail", found.code)
    return _with_link(request, found, asking, address)


@require_POST
@for_roles(*ASKS)
def remind(request, code):
    """Write again to those who have not answered."""
    found = own_version(request, code, may_ask_industry)
    try:
        sent = remind_endorsers(version=found, by=request.user, at=now())
    except ActionDenied as denied:
        messages.error(request, str(denied))
    else:
        if sent:
            said = ngettext("%(n)s company gets a mail.", "%(n)s companies get a mail.", sent)
            messages.success(request, said % {"n": sent})
        else:
            messages.info(
                request, gettext("Nobody is due: everyone answered, has no e-mail, or was written to this week.")
            )
    return redirect("version-detail", found.code)


@require_POST
@for_roles(*CENTRE)
def resolve(request, number):
    """What came of a change that a company asked for."""
    remark = get_object_or_404(remarks_open_to(request.viewer), pk=whole_number(number))
    found = own_version(request, remark.endorsement.version.code, may_write_curricula)
    form = AnswerForm(request.POST)
    if form.is_valid() and done(form, resolve_remark, remark=remark, by=request.user, at=now(), **form.cleaned_data):
        messages.success(request, gettext("Resolved. The company reads your answer by its link."))
        return redirect("version-detail", found.code)
    return version_page(request, found, refused_remark=remark.pk, answer_form=form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ASKS)
def teaching(request, code):
    """How a centre counts lesson hours, and whose word a curriculum needs."""
    centre = get_object_or_404(centres_of(request.viewer), code=code)
    if not may_set_teaching(request.viewer, centre):
        raise Http404
    known = {"hour_minutes": centre.hour_minutes, "endorsements_needed": centre.endorsements_needed}
    form = TeachingForm(request.POST or None, initial=known)
    if form.is_valid() and done(form, set_teaching, centre=centre, by=request.user, at=now(), **form.cleaned_data):
        messages.success(request, gettext("Saved."))
        return redirect("centre-detail", code)
    context = {"centre": centre, "form": form}
    return page(request, "centre/curricula/teaching.html", context, status=422 if request.method == "POST" else 200)
