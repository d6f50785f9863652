"""One company asked to stand by a graduate's business: what it was asked, what it said, and how to ask it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from padan.base.clock import now, today
from padan.base.whatsapp import whatsapp_link
from padan.training.permissions import may_see_names
from padan.ventures.actions import ask_backer_again, backer_link, end_backing, take_proposal_back
from padan.ventures.notices import words_for_company
from padan.ventures.permissions import may_record_venture
from padan.ventures.queries import backers_of
from padan.ventures.states import BESIDE, TO_ANSWER, WAITING, BackerState
from padan.web.acting import Way, done
from padan.web.audience import READS_PEOPLE, R, for_roles
from padan.web.forms import DayField
from padan.web.pages import page
from padan.web.tones import tone_of


class AgainForm(forms.Form):
    words = forms.CharField(
        label=_("What do you ask of it?"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("One sentence that the company reads, such as: buy 40 boxes of rice every Friday. No names."),
    )


class UntilForm(forms.Form):
    until = DayField(label=_("Until when?"))


@require_safe
@for_roles(*READS_PEOPLE)
def backer(request, code):
    """What was asked and what the company said."""
    found = get_object_or_404(backers_of(request.viewer), code=code)
    return _page(request, found, ways_of(request, found))


@require_POST
@for_roles(R.SECRETARIAT, R.CENTRE_OFFICER)
def record_for_backer(request, code):
    """One of the acts that the page offers."""
    found = get_object_or_404(backers_of(request.viewer), code=code)
    ways = ways_of(request, found, request.POST.get("do", ""))
    way = next((one for one in ways if one.do == request.POST.get("do")), None)
    if way is None:
        raise BadRequest
    if way.form.is_valid() and (made := done(way.form, way.act, **way.form.cleaned_data)):
        if way.do == "link":
            text = words_for_company(found, made)
            phone = found.contact.phone if found.contact else ""
            found = backers_of(request.viewer).get(pk=found.pk)
            letter = {"text": text, "whatsapp": whatsapp_link(text, phone)}
            return _page(request, found, ways_of(request, found), link=letter)
        messages.success(request, gettext("Recorded."))
        return redirect("backer-detail", code)
    return _page(request, found, ways, status=422)


def ways_of(request, found, posted=""):
    """What this viewer may do with this asking now; the one posted holds what was sent."""
    if not may_record_venture(request.viewer, found.venture.graduate):
        return []
    said = {"backer": found, "by": request.user, "at": now()}

    def bound(do):
        return request.POST if posted == do else None

    def act(function, **more):
        return lambda **told: function(**told, **more, **said)

    ways = []
    if found.venture.ended_on is None and found.venture.words:
        if found.state in TO_ANSWER:
            step = _("Prepare a WhatsApp message")
            ways.append(Way("link", _("Send the question yourself"), forms.Form(bound("link")), act(backer_link), step))
        if found.state == BackerState.TERMS or (found.state == BackerState.TOLD and not found.asked_at):
            form = AgainForm(bound("again"), initial={"words": found.words}, auto_id="a_%s")
            ways.append(Way("again", _("Ask in other words"), form, act(ask_backer_again), _("Ask the company")))
    if found.state in WAITING:
        form = forms.Form(bound("drop"))
        ways.append(Way("drop", _("It need not answer"), form, act(take_proposal_back), _("Take the proposal back")))
    if found.state in BESIDE:
        form = UntilForm(bound("leave"), initial={"until": today()}, auto_id="l_%s")
        end = act(end_backing, today=today())
        ways.append(Way("leave", _("It does so no longer"), form, end, _("Record the last day")))
    return ways


def _page(request, found, ways, *, link=None, status=200):
    state = BackerState(found.state)
    named = may_see_names(request.viewer)
    context = {
        "backer": found,
        "venture": found.venture,
        "title": str(found.venture) if named else found.venture.words or found.venture.code,
        "named": named,
        "state": state,
        "tone": tone_of(state),
        "ways": ways,
        "link": link,
    }
    return page(request, "centre/ventures/backer.html", context, status=status)
