"""A company reads what a centre will teach, on a phone: it endorses it, or asks for a change at a unit. No account."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from padan.base.clock import now
from padan.curricula.actions.endorsements import ask_change, endorse_version
from padan.curricula.checking import hours_in_words
from padan.curricula.comparing import difference, digest_of
from padan.curricula.queries.endorsements import endorsement_behind, voices_of
from padan.curricula.queries.versions import answers_of, units_asked_by, version_before, whole_of
from padan.curricula.states import VersionState
from padan.web.acting import done
from padan.web.pages import page
from padan.web.tones import tone_of


class EndorseForm(forms.Form):
    name = forms.CharField(label=_("Your name and position"), max_length=200)
    words = forms.CharField(
        label=_("In your own words"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class ChangeForm(forms.Form):
    words = forms.CharField(label=_("What should change?"), max_length=2000, widget=forms.Textarea({"rows": 4}))
    name = forms.CharField(label=_("Your name and position"), max_length=200)

    def __init__(self, *args, units, **more):
        super().__init__(*args, **more)
        self.units = {str(taught.pk): taught for taught in units}
        choices = [("", _("The programme as a whole")), *((pk, taught.unit.title) for pk, taught in self.units.items())]
        self.fields["unit"] = forms.ChoiceField(label=_("Where"), choices=choices, required=False)
        self.order_fields(["unit", "words", "name"])

    @property
    def told(self):
        told = dict(self.cleaned_data)
        return told | {"taught": self.units.get(told.pop("unit"))}


def endorse(request, link):
    """The version as it stands, what changed against the one before, and two answers. Looking uses nothing up."""
    asking = get_object_or_404(endorsement_behind(link))
    version = asking.version
    whole = whole_of(version)
    digest, state = digest_of(whole), VersionState(version.state)
    units = [taught for taught, _rows in whole.units]
    known = {"name": asking.recipient}
    change = request.POST.get("do") == "change"
    endorsing = EndorseForm(request.POST if request.method == "POST" and not change else None, initial=known)
    changing = ChangeForm(request.POST if request.method == "POST" and change else None, units=units, initial=known)
    if request.method == "POST":
        form, act = (changing, ask_change) if change else (endorsing, endorse_version)
        told = {"asking": asking, "seen": request.POST.get("seen", ""), "by": link, "at": now()}
        if form.is_valid() and done(form, act, **told, **(form.told if change else form.cleaned_data)):
            said = (
                gettext("Recorded. The centre answers, and you read it here.")
                if change
                else gettext("Recorded. Thank you: your word stands beside the curriculum.")
            )
            messages.success(request, said)
            return redirect(request.path)
    before = version_before(version)
    needs = list(answers_of(version).filter(company=asking.company))
    asked = units_asked_by(needs)
    taught = {one.unit_id for one in units}
    context = {
        "asking": asking,
        "version": version,
        "centre": version.programme.centre,
        "state": state,
        "tone": tone_of(state),
        "open": state in (VersionState.PROPOSED, VersionState.ENDORSED),
        "whole": whole,
        "seen": digest,
        "clock": hours_in_words(version.hours or whole.hours, version.programme.centre.hour_minutes),
        "before": before,
        "changed": difference(whole_of(before), whole) if before else None,
        "needs": [(need, len(asked.get(need.pk, set()) & taught), len(asked.get(need.pk, ()))) for need in needs],
        "voice": next(voice for voice in voices_of(version, digest) if voice.endorsement.pk == asking.pk),
        "endorsing": endorsing,
        "changing": changing,
    }
    status = 422 if request.method == "POST" else 200
    return page(request, "link/curricula/version.html", context, status=status)
