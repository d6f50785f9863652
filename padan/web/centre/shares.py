"""Share links of a centre: made for a receiver abroad, looked at, revoked; who was shown what."""

from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import JAKARTA, business_now, now, today
from padan.base.whatsapp import whatsapp_link
from padan.organisations.queries import centres_kept_by
from padan.overseas.actions.papers import papers_link
from padan.overseas.actions.sharing import LONGEST, make_share, revoke_share, share_again
from padan.overseas.queries.candidates import candidates_of
from padan.overseas.queries.sharing import consents_to, names_of_kinds, shares_of, views_of
from padan.overseas.states import CandidateState, ConsentState, Document, ShareState
from padan.training.permissions import may_keep_centre, may_see_names
from padan.web.acting import done, tried
from padan.web.audience import for_roles
from padan.web.centre.candidate_papers import KEEPS, LAST, READS
from padan.web.centre.candidates import TABS
from padan.web.forms import DayField
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Filter, Listing, of_code
from padan.web.pages import page
from padan.web.tones import tone_of

USUAL = (Document.PASSPORT, Document.LANGUAGE, Document.SKILLS)
LASTS, LAST_SECOND = timedelta(days=14), time(23, 59, 59)
SHOWN = 60  # candidates to tick; others are named by their codes


def _state(share):
    return share.state(business_now())


def _in_state(rows, value):
    if value == ShareState.REVOKED:
        return rows.filter(revoked_at__isnull=False)
    over = {"expires_at__lte" if value == ShareState.EXPIRED else "expires_at__gt": business_now()}
    return rows.filter(revoked_at=None, **over)


SHARES = Listing(
    name="share",
    title=_("Share links"),
    lead=_("What receivers abroad were shown: by whom, until when, and how often it was opened."),
    tabs=TABS,
    rows=shares_of,
    order=order_of("-pk"),
    filters=(
        Filter(
            "state",
            forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *ShareState.choices]),
            _in_state,
        ),
        of_code("candidate", _("Candidate code"), "consents__candidate__code"),
    ),
    columns=(
        Column(
            "code",
            pgettext_lazy("share link", "Link"),
            lambda share: share.code,
            kind="code",
            href=lambda share: reverse("share-detail", args=[share.code]),
        ),
        Column("receiver", pgettext_lazy("share link", "Receiver"), lambda share: share.receiver),
        Column("state", _("State"), _state, kind="status"),
        Column("agreed", pgettext_lazy("consent", "Agreed"), lambda share: share.agreed, kind="number"),
        Column("asked", pgettext_lazy("share link", "Asked"), lambda share: share.asked, kind="number"),
        Column("expires_at", _("Valid until"), lambda share: share.expires_at, kind="time"),
        Column("opened_at", _("Last opened"), lambda share: share.opened_at, kind="time"),
        Column("centre", _("Training centre"), lambda share: share.centre.name, shown=False),
    ),
    empty=Empty(
        _("No share links yet"),
        _("Choose candidates and papers, name the receiver; each candidate agrees before anything is shown."),
        _("Make a share link"),
        "share-new",
        lambda viewer: viewer.has(*KEEPS),
    ),
    begins=True,
)


