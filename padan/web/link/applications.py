"""Applying for a class on a phone, and later one's own page: papers, the result, coming or not. No account."""

from django import forms
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from padan.base.clock import now, today
from padan.base.errors import ActionDenied
from padan.organisations.actions import FieldRefused
from padan.training.actions.applications import (
    AlreadyApplied,
    NikOfAnother,
    apply_to_batch,
    bring_paper,
    own_link,
    reregister,
    withdraw_application,
)
from padan.training.queries.applications import application_behind, batch_behind, papers_of, registered_in
from padan.training.states import BatchState, Check, EnrolmentState, PaperKind
from padan.web.acting import done
from padan.web.centre.applicants import ApplicantForm
from padan.web.counting import address_of, count, counted
from padan.web.pages import page
from padan.web.tones import tone_of

MOST_OF_ONE = 30
"""Registrations for one class from one network in ten minutes: a school's room of computers still gets through."""
UNSURE_OF_ONE = 5
"""Of them, those after which it is not said any more whether a name is on the list."""


def _closed(request, sentence):
    return page(request, "link/closed.html", {"sentence": sentence}, status=410)


def apply(request, link):
    """Name, phone and, if she likes, her NIK; then she stands before her own page.

    Who is on the list already, whose NIK belongs to another name, and whoever tries too often read one and the same
    page: it opens nobody's page and tells nothing about anybody.
    """
    batch = batch_behind(link).first()
    if batch is None or batch.state != BatchState.REGISTRATION or today() > batch.registration_until:
        return _closed(request, _("Registration for this class is over. Ask the centre for the next one."))
    form = ApplicantForm(request.POST or None)
    if form.is_valid():
        told = {"by": link, "at": now(), "today": today()} | form.cleaned_data
        own, unsure = f"{link.code}:{address_of(request)}", {"batch": batch}
        if count("apply", own) > MOST_OF_ONE or counted("apply-unsure", own) >= UNSURE_OF_ONE:
            return page(request, "link/applications/unsure.html", unsure)
        try:
            application = apply_to_batch(batch=batch, **told)
        except (AlreadyApplied, NikOfAnother):
            count("apply-unsure", own)
            return page(request, "link/applications/unsure.html", unsure)
        except FieldRefused as refused:
            form.add_error(refused.field, str(refused))
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            return redirect(own_link(application=application, by=link, at=told["at"]))
    context = {"batch": batch, "form": form, "registered": registered_in(batch)}
    return page(request, "link/applications/apply.html", context, status=422 if form.errors else 200)


class AnswerForm(forms.Form):
    """What she does on her page: one of three."""

    do = forms.ChoiceField(choices=[("paper", ""), ("come", ""), ("withdraw", "")])
    kind = forms.ChoiceField(choices=PaperKind.choices, required=False)
    file = forms.FileField(required=False)


def own(request, link):
    """Her registration: its papers, its result once it is announced, and her answer."""
    found = application_behind(link).first()
    if found is None:
        return _closed(request, _("This registration is gone. Ask the centre."))
    batch, form = found.enrolment.batch, AnswerForm(request.POST or None, request.FILES or None)
    if form.is_valid() and _done(form, found, link):
        return redirect(request.path)
    state = EnrolmentState(found.enrolment.state)
    told = bool(batch.announced_at) or state not in (EnrolmentState.SELECTED, EnrolmentState.RESERVE)
    told = told and not (state == EnrolmentState.REFUSED and not batch.announced_at and not found.withdrawn_on)
    shown = state if told else EnrolmentState.APPLIED
    context = {
        "application": found,
        "batch": batch,
        "state": shown,
        "tone": tone_of(shown),
        "stopped": batch.state in (BatchState.POSTPONED, BatchState.CANCELLED),
        "papers": [
            (kind, one, Check(one.state) if one else None, tone_of(Check(one.state)) if one else "unknown")
            for kind, one in papers_of(found)
        ],
        "may_come": shown == EnrolmentState.SELECTED and not found.reregistered_on,
        "may_withdraw": state in (EnrolmentState.APPLIED, EnrolmentState.SELECTED, EnrolmentState.RESERVE),
        "form": form,
    }
    return page(request, "link/applications/own.html", context, status=422 if form.errors else 200)


def _done(form, application, link):
    told = {"application": application, "by": link, "at": now()}
    if form.cleaned_data["do"] == "come":
        return done(form, reregister, today=today(), **told) is not None
    if form.cleaned_data["do"] == "withdraw":
        done(form, withdraw_application, reason="", today=today(), **told)
        return not form.errors
    if not form.cleaned_data["file"] or not form.cleaned_data["kind"]:
        form.add_error(None, _("Choose a file first."))
        return False
    paper = {"kind": PaperKind(form.cleaned_data["kind"]), "file": form.cleaned_data["file"]}
    return done(form, bring_paper, **paper, **told) is not None
