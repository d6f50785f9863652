"""Invitations to work as their two sides keep them: the graduate answers, the company decides. By link or account."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from padan.base.clock import JAKARTA, now, today
from padan.base.errors import ActionDenied
from padan.base.whatsapp import whatsapp_link
from padan.matching.actions.consents import consent_again, take_consent_back
from padan.matching.actions.invitations import (
    Result,
    answer_invitation,
    note_attendance,
    offer_many,
    say_late,
    set_interviews,
    take_back,
    turn_down,
)
from padan.matching.notices import hour_of
from padan.matching.queries.invitations import (
    NEXT_SHOWN,
    by_state,
    by_turn,
    consented,
    counts_for,
    fit_of,
    next_in_line,
    of_opening,
)
from padan.matching.shortlists import first_of
from padan.matching.states import (
    CONSENT_NOW,
    CONSENT_WORDS,
    HERS,
    OVER,
    THEIRS,
    WAITS_FOR_COMPANY,
    WAITS_FOR_HER,
    Attendance,
    InvitationState,
    WhyNot,
)
from padan.openings.deadlines import zone_of_work
from padan.openings.states import OpeningState
from padan.placements.actions import accept_invitation, begin_work, step_back
from padan.placements.queries import hired_and_stayed, working_among
from padan.web.centre.openings import place_of
from padan.web.forms import DayField
from padan.web.pages import number_of_page, page
from padan.web.templatetags.padan import angka, rupiah
from padan.web.tones import tone_of

SHOWN = 100  # talks a page
ENDS = ("unsuitable", "take_back", "no_begin")
MOST_TOLD = 30  # refusals told by name after an act over many
HOUR = ("%H:%M", "%H.%M")


def _reasons(some):
    return [("", _("Choose")), *((str(one), one.label) for one in some)]


class NoForm(forms.Form):
    """A no of hers. The reason helps, and may stay empty."""

    why_not = forms.ChoiceField(label=_("Why?"), required=False, choices=_reasons(HERS))
    words = forms.CharField(label=_("In your own words"), required=False, max_length=300)


class NoToldForm(NoForm):
    """A no of hers that she told an officer."""

    words = forms.CharField(label=_("In her words"), required=False, max_length=300)


class InterviewForm(forms.Form):
    """Day, hour and place; the hour is that of the place of work."""

    held_on = DayField(label=_("Day of the interview"))
    hour = forms.TimeField(input_formats=HOUR, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    place = forms.CharField(label=_("Place"), max_length=200)

    def __init__(self, *args, opening, **more):
        super().__init__(*args, **more)
        name, self.zone = zone_of_work(opening)
        self.fields["hour"].label = gettext("Hour (%(zone)s)") % {"zone": name}

    @property
    def told(self):
        """What the act takes."""
        told = self.cleaned_data
        return {"interview_at": datetime.combine(told["held_on"], told["hour"], self.zone), "place": told["place"]}


class EndForm(forms.Form):
    why_not = forms.ChoiceField(label=_("Reason"), choices=_reasons(THEIRS))
    words = forms.CharField(label=_("More about it"), required=False, max_length=300)


class FirstDayForm(forms.Form):
    started_on = DayField(label=_("First day"))


def answer_page(request, invitation, *, by, template_base):
    """Her page: what the job is, how it fits, what the company will see, and two big buttons. GET changes nothing."""
    no = NoForm(request.POST or None)
    refusal = ""
    if request.method == "POST":
        no.is_valid()
        try:
            said = _answered(request.POST.get("do"), invitation, by, no.cleaned_data)
        except ActionDenied as denied:
            refusal = str(denied)
        else:
            messages.success(request, said)
            return redirect(request.path)
    opening, graduate, day = invitation.opening, invitation.graduate, today()
    state = InvitationState(invitation.state)
    held, asked, lacks = fit_of(opening, [graduate])[graduate.pk]
    open_still = opening.state == OpeningState.OPEN
    context = {
        "base": template_base,
        "one": invitation,
        "opening": opening,
        "state": state,
        "state_tone": tone_of(state),
        "refusal": refusal,
        "place": place_of(opening),
        "wage": wage_of(opening),
        "held": held,
        "asked": asked,
        "lacks": lacks,
        "full": opening.seats_taken >= opening.seats,
        "may_answer": open_still and state in WAITS_FOR_HER and day <= invitation.answer_by,
        "may_change": open_still and state == InvitationState.DECLINED and day <= invitation.answer_by,
        "may_leave": state in WAITS_FOR_COMPANY,
        "too_late": state == InvitationState.LAPSED or (state in WAITS_FOR_HER and day > invitation.answer_by),
        "closed": not open_still and state in WAITS_FOR_HER,
        "offered": state == InvitationState.OFFERED,
        "interview": hour_of(invitation) if invitation.interview_at else "",
        "why_not": WhyNot(invitation.why_not).label if invitation.why_not else "",
        "shown": bool(consented(opening, [graduate])),
        "running": state not in OVER,
        "consent_words": CONSENT_WORDS[CONSENT_NOW],
        "no": no,
    }
    return page(request, "graduate/invitation.html", context, status=422 if refusal else 200)


def _answered(do, invitation, by, no):
    shared = {"invitation": invitation, "by": by, "at": now()}
    if do == "yes":
        answer_invitation(yes=True, today=today(), **shared)
        return gettext("Thank you. The company hears that you are interested.")
    if do == "no":
        answer_invitation(yes=False, today=today(), **no, **shared)
        return gettext("Noted: no. The company no longer sees your name.")
    if do == "accept":
        accept_invitation(today=today(), **shared)
        return gettext("The seat is yours. The company tells you the first day.")
    if do == "leave":
        step_back(hers=True, **no, **shared)
        return gettext("Noted: you do not begin. The seat is free for another.")
    if do == "late":
        say_late(**shared)
        return gettext("Your centre knows now that you still want it.")
    if do == "name_off":
        take_consent_back(**shared)
        return gettext("The company sees your code only, from now on.")
    if do == "name_on":
        consent_again(**shared)
        return gettext("The company sees your name and phone number.")
    raise ActionDenied(gettext("Choose one of the answers."))


def wage_of(opening):
    """The wage as it is told to her, or that nothing is said."""
    if opening.wage_from_idr and opening.wage_to_idr and opening.wage_to_idr != opening.wage_from_idr:
        return gettext("%(low)s to %(high)s a month") % {
            "low": rupiah(opening.wage_from_idr),
            "high": rupiah(opening.wage_to_idr),
        }
    if found := opening.wage_from_idr or opening.wage_to_idr:
        return gettext("%(wage)s a month") % {"wage": rupiah(found)}
    return ""


def candidates_page(request, opening, *, by, template_base, rows=None, more=None):
    """The talks about one opening, by state: whom a word is wanted about, who must answer, who begins, what ended.

    ``rows`` narrows them to those the viewer may see; the company (None) sees all, by code until consent.
    """
    rows = of_opening(opening) if rows is None else rows
    do = request.POST.get("do", "")
    forms_ = {
        "interview": InterviewForm(request.POST if do == "interview" else None, opening=opening),
        "end": EndForm(request.POST if do in ENDS else None),
    }
    refusal = ""
    if request.method == "POST":
        refusal = _decided(request, rows, by, forms_)
        if not refusal:
            return redirect(request.get_full_path())
    states = by_state(rows)
    total = sum(states.values())
    number = number_of_page(request, most=max(1, -(-total // SHOWN)))
    found = list(by_turn(rows)[(number - 1) * SHOWN : number * SHOWN])
    named = consented(opening, [row.graduate_id for row in found])
    fits = fit_of(opening, [row.graduate for row in found])
    talks = [_talk(row, named, fits, staff=more is not None) for row in found]
    counts = counts_for([opening]).get(opening.pk)
    hired, stayed = hired_and_stayed([opening], today=today()).get(opening.pk, (0, 0))
    free = opening.seats - opening.seats_taken
    context = {
        "base": template_base,
        "opening": opening,
        "place": place_of(opening),
        "wage": wage_of(opening),
        "free": max(free, 0),
        "open": opening.state == OpeningState.OPEN,
        "shown": len(found),
        "total": total if total > SHOWN else 0,
        "previous": f"{request.path}?page={number - 1}" if number > 1 else "",
        "more": f"{request.path}?page={number + 1}" if number * SHOWN < total else "",
        "n_wanted": sum(states.get(state, 0) for state in WAITS_FOR_COMPANY),
        "wanted": [talk for talk in talks if talk["state"] in WAITS_FOR_COMPANY],
        "offered": [talk for talk in talks if talk["state"] == InvitationState.OFFERED],
        "accepted": [talk for talk in talks if talk["state"] == InvitationState.ACCEPTED],
        "invited": [talk for talk in talks if talk["state"] == InvitationState.INVITED],
        "begun": [talk for talk in talks if talk["state"] == InvitationState.STARTED],
        "over": [talk for talk in talks if talk["state"] in OVER],
        "steps": _steps(opening, counts, hired, stayed),
        "reasons": counts.reasons if counts else {},
        "next": next_for(opening) if free > 0 and opening.state == OpeningState.OPEN else [],
        "refusal": refusal,
        "interview": forms_["interview"],
        "end": forms_["end"],
        "today_iso": today().isoformat(),
        "staff": more is not None,
        **(more or {}),
    }
    return page(request, "industry/candidates.html", context, status=422 if refusal else 200)


def next_for(opening):
    """Who comes next when a seat is free, (graduate, why she is next): the line, else who fits best and was not asked.

    Whoever works by now is left out.
    """
    line = [(graduate, why) for graduate, _row, why in next_in_line(opening)]
    line = line or [(graduate, _("fits best, not asked yet")) for graduate in first_of(opening, most=NEXT_SHOWN)]
    busy = working_among([graduate for graduate, _why in line]) if line else ()
    return [(graduate, why) for graduate, why in line if graduate.pk not in busy]


def _steps(opening, counts, hired, stayed):
    """Asked, invited, interested, came, offered, hired, stayed: (number, word, what to know of it).

    Who was placed without having been asked here stands in the last two alone; it says how many they are.
    """
    numbers = (counts.invited, counts.interested, counts.came, counts.offered) if counts else (0, 0, 0, 0)
    words = (_("Seats"), _("Invited"), _("Interested"), _("Came"), _("Offered"), _("Hired"), _("Stayed"))
    unasked = hired - (counts.started if counts else 0)
    notes = {5: _("%(n)s of them without an invitation") % {"n": angka(unasked)}} if unasked > 0 else {}
    steps = zip((opening.seats, *numbers, hired, stayed), words, strict=True)
    return [(angka(number), word, notes.get(place, "")) for place, (number, word) in enumerate(steps)]


def _talk(row, named, fits, *, staff):
    """One candidate as a line: by name once she agreed (her centre knows her anyway)."""
    state, person = InvitationState(row.state), row.graduate.person
    shown = row.graduate_id in named
    held, asked, lacks = fits[row.graduate_id]
    return {
        "code": row.code,
        "who": (person.name if shown or staff else "") or row.graduate.code,
        "graduate": row.graduate.code,
        "phone": person.phone if shown or staff else "",
        "whatsapp": whatsapp_link("", person.phone) if person.phone and (shown or staff) else "",
        "shown": shown,
        "state": state,
        "tone": tone_of(state),
        "held": held,
        "asked": asked,
        "lacks": lacks,
        "programme": row.graduate.batch.programme.name,
        "interview": hour_of(row) if row.interview_at else "",
        "place": row.interview_place,
        "interview_over": bool(row.interview_at) and row.interview_at.astimezone(JAKARTA).date() <= today(),
        "attendance": Attendance(row.attendance).label if row.attendance else "",
        "answer_by": row.answer_by,
        "why_not": WhyNot(row.why_not).label if row.why_not else "",
        "words": row.words,
        "late": row.late_at is not None and state in (InvitationState.LAPSED, *WAITS_FOR_HER),
        "offered_on": row.offered_on,
    }


def _decided(request, rows, by, forms_):
    """Do what was tapped for one, or chosen for many; what came of it is told by name. Returns a refusal, or ""."""
    do, _colon, one = request.POST.get("tap", "").partition(":")
    codes = [one] if one else request.POST.getlist("who")
    do = do or request.POST.get("do", "")
    chosen = list(rows.filter(code__in=codes))
    try:
        results, said = _act(do, chosen, request, by, forms_)
    except ActionDenied as denied:
        return str(denied)
    done = sum(result.done for result in results)
    if done:
        messages.success(request, ngettext("%(n)s person: %(said)s.", "%(n)s people: %(said)s.", done) % {
            "n": angka(done), "said": said})  # fmt: skip
    for result in [result for result in results if not result.done][:MOST_TOLD]:
        messages.error(request, f"{result.graduate.code}: {result.refusal}")
    return ""


def _act(do, chosen, request, by, forms_):
    shared = {"invitations": chosen, "by": by, "at": now()}
    if do == "interview":
        form = forms_["interview"]
        if not form.is_valid():
            raise ActionDenied(gettext("Write day, hour and place of the interview."))
        return set_interviews(today=today(), **form.told, **shared), gettext("interview set")
    if do in Attendance.values:
        found = note_attendance(attendance=do, today=today(), **shared)
        return found, Attendance(do).label.lower()
    if do == "offer":
        return offer_many(today=today(), **shared), gettext("offered")
    if do in ("unsuitable", "take_back"):
        form = forms_["end"]
        if not form.is_valid():
            raise ActionDenied(gettext("Choose the reason first."))
        act = turn_down if do == "unsuitable" else take_back
        return act(**form.cleaned_data, **shared), gettext("told that it is a no")
    if do in ("begin", "no_begin"):
        return _one_by_one(do, chosen, request, by, forms_["end"])
    raise ActionDenied(gettext("Choose what to do."))


def _one_by_one(do, chosen, request, by, end):
    """First days and their failing are acts on a single placement each."""
    results = []
    started_on = today()
    if do == "begin" and request.POST.get("started_on"):
        first = FirstDayForm(request.POST)
        if not first.is_valid():
            raise ActionDenied(" ".join(first.errors["started_on"]))
        started_on = first.cleaned_data["started_on"]
    if do == "no_begin" and not end.is_valid():
        raise ActionDenied(gettext("Choose the reason first."))
    for row in chosen:
        try:
            if do == "begin":
                begin_work(invitation=row, started_on=started_on, by=by, at=now(), today=today())
            else:
                step_back(invitation=row, hers=False, by=by, at=now(), **end.cleaned_data)
        except ActionDenied as denied:
            results.append(Result(row.graduate, row, str(denied)))
        else:
            results.append(Result(row.graduate, row))
    if not results:
        raise ActionDenied(gettext("Choose at least one person."))
    return results, gettext("first day confirmed") if do == "begin" else gettext("noted: does not begin")