class ShareForm(forms.Form):
    """Who receives what, of whom, until when."""

    receiver = forms.CharField(
        label=_("Who receives it?"),
        max_length=150,
        help_text=_("Company or body, in Japanese or Latin letters. It stands on every page that is shown."),
    )
    candidates = forms.MultipleChoiceField(
        label=_("Which candidates?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    codes = forms.CharField(
        label=_("Other candidates, by code"),
        required=False,
        max_length=1000,
        help_text=_("The farthest on their way stand above. Codes of others, with a space between."),
        widget=forms.TextInput({"autocapitalize": "characters", "autocomplete": "off"}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Which papers?"), choices=Document.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    with_cv = forms.BooleanField(label=_("The Japanese CV too"), required=False)
    until = DayField(label=_("Until when?"), help_text=_("The whole day, in Jakarta time. At most 90 days."))
    passphrase = forms.CharField(
        label=_("Passphrase"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("At least 8 signs. Tell it by another way than the link. Empty: none is asked for."),
    )

    def __init__(self, *args, candidates, named, **more):
        super().__init__(*args, **more)
        self.rows = candidates
        shown = list(candidates[: SHOWN + 1])
        if len(shown) <= SHOWN:
            del self.fields["codes"]
        self.fields["candidates"].choices = [
            (one.code, f"{(named and one.person.name) or one.code} · {one.stage.name}") for one in shown[:SHOWN]
        ]

    def clean(self):
        told = super().clean()
        codes = {*told.get("candidates", ()), *told.pop("codes", "").upper().replace(",", " ").split()}
        found = list(self.rows.filter(code__in=codes))
        if missing := sorted(codes - {one.code for one in found}):
            self.add_error(
                "codes" if "codes" in self.fields else None,
                _("Not on the route at this centre: %(codes)s") % {"codes": ", ".join(missing)},
            )
        return told | {"candidates": found}

    def told(self, at):
        """What the act takes: the chosen day is the last one, whole, or as much of it as the longest time leaves."""
        told = dict(self.cleaned_data)
        until, longest = told.pop("until"), (at + LONGEST).astimezone(JAKARTA)
        end = longest if until == longest.date() else datetime.combine(until, LAST_SECOND, tzinfo=JAKARTA)
        return told | {"expires_at": end}


@require_safe
@for_roles(*READS)
def shares(request):
    return SHARES.page(request)


@require_POST
@for_roles(*READS)
def export_shares(request):
    return SHARES.export(request)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def new_share(request):
    """Choose candidates and papers, name the receiver; the link is shown once."""
    centres = centres_kept_by(request.viewer)
    wanted = request.GET.get("centre", "")
    centre = centres.filter(code=wanted).first() if wanted else (centres[0] if len(centres[:2]) == 1 else None)
    if centre is None:
        return page(request, "overseas/shares/centre.html", {"centres": list(centres[:100])})
    rows = candidates_of(request.viewer).filter(centre=centre, state=CandidateState.ON_ROUTE)
    rows = rows.order_by("-stage__position", "stage_since", "pk")
    named = may_see_names(request.viewer)
    usual = {"kinds": list(USUAL), "with_cv": True, "until": today() + LASTS}
    chosen = usual | {"candidates": [request.GET.get("calon", "")], "codes": request.GET.get("calon", "")}
    form = ShareForm(request.POST or None, candidates=rows, named=named, initial=chosen)
    if form.is_valid():
        at = business_now()
        made = done(form, make_share, centre=centre, by=request.user, at=at, linked_at=now(), **form.told(at))
        if made:
            return _page(request, _found(request, made[0].code), address=made[1])
    context = {"centre": centre, "form": form, "there": rows.exists()}
    return page(request, "overseas/shares/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READS)
def share(request, code):
    """One link: who agreed, what is shown, every look; asking again, revoking."""
    found = _found(request, code)
    if request.method != "POST":
        return _page(request, found)
    if not may_keep_centre(request.viewer, found.centre):
        raise Http404
    do, said = request.POST.get("do"), {"by": request.user, "at": business_now()}
    if do == "again":
        address = tried(request, "", share_again, share=found, linked_at=now(), **said)
        return _page(request, found, address=address) if address else redirect("share-detail", code)
    if do == "revoke":
        tried(request, gettext("Revoked. Whoever opens it from now on is told so."), revoke_share, share=found, **said)
        return redirect("share-detail", code)
    if do == "ask":
        consent = get_object_or_404(consents_to(found), candidate__code=request.POST.get("candidate", ""))
        return _page(request, found, letter=_letter(found, consent.candidate, request.user))
    raise BadRequest


def _found(request, code):
    return get_object_or_404(shares_of(request.viewer), code=code)


def _letter(found, candidate, by):
    """The words that ask a candidate to agree, with her own link."""
    address = papers_link(candidate=candidate, by=by, at=now())
    words = gettext(
        "%(name)s, %(receiver)s would like to see your papers for work in Japan. Look at what would be shown, then "
        "agree or not: %(link)s\n\nNothing is shown before you agree, and you can take it back. %(centre)s"
    )
    text = words % {
        "name": candidate.person.name or candidate.code,
        "receiver": found.receiver,
        "link": address,
        "centre": found.centre.name,
    }
    return {"text": text, "whatsapp": whatsapp_link(text, candidate.person.phone)}


def _page(request, found, *, address="", letter=None, status=200):
    state, names = _state(found), names_of_kinds(found)
    rows = [(one, ConsentState(one.state), tone_of(ConsentState(one.state))) for one in consents_to(found)]
    context = {
        "share": found,
        "state": state,
        "tone": tone_of(state),
        "open": state == ShareState.OPEN,
        "named": may_see_names(request.viewer),
        "keeps": may_keep_centre(request.viewer, found.centre),
        "kinds": [
            names[kind].called if kind in names else dict(Document.choices).get(kind, kind) for kind in found.kinds
        ],
        "made_at": min((one.asked_at for one, _state, _tone in rows), default=found.created_at),
        "rows": rows,
        "waiting": sum(state == ConsentState.ASKED for _one, state, _tone in rows),
        "views": views_of(found)[:LAST],
        "address": address,
        "letter": letter,
    }
    return page(request, "overseas/shares/detail.html", context, status=status)
