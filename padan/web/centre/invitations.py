"""Asking graduates for an opening: the list, one invitation, the talks of an opening, and the messages to send."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now, today
from padan.base.whatsapp import whatsapp_link
from padan.graduates.queries import graduates_of
from padan.matching.actions.deadlines import note_warned
from padan.matching.actions.invitations import (
    ANSWERED_WITHIN,
    MOST_AT_ONCE,
    answer_invitation,
    company_link,
    invite_many,
    link_for,
    send_links,
)
from padan.matching.notices import hour_of, words_for
from padan.matching.permissions import may_answer, may_link_company
from padan.matching.queries.invitations import (
    consented,
    fit_of,
    invitations_to_work,
    must_be_called,
    of_opening,
)
from padan.matching.states import WAITS_FOR_HER, Attendance, InvitationState, WhyNot
from padan.openings.queries import openings_of
from padan.openings.states import OpeningState
from padan.organisations.queries import first_contacts
from padan.people.queries import links_to, messages_about
from padan.placements.actions import accept_invitation
from padan.trail.queries import entries_of
from padan.training.permissions import may_see_names
from padan.web.acting import done, tried
from padan.web.audience import FORUM, R, for_roles
from padan.web.forms import DayField
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Filter, Listing, choice, day, of_code
from padan.web.pages import page
from padan.web.talks import MOST_TOLD, NoToldForm, candidates_page
from padan.web.templatetags.padan import angka
from padan.web.tones import tone_of
from padan.web.wording import told

ASKS = (R.SECRETARIAT, R.CENTRE_OFFICER)
READS = (*FORUM, R.CENTRE_OFFICER, R.AUDITOR)
FOUND = 30


INVITATIONS = Listing(
    name="job-invitation",
    title=_("Invitations to work"),
    lead=_("Who was asked for which opening, what was answered, and what waits."),
    rows=invitations_to_work,
    order=order_of("-pk"),
    filters=(
        choice("state", _("State"), InvitationState.choices, "state"),
        Filter(
            "late",
            forms.ChoiceField(
                label=_("After the deadline"),
                required=False,
                choices=[("", _("All")), ("yes", _("Still wants it"))],
            ),
            lambda rows, value: rows.filter(late_at__isnull=False, state__in=[*WAITS_FOR_HER, InvitationState.LAPSED]),
        ),
        day("to", _("Answer until"), "answer_by__lte"),
        of_code("opening", _("Opening code"), "opening__code"),
        of_code("graduate", _("Graduate code"), "graduate__code"),
    ),
    personal=True,
    columns=(
        Column(
            "graduate",
            _("Graduate"),
            lambda one: one.graduate.code,
            kind="code",
            href=lambda one: reverse("job-invitation-detail", args=[one.code]),
        ),
        Column("name", _("Name"), lambda one: one.graduate.person.name, open_to=may_see_names),
        Column("state", _("State"), lambda one: InvitationState(one.state), kind="state"),
        Column(
            "opening",
            _("Opening"),
            lambda one: one.opening.title,
            under=lambda one: one.opening.company and one.opening.company.name,
        ),
        Column("answer_by", _("Answer until"), lambda one: one.answer_by, kind="date", sort="answer_by"),
        Column("attendance", _("Interview"), lambda one: one.attendance and Attendance(one.attendance), phone=False),
        Column("why_not", _("Reason"), lambda one: one.why_not and WhyNot(one.why_not), phone=False),
        Column("phone", _("Phone"), lambda one: one.graduate.person.phone, shown=False, open_to=may_see_names),
        Column("code", _("Code"), lambda one: one.code, kind="code", shown=False),
    ),
    empty=Empty(
        _("Nobody was asked yet"),
        _("Open an opening and ask graduates for it; each answers by her own link."),
        _("Openings"),
        "opening-list",
    ),
)


class InviteForm(forms.Form):
    """Graduates by their codes, as a list or from a shortlist."""

    graduates = forms.CharField(
        label=_("Codes of graduates, in the order of the line"),
        widget=forms.Textarea({"rows": 6}),
        help_text=_("One a line or with commas, such as LLS-7K3MQ9TX4B."),
    )
    answer_by = DayField(label=_("Answer until"))

    def codes(self):
        """Each code once, in the order given."""
        return list(dict.fromkeys(self.cleaned_data["graduates"].upper().replace(",", " ").split()))


@require_safe
@for_roles(*READS)
def invitations(request):
    return INVITATIONS.page(request)


@require_POST
@for_roles(*READS)
def export_invitations(request):
    return INVITATIONS.export(request)


def _invitation_page(request, found, no=None, refusal="", status=200):
    state = InvitationState(found.state)
    held, asked, lacks = fit_of(found.opening, [found.graduate])[found.graduate_id]
    context = {
        "one": found,
        "opening": found.opening,
        "state": state,
        "tone": tone_of(state),
        "who": found.graduate.person.name if may_see_names(request.viewer) else "",
        "phone": found.graduate.person.phone if may_see_names(request.viewer) else "",
        "held": held,
        "asked": asked,
        "lacks": lacks,
        "shown": bool(consented(found.opening, [found.graduate])),
        "interview": hour_of(found) if found.interview_at else "",
        "attendance": found.attendance and Attendance(found.attendance).label,
        "why_not": found.why_not and WhyNot(found.why_not).label,
        "may_keep": may_answer(request.viewer, found),
        "must_call": must_be_called(found, today()),
        "no": no or NoToldForm(),
        "refusal": refusal,
        "links": links_to(found)[:FOUND],
        "mails": messages_about(found)[:FOUND],
        "trail": told(entries_of(found)),
    }
    return page(request, "centre/invitations/detail.html", context, status=status)


@require_safe
@for_roles(*READS)
def invitation(request, code):
    """One invitation: what was asked, answered and sent, and what to do next."""
    return _invitation_page(request, get_object_or_404(invitations_to_work(request.viewer), code=code))


def _kept(request, code):
    """An invitation that the viewer keeps."""
    found = get_object_or_404(invitations_to_work(request.viewer), code=code)
    if not may_answer(request.viewer, found):
        raise Http404
    return found


@require_POST
@for_roles(*ASKS)
def act_on_invitation(request, code):
    """Note what was said by phone: her yes, her no, that she accepts, or that she knows when her time ends."""
    found, do = _kept(request, code), request.POST.get("do")
    form = NoToldForm(request.POST)
    shared = {"invitation": found, "by": request.user, "at": now(), "today": today()}
    if not form.is_valid():
        return _invitation_page(request, found, form, status=422)
    if do == "yes":
        acted = done(form, answer_invitation, yes=True, **shared)
    elif do == "no":
        acted = done(form, answer_invitation, yes=False, **form.cleaned_data, **shared)
    elif do == "accept":
        acted = done(form, accept_invitation, **shared)
    elif do == "warned":
        acted = done(form, note_warned, invitation=found, by=request.user, at=now())
    else:
        raise Http404
    if acted is None:
        return _invitation_page(request, found, form, status=422)
    messages.success(request, gettext("Noted: she knows.") if do == "warned" else gettext("Her answer is noted."))
    return redirect("job-invitation-detail", code)


@require_POST
@for_roles(*ASKS)
def message(request, code):
    """The words for WhatsApp with a fresh link, to be sent by hand."""
    found = _kept(request, code)
    address = tried(request, "", link_for, invitation=found, by=request.user, at=now(), today=today())
    if address is None:
        return redirect("job-invitation-detail", code)
    return _sent_page(request, found.opening, [(found, address)])


def _sent_page(request, opening, sent, results=()):
    """The messages, each with its own link, told this once."""
    names = may_see_names(request.viewer)
    lines = []
    for one, address in sent:
        person, text = one.graduate.person, words_for(one, address)
        lines.append(
            {
                "who": (person.name if names else "") or one.graduate.code,
                "phone": person.phone,
                "mailed": bool(person.email),
                "text": text,
                "whatsapp": whatsapp_link(text, person.phone),
            }
        )
    refused = [result for result in results if not result.done]
    context = {"opening": opening, "lines": lines, "refused": refused[:MOST_TOLD], "n_refused": len(refused)}
    return page(request, "centre/invitations/sent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ASKS)
def talks(request, code):
    """The talks about one opening, with every act that serves many people at once."""
    opening = get_object_or_404(openings_of(request.viewer), code=code)
    mine = invitations_to_work(request.viewer).filter(opening=opening).order_by("pk").values("pk")
    more = {
        "may_link": may_link_company(request.viewer, opening),
        "asks": opening.state == OpeningState.OPEN,
        "silent": invitations_to_work(request.viewer).filter(opening=opening, state__in=WAITS_FOR_HER).count(),
    }
    return candidates_page(
        request,
        opening,
        by=request.user,
        template_base="base.html",
        rows=of_opening(opening).filter(pk__in=mine),
        more=more,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ASKS)
def invite(request, code):
    """Ask graduates for this opening: their links and messages come at once, each refusal by name."""
    opening = get_object_or_404(openings_of(request.viewer), code=code)
    before = {"answer_by": today() + ANSWERED_WITHIN, "graduates": request.GET.get("lulusan", "").replace(",", "\n")}
    form = InviteForm(request.POST or None, initial=before)
    if form.is_valid():
        codes = form.codes()[: MOST_AT_ONCE + 1]
        found = {one.code: one for one in graduates_of(request.viewer).filter(code__in=codes)}
        unknown = [one for one in codes if one not in found]
        if unknown:
            said = gettext("No graduate of yours has this code: %(codes)s.") % {"codes": ", ".join(unknown[:MOST_TOLD])}
            form.add_error("graduates", said)
        else:
            results = done(
                form, invite_many, opening=opening, graduates=[found[one] for one in codes], by=request.user,
                at=now(), today=today(), answer_by=form.cleaned_data["answer_by"],
            )  # fmt: skip
            if results is not None:
                asked = [result.invitation for result in results if result.done]
                return _sent_page(request, opening, _links(request, asked), results)
    context = {"form": form, "opening": opening}
    return page(request, "centre/invitations/invite.html", context, status=422 if request.method == "POST" else 200)


def _links(request, rows):
    """(invitation, address) of those to whom a message may go now."""
    addresses = send_links(invitations=rows, by=request.user, at=now(), today=today()) if rows else {}
    return [(row, addresses[row.code]) for row in rows if row.code in addresses]


@require_POST
@for_roles(*ASKS)
def remind(request, code):
    """Write again to everybody of this opening who has not answered, nobody twice within two days."""
    opening = get_object_or_404(openings_of(request.viewer), code=code)
    rows = [
        row
        for row in invitations_to_work(request.viewer).filter(opening=opening, state__in=WAITS_FOR_HER)[:MOST_AT_ONCE]
        if may_answer(request.viewer, row)
    ]
    sent = _links(request, rows)
    if sent:
        return _sent_page(request, opening, sent)
    messages.info(
        request,
        ngettext(
            "Nobody was written to: %(n)s person had a message within the last two days.",
            "Nobody was written to: %(n)s people had a message within the last two days.",
            len(rows),
        )
        % {"n": angka(len(rows))},
    )
    return redirect("opening-talks", code)


@require_POST
@for_roles(*ASKS)
def candidates_link(request, code):
    """The link by which the company keeps its candidates, with the words to send it."""
    opening = get_object_or_404(openings_of(request.viewer), code=code)
    address = tried(request, "", company_link, opening=opening, by=request.user, at=now())
    if address is None:
        return redirect("opening-talks", code)
    contact = first_contacts([opening.company_id]).get(opening.company_id) if opening.company_id else None
    text = gettext("Your candidates for %(job)s, by code until they agree. One tap each: %(address)s") % {
        "job": opening.title,
        "address": address,
    }
    phone = opening.reply_phone or (contact.phone if contact else "")
    who = opening.written_by or (contact.name if contact else "") or company_name(opening)
    line = {"who": who, "phone": phone, "mailed": False, "text": text, "whatsapp": whatsapp_link(text, phone)}
    return page(request, "centre/invitations/sent.html", {"opening": opening, "lines": [line], "refused": []})


def company_name(opening):
    """The company's name, or the opening's title where none is known."""
    return opening.company.name if opening.company else opening.title
