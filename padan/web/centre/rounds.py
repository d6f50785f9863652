"""Rounds: one that is opened with its lot sealed, two results side by side, the one that is kept, and its proof."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now, today
from padan.base.errors import ActionDenied
from padan.graduates.queries import graduates_of
from padan.matching.actions.invitations import MOST_AT_ONCE, invite_many
from padan.matching.actions.rounds import BANDS, change_round, discard_round, keep_round, open_round, start_round
from padan.matching.jobs import work_out_soon
from padan.matching.permissions import may_keep_round
from padan.matching.queries.invitations import asked_in
from padan.matching.queries.people import titles_of_codes
from padan.matching.queries.rounds import (
    changes_of,
    keepers_of,
    may_be_filled,
    may_be_filled_once,
    may_take_part,
    results_of,
    rounds_of,
    seeking_among,
    standing,
)
from padan.matching.states import AT_WORK, ROUND_FLOW, ChangeKind, Objective, RoundState, SeatReason
from padan.matching.verifying import MOST_ON_A_PAGE, verify_round
from padan.trail.queries import entries_of
from padan.training.queries.batches import batches_of
from padan.web.audience import FORUM, R, for_roles
from padan.web.keyset import Key, order_of
from padan.web.lists import Column, Empty, Listing, choice, of_code
from padan.web.pages import page
from padan.web.tones import tone_of
from padan.web.wording import told

READS_ROUNDS = (*FORUM, R.CENTRE_OFFICER, R.AUDITOR)
KEEPS_ROUNDS = (R.SECRETARIAT, R.CENTRE_OFFICER)
MOST_TOLD = 10  # refusals by name
MOST_CHOSEN = 300  # openings or classes offered one by one


def _placed(row):
    """How many the kept result gives a seat to."""
    return row.report.get(row.objective, {}).get("placed")


ROUNDS = Listing(
    name="round",
    title=_("Rounds"),
    lead=_("Many openings and many graduates at once, fairly: nobody is invited by working a round out."),
    rows=rounds_of,
    order=order_of("-pk"),
    filters=(choice("state", _("State"), RoundState.choices, "state"),),
    columns=(
        Column(
            "name",
            _("Round"),
            lambda row: row.name,
            href=lambda row: reverse("round-detail", args=[row.code]),
            under=lambda row: row.keeper.name,
        ),
        Column("state", _("State"), lambda row: RoundState(row.state), kind="state"),
        Column("graduates", _("Graduates"), lambda row: row.graduates or None, kind="number"),
        Column("openings", _("Openings"), lambda row: row.openings or None, kind="number"),
        Column("seats", _("Seats"), lambda row: row.seats or None, kind="number"),
        Column("placed", _("With a seat"), _placed, kind="number"),
        Column("committed_at", _("Opened on"), lambda row: row.committed_at, kind="date", phone=False),
        Column("keeper", _("Kept by"), lambda row: row.keeper.name, shown=False),
        Column("objective", _("Result kept"), lambda row: row.get_objective_display(), shown=False),
        Column("code", _("Code"), lambda row: row.code, kind="code", shown=False),
    ),
    empty=Empty(
        _("No rounds yet"),
        _("A round fits a job fair or the end of a class: choose who takes part, see both results, keep one."),
        _("Open a round"),
        "round-new",
        lambda viewer: viewer.has(*KEEPS_ROUNDS),
    ),
    begins=True,
)


def _lost(row):
    """Who took the seat she missed by least, and by how much."""
    if row.missed is None:
        return ""
    if not row.lost_to:
        return gettext("%(title)s: its seats were set aside for others") % {"title": row.missed.title}
    lost = {"title": row.missed.title, "code": row.lost_to, "points": f"{(row.short_by or 0) / 1000:.1f}"}
    if row.short_by and row.short_by > 0:
        return gettext("%(title)s: the last seat went to %(code)s, %(points)s points ahead") % lost
    if row.short_by == 0:
        return gettext("%(title)s: equal to %(code)s, the lot decided") % lost
    return gettext("%(title)s: it would rather have had her than %(code)s") % lost


RESULTS = Listing(
    name="round-result",
    title=_("Who got what"),
    lead=_("Every graduate of the round, with a seat or with the reason why not. Others stand here as codes."),
    rows=results_of,
    order=(Key("pk"),),
    filters=(
        of_code("round", _("Round"), "round__code"),
        choice("objective", _("Result"), Objective.choices, "objective", default=Objective.STABLE),
        choice("reason", _("Outcome"), SeatReason.choices, "reason"),
        of_code("opening", _("Opening code"), "opening__code"),
    ),
    columns=(
        Column(
            "graduate",
            _("Graduate"),
            lambda row: row.graduate.code,
            kind="code",
            under=lambda row: row.graduate.batch.name,
        ),
        Column("reason", _("Outcome"), lambda row: SeatReason(row.reason), kind="status"),
        Column(
            "opening",
            _("Opening"),
            lambda row: row.opening and row.opening.title,
            href=lambda row: reverse("opening-detail", args=[row.opening.code]),
            under=lambda row: row.opening and row.opening.company and row.opening.company.name,
        ),
        Column("score", _("Her score of it"), lambda row: row.score and (row.score + 500) // 1000, kind="number"),
        Column("rank", _("Her choice no."), lambda row: row.rank, kind="number"),
        Column("fitting", _("Openings that fit"), lambda row: row.fitting, kind="number", phone=False),
        Column("lost", _("What she missed"), _lost),
        Column("round", _("Round"), lambda row: row.round.name, shown=False),
        Column("objective", _("Result"), lambda row: Objective(row.objective).label, shown=False),
    ),
    empty=Empty(_("No results"), _("They stand here once a round was worked out.")),
    place="pk",
)


class RoundForm(forms.Form):
    """What a round takes in, and the rules of its result."""

    name = forms.CharField(label=_("Name"), max_length=200)
    batches = forms.MultipleChoiceField(
        label=_("Classes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: every class. Only graduates who say that they look for work take part."),
    )
    openings = forms.MultipleChoiceField(
        label=_("Openings"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: every one that is open when the lists are frozen."),
    )
    band = forms.TypedChoiceField(
        label=_("Which differences count"),
        choices=[
            (1, _("Every point: only equal scores go to the lot")),
            (2000, _("From 2 points: smaller differences go to the lot")),
            (5000, _("From 5 points: smaller differences go to the lot")),
        ],
        coerce=int,
        initial=1,
        widget=forms.RadioSelect,
    )
    second_chance = forms.BooleanField(
        label=_("Among equals, whoever was refused everywhere else comes first"), required=False
    )
    aside_for = forms.ChoiceField(label=_("Seats set aside for"), required=False)
    aside_seats = forms.IntegerField(
        label=_("Seats set aside in each opening"), required=False, min_value=1, max_value=1000
    )
    least_of = forms.ChoiceField(label=_("Place at least so many of"), required=False)
    least = forms.IntegerField(label=_("How many at least"), required=False, min_value=1, max_value=100_000)

    def __init__(self, *args, batches, openings, groups, **more):
        super().__init__(*args, **more)
        self.fields["batches"].choices = [(str(one.pk), f"{one.name} · {one.centre.name}") for one in batches]
        self.fields["openings"].choices = [
            (str(one.pk), f"{one.title} · {one.company.name if one.company else '–'} · {one.seats - one.seats_taken}")
            for one in openings
        ]
        for name in ("aside_for", "least_of"):
            self.fields[name].choices = [("", _("nobody in particular")), *groups]

    def clean(self):
        given = super().clean()
        for group, number in (("aside_for", "aside_seats"), ("least_of", "least")):
            if given.get(group) and not given.get(number) and number not in self.errors:
                self.add_error(number, _("Say how many."))
        return given

    def told(self):
        """As ``open_round`` wants it."""
        given = self.cleaned_data
        aside, least = (_group(given[name]) for name in ("aside_for", "least_of"))
        return {
            "name": given["name"],
            "batches": [int(pk) for pk in given["batches"]],
            "openings": [int(pk) for pk in given["openings"]] or None,
            "band": given["band"],
            "second_chance": given["second_chance"],
            "aside": {"group": aside, "seats": given["aside_seats"]} if aside else None,
            "floor": {"group": least, "least": given["least"]} if least else None,
        }


def _group(text):
    kind, _sep, number = text.partition(":")
    return [kind, int(number)] if number else None


@require_safe
@for_roles(*READS_ROUNDS)
def rounds(request):
    return ROUNDS.page(request)


@require_POST
@for_roles(*READS_ROUNDS)
def export_rounds(request):
    return ROUNDS.export(request)


@require_safe
@for_roles(*READS_ROUNDS)
def results(request):
    return RESULTS.page(request)


@require_POST
@for_roles(*READS_ROUNDS)
def export_results(request):
    return RESULTS.export(request)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS_ROUNDS)
def new_round(request):
    """Choose who takes part and by which rules; the lot is sealed with the button."""
    keepers = list(keepers_of(request.viewer))
    asked = request.GET.get("keeper", "")
    keeper = next((one for one in keepers if one.code == asked), keepers[0] if keepers else None)
    if keeper is None:
        return page(request, "centre/rounds/new.html", {"keeper": None, "keepers": []})
    batches = batches_of(request.viewer).filter(pk__in=may_take_part(keeper).order_by().values("batch"))[:MOST_CHOSEN]
    groups = [(f"batch:{one.pk}", one.name) for one in batches]
    if keeper.region:
        home = [keeper.region, *([keeper.region.parent] if keeper.region.parent else [])]
        groups = [*((f"region:{one.pk}", one.name) for one in home), *groups]
    form = RoundForm(
        request.POST or None,
        batches=batches,
        openings=may_be_filled(keeper)[:MOST_CHOSEN],
        groups=groups,
        initial={"band": BANDS[0]},
    )
    if form.is_valid():
        try:
            found = open_round(keeper=keeper, by=request.user, at=now(), **form.told())
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, gettext("The round is open and its lot is sealed."))
            return redirect("round-detail", found.code)
    context = {"form": form, "keeper": keeper, "keepers": keepers}
    return page(request, "centre/rounds/new.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@for_roles(*READS_ROUNDS)
def round_page(request, code):
    """One round, at whatever step it stands; while it is worked out the piece asks again by itself."""
    return _page(request, _found(request, code))


@require_POST
@for_roles(*KEEPS_ROUNDS)
def act(request, code):
    """The steps of a round: start, keep one result, lay aside."""
    found = _found(request, code)
    do, more = request.POST.get("do", ""), {"round": found, "by": request.user, "at": now()}
    try:
        if do == "start":
            work_out_soon(start_round(**more))
        elif do == "keep":
            keep_round(objective=request.POST.get("objective", ""), **more)
            messages.success(request, gettext("This result is kept. Invitations are made of it."))
        else:
            discard_round(**more)
            messages.success(request, gettext("Laid aside. It stays in the books."))
    except ActionDenied as denied:
        return _page(request, found, refusal=str(denied), status=422)
    return redirect("round-detail", code)


@require_POST
@for_roles(*KEEPS_ROUNDS)
def change(request, code):
    """Somebody left or an opening closed after the result was kept: clear on, and say who is affected."""
    found = _found(request, code)
    subject = request.POST.get("subject", "").strip().upper()
    seats = request.POST.get("seats", "").strip()
    graduate = graduates_of(request.viewer).filter(code=subject).first()
    opening = None if graduate else may_be_filled_once(found.keeper).filter(code=subject).first()
    try:
        if graduate is None and opening is None:
            raise ActionDenied(gettext("No graduate and no opening of this round has the code “%s”.") % subject[:20])
        if seats and not (seats.isascii() and seats.isdigit() and len(seats) <= 6):
            raise ActionDenied(gettext("Write the number of seats in digits."))
        made = change_round(
            round=found, graduate=graduate, opening=opening, seats=int(seats or 0), by=request.user, at=now()
        )
    except ActionDenied as denied:
        return _page(request, found, refusal=str(denied), status=422)
    n = len(made.moves)
    messages.success(
        request,
        ngettext("Worked out again: %(n)s graduate is affected.", "Worked out again: %(n)s graduates are affected.", n)
        % {"n": n},
    )
    return redirect("round-detail", code)


@require_POST
@for_roles(*KEEPS_ROUNDS)
def invite(request, code):
    """Ask everybody whom the kept result gives a seat, of one opening or of all; nobody is asked twice."""
    found = _found(request, code)
    wanted = request.POST.get("opening", "")
    rows = [(one, people) for one, people in standing(found) if wanted in ("", one.code)] if found.objective else []
    if not rows:
        return _page(request, found, refusal=gettext("The kept result gives no seat there."), status=422)
    done, refused = 0, []
    asked = asked_in(found)
    for opening, people in rows:
        people = [one for one in people if one.pk not in asked.get(opening.pk, ())]
        for start in range(0, len(people), MOST_AT_ONCE):
            some = people[start : start + MOST_AT_ONCE]
            try:
                results = invite_many(
                    opening=opening, graduates=some, by=request.user, at=now(), today=today(), round=found
                )
            except ActionDenied as denied:
                refused.append(f"{opening.title}: {denied}")
                continue
            done += sum(one.done for one in results)
            refused += [f"{one.graduate.code}: {one.refusal}" for one in results if not one.done]
    said = ngettext("%(n)s graduate is invited.", "%(n)s graduates are invited.", done) % {"n": done}
    messages.success(request, said)
    for sentence in refused[:MOST_TOLD]:
        messages.error(request, sentence)
    return redirect("round-detail", code)


@require_POST
@for_roles(*READS_ROUNDS)
def verify(request, code):
    """Run the round again from its lists and its lot, and say of each question whether the answer is good."""
    found = _found(request, code)
    if found.lot is None or not found.proof:
        return _page(request, found, refusal=gettext("There is no result to examine yet."), status=422)
    if found.graduates > MOST_ON_A_PAGE:
        refusal = gettext("A round of this size is run again on the command line: padan round verify %s") % found.code
        return _page(request, found, refusal=refusal, status=422)
    return _page(request, found, findings=verify_round(found))


def _found(request, code):
    return get_object_or_404(rounds_of(request.viewer), code=code)


STAGES = {
    "freeze": _("The lists are being read and frozen."),
    "shortlist": _("Every pair that fits is being scored."),
    "clear": _("Seats are being given out."),
    "examine": _("The examiner looks at every pair that fits."),
    "write": _("The results are being written down."),
}


def _page(request, found, *, refusal="", findings=None, status=200):
    viewer, state = request.viewer, RoundState(found.state)
    allowed = ROUND_FLOW.allowed_from(state)
    keeps = may_keep_round(viewer, found.keeper)
    context = {
        "round": found,
        "state": state,
        "tone": tone_of(state),
        "at_work": state in AT_WORK,
        "stage": STAGES.get(found.stage, _("Waiting for its turn.")),
        "share": found.done / found.total if found.total else None,
        "keeps": keeps,
        "may_start": keeps and RoundState.WAITING in allowed,
        "may_discard": keeps and RoundState.DISCARDED in allowed,
        "may_keep": keeps and RoundState.KEPT in allowed,
        "refusal": refusal,
        "findings": findings,
        "step": found.choice.get("band", 1) // 1000,
        "all_good": findings is not None and all(one.good for one in findings),
        "trail": told(entries_of(found)),
        "results_address": f"{reverse('round-result-list')}?round={found.code}",
    }
    if state == RoundState.OPEN:
        context |= _before(found)
    if found.proof:
        context |= _after(found)
    return page(request, "centre/rounds/detail.html", context, partial="putaran", status=status)


def _before(found):
    """Who would take part as things stand. No result: the lot is sealed."""
    vacant = may_be_filled(found.keeper)
    if found.choice["openings"] is not None:
        vacant = vacant.filter(pk__in=found.choice["openings"])
    able = may_take_part(found.keeper, batches=found.choice["batches"])
    seeking, openings = seeking_among(able), list(vacant[: MOST_CHOSEN + 1])
    return {
        "seeking": seeking,
        "silent": able.count() - seeking,
        "vacant": len(openings),
        "free": sum(one.seats - one.seats_taken for one in openings),
        "placeless": [one for one in openings if one.region_id is None],
    }


def _seats(found):
    """(opening, who has a seat there, how many of them were asked already) of the result as it stands."""
    rows = standing(found)
    asked = asked_in(found)
    return [(opening, people, sum(one.pk in asked.get(opening.pk, ()) for one in people)) for opening, people in rows]


def _worth_learning(units):
    """(title, how many more would have a seat) of units as the engine names them: list, colon, code."""
    codes = [one["unit"].partition(":")[2] for one in units]
    titles = titles_of_codes(codes)
    return [(titles.get(code, code), one["would_be_placed"]) for code, one in zip(codes, units, strict=True)]


def _after(found):
    """The two results side by side, what the lists themselves lack, and what came after."""
    columns = [
        {"objective": Objective(name), "numbers": found.report[name], "proof": found.proof[name]}
        for name in Objective.values
        if name in found.report
    ]
    kept = found.objective or Objective.STABLE
    changes = list(changes_of(found))
    return {
        "columns": columns,
        "kept": Objective(found.objective) if found.objective else None,
        "market": found.report[kept]["market"],
        "learn": _worth_learning(found.report[kept]["one_more_unit"]["units"][:5]),
        "floors": found.report[Objective.PLACEMENTS]["floors"],
        "aside": found.report[kept]["reserved"],
        "openings": _seats(found) if found.objective else [],
        "changes": [(ChangeKind(one.kind), one) for one in changes],
    }
