"""Bodies that may be one: side by side with what hangs on each, and the two answers."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now
from padan.base.errors import ActionDenied
from padan.base.search import containing
from padan.chores.actions.merging import merge_organisations
from padan.chores.queries import hanging_on, obstacles
from padan.organisations.actions import keep_apart, propose_pair
from padan.organisations.names import letters_in_disguise
from padan.organisations.queries import bodies_kept_by, names_of, pairs_open
from padan.organisations.states import PairReason
from padan.web.audience import for_roles
from padan.web.keyset import count_cheaply, order_of, slice_of
from padan.web.pages import page
from padan.web.secretariat.bodies import KEEPERS
from padan.web.secretariat.organisations import address_of_body

AT_ONCE = 20
FOUND = 30


class MergeForm(forms.Form):
    """Which of the two stays."""

    keep = forms.ChoiceField(label=gettext_lazy("Which one stays?"), widget=forms.RadioSelect)

    def __init__(self, data, pair):
        super().__init__(data)
        self.fields["keep"].choices = [(body.code, f"{body.name} ({body.code})") for body in (pair.one, pair.other)]
        self.fields["keep"].error_messages["required"] = _("Choose which of the two stays.")


@require_safe
@for_roles(*KEEPERS)
def pairs(request):
    """Every open pair, the likeliest first."""
    rows = pairs_open(request.viewer)
    last = rows.filter(code=request.GET.get("after", "")).first() if request.GET.get("after", "").isascii() else None
    shown, _before, after = slice_of(rows, order_of("-likeness"), size=AT_ONCE, after=last)
    hanging = hanging_on([body for pair in shown for body in (pair.one, pair.other)])
    total, capped = count_cheaply(rows)
    context = {
        "pairs": [(pair, PairReason(pair.reason), _sides(pair, hanging)) for pair in shown],
        "total": total,
        "capped": capped,
        "next": shown[-1].code if after else "",
    }
    return page(request, "secretariat/organisations/pairs.html", context)


def _sides(pair, hanging):
    """(body, where it is shown, what hangs on it, letters in disguise) for both."""
    return [
        (body, address_of_body(body), hanging[body.pk], letters_in_disguise(body.name))
        for body in (pair.one, pair.other)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPERS)
def twin(request, code):
    """The other entry of this body, looked for by name or code; then both stand side by side."""
    body = get_object_or_404(bodies_kept_by(request.viewer), code=code)
    kept = bodies_kept_by(request.viewer).filter(kind=body.kind)
    words, refusal = " ".join(request.GET.get("cari", "").split())[:100], ""
    if request.method == "POST":
        other = get_object_or_404(kept, code=request.POST.get("twin", ""))
        try:
            found = propose_pair(body=body, twin=other, by=request.user, at=now())
        except ActionDenied as denied:
            refusal = str(denied)
        else:
            return redirect("pair-detail", found.code)
    others = kept.exclude(pk=body.pk)
    rows = list((others.filter(code=words.upper()) or containing(others, "words_key", words))[:FOUND]) if words else []
    context = {"body": body, "back": address_of_body(body), "words": words, "rows": rows, "refusal": refusal}
    return page(request, "secretariat/organisations/twin.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPERS)
def pair(request, code):
    """One pair in full, and the merge, which cannot be taken back."""
    found = get_object_or_404(pairs_open(request.viewer).select_related("one__industry", "other__industry"), code=code)
    form = MergeForm(request.POST or None, found)
    if form.is_valid():
        keep, away = found.one, found.other
        if form.cleaned_data["keep"] == found.other.code:
            keep, away = away, keep
        try:
            merge_organisations(keep=keep, away=away, by=request.user, at=now())
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("%(away)s is now part of %(keep)s.") % {"away": away, "keep": keep})
            return redirect("pair-list")
    context = {
        "pair": found,
        "reason": PairReason(found.reason),
        "form": form,
        "sides": [(*side, names_of(side[0])) for side in _sides(found, hanging_on([found.one, found.other]))],
        "obstacles": obstacles(found.one, found.other),
    }
    status = 422 if request.method == "POST" else 200
    return page(request, "secretariat/organisations/pair.html", context, status=status)


@require_POST
@for_roles(*KEEPERS)
def apart(request, code):
    """Two bodies. Never asked again."""
    found = get_object_or_404(pairs_open(request.viewer), code=code)
    try:
        keep_apart(pair=found, by=request.user, at=now())
    except ActionDenied as denied:
        messages.error(request, str(denied))
    else:
        messages.success(request, _("Noted: two bodies. You will not be asked again."))
    return redirect("pair-list")
