"""What waits on the route abroad: who must be called, which certificates to ask about, who was not heard of."""

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now, today
from padan.base.whatsapp import whatsapp_link
from padan.overseas.actions.check_ins import answer_check_in, check_in_link, follow_up
from padan.overseas.actions.exams import check_number, correct_exam
from padan.overseas.notices import ask_words
from padan.overseas.permissions import may_keep_candidate
from padan.overseas.queries.candidates import (
    check_ins_open_to,
    check_ins_to_send,
    exams_open_to,
    numbers_to_check,
    results_awaited,
    said_in,
    same_number_as,
    waiting_for_somebody,
    waits_for_somebody,
)
from padan.overseas.queries.versions import closed_around
from padan.overseas.states import Doubt, Exam, ExamResult, HowSheIs, NumberCheck
from padan.reference.tongues import Level
from padan.training.permissions import may_see_names
from padan.web.acting import Way, done, tried
from padan.web.audience import READS_ROUTE, for_roles
from padan.web.centre.candidates import KEEPS, TABS
from padan.web.forms import DayField
from padan.web.keyset import Key
from padan.web.lists import Column, Empty, Filter, Listing, choice, day, of_code
from padan.web.pages import page
from padan.web.templatetags.padan import tanggal_pendek
from padan.web.tones import tone_of

SHOWN, SHOWN_WITHOUT_LIST = 6, 60
SILENT = pgettext_lazy("check-in", "No answer for too long")
ASKED = pgettext_lazy("check-in", "No answer yet")
JLPT = {Level.A1: "N5", Level.A2: "N4", Level.B1: "N3", Level.B2: "N2", Level.C1: "N1"}


def exam_named(attempt) -> str:
    """An exam as people say it: JLPT N4, JFT-Basic, the skills test of a field."""
    if attempt.exam == Exam.JLPT:
        return f"JLPT {JLPT.get(attempt.level, '')}".strip()
    if attempt.exam == Exam.JFT:
        return "JFT-Basic"
    return gettext("Skills test: %(field)s") % {"field": attempt.field}


def doubts_told(attempt) -> list[str]:
    return [str(Doubt(one).label) for one in attempt.doubts]


NUMBERS = Listing(
    name="exam-number",
    title=_("Certificate numbers to ask about"),
    lead=_("Told is not checked. A number counts once somebody asked the issuer; one in doubt counts for nothing."),
    rows=numbers_to_check,
    order=(Key("trust"), Key("taken_on"), Key("pk")),
    place="pk",
    filters=(
        choice("trust", _("Checked"), [one for one in NumberCheck.choices if one[0] != "checked"], "trust"),
        choice("exam", _("Exam"), Exam.choices, "exam"),
        of_code("candidate", _("Candidate code"), "candidate__code"),
    ),
    personal=True,
    tabs=TABS,
    columns=(
        Column(
            "candidate",
            _("Candidate"),
            lambda one: one.candidate.code,
            kind="code",
            href=lambda one: reverse("exam-detail", args=[one.pk]),
        ),
        Column("name", _("Name"), lambda one: one.candidate.person.name, open_to=may_see_names),
        Column("exam", _("Exam"), exam_named),
        Column("taken_on", _("Taken on"), lambda one: one.taken_on, kind="date", sort="taken_on"),
        Column("number", _("Certificate number"), lambda one: one.number, kind="code", open_to=may_see_names),
        Column("trust", _("Checked"), lambda one: NumberCheck(one.trust), kind="status"),
        Column("doubts", _("Why in doubt"), lambda one: "; ".join(doubts_told(one)), under=lambda one: one.same),
        Column("centre", _("Training centre"), lambda one: one.candidate.centre.name, shown=False),
    ),
    empty=Empty(_("Nothing to ask about"), _("Every certificate number that is told was found right with its issuer.")),
)


def _how(rows, value):
    if value == "waits":
        return waiting_for_somebody(rows)
    if value == "silent":
        return rows.filter(answered_at=None)
    if value == "missed":
        return rows.filter(answered_at=None, missed_on__isnull=False)
    return rows.filter(how=value)


def how_told(check_in):
    """What is known of how she is, in words: what she said, silence too long, or a question that is out."""
    if check_in.how:
        return HowSheIs(check_in.how).label
    return SILENT if check_in.missed_on else ASKED


def how_tone(check_in) -> str:
    """How that is drawn."""
    if check_in.how:
        return tone_of(HowSheIs(check_in.how))
    return "warn" if check_in.missed_on else "wait"


CHECK_INS = Listing(
    name="abroad",
    title=_("How they are in Japan"),
    lead=_("Asked after 1, 3, 6 and 12 months. Silence is never “well”; a late answer counts."),
    rows=lambda viewer: check_ins_open_to(viewer).filter(due_on__lte=today()),
    order=(Key("due_on", descending=True), Key("pk", descending=True)),
    place="pk",
    filters=(
        Filter(
            "how",
            forms.ChoiceField(
                label=_("How she is"),
                required=False,
                choices=[
                    ("", _("All")),
                    ("waits", pgettext_lazy("check-in", "Waits for somebody")),
                    *HowSheIs.choices,
                    ("silent", ASKED),
                    ("missed", SILENT),
                ],
            ),
            _how,
        ),
        day("from", _("Due from"), "due_on__gte"),
        day("to", _("Due until"), "due_on__lte"),
        of_code("candidate", _("Candidate code"), "candidate__code"),
    ),
    personal=True,
    tabs=TABS,
    columns=(
        Column(
            "candidate",
            _("Candidate"),
            lambda one: one.candidate.code,
            kind="code",
            href=lambda one: reverse("abroad-detail", args=[one.pk]),
        ),
        Column("name", _("Name"), lambda one: one.candidate.person.name, open_to=may_see_names),
        Column("month", _("Month"), lambda one: one.months, kind="number"),
        Column("due_on", _("Due"), lambda one: one.due_on, kind="date", sort="due_on"),
        Column("how", _("How she is"), how_told),
        Column("answered", _("Answered"), lambda one: one.answered_at, kind="time"),
        Column("missed_on", _("Missed since"), lambda one: one.missed_on, kind="date", phone=False),
        Column("followed_on", _("Followed up on"), lambda one: one.followed_on, kind="date"),
        Column(
            "phone",
            _("Phone"),
            lambda one: one.candidate.phone_abroad or one.candidate.person.phone,
            shown=False,
            open_to=may_see_names,
        ),
        Column("centre", _("Training centre"), lambda one: one.candidate.centre.name, shown=False),
    ),
    empty=Empty(_("Nobody was asked yet"), _("The questions come by themselves after an arrival is written down.")),
)


class CheckForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("What did the issuer say?"),
        choices=[
            (NumberCheck.CHECKED.value, _("It is right: the issuer knows it, and it is hers")),
            (NumberCheck.DOUBTED.value, _("It is in doubt: unknown, or somebody else's")),
        ],
        widget=forms.RadioSelect,
    )
    how = forms.CharField(
        label=_("How was it checked?"), max_length=300, help_text=_("Where you asked, and what the answer was.")
    )


class ExamForm(forms.Form):
    """One try at an exam; only the exam and its day are needed."""

    exam = forms.ChoiceField(label=_("Which exam?"), choices=Exam.choices)
    level = forms.TypedChoiceField(
        label=_("JLPT level"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "–"), *((int(level), name) for level, name in JLPT.items())],
    )
    field = forms.CharField(label=_("Field of the skills test"), required=False, max_length=100)
    taken_on = DayField(label=_("Taken on"))
    result = forms.ChoiceField(label=_("Result"), choices=ExamResult.choices, initial=ExamResult.WAITING)
    score = forms.DecimalField(
        label=_("Points"), required=False, max_digits=6, decimal_places=2, localize=True,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )  # fmt: skip
    result_on = DayField(label=_("Result on"), required=False)
    number = forms.CharField(
        label=_("Certificate number"), required=False, max_length=60, widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("As it stands on the paper. It counts once somebody asked the issuer."),
    )  # fmt: skip
    on_paper = forms.BooleanField(label=_("The paper shows exactly this number"), required=False)
    valid_until = DayField(label=_("Valid until"), required=False)


def numbered(code) -> int:
    """The number of a row that has no code of its own; 0, which no row has, for anything else."""
    return int(code) if code.isascii() and code.isdigit() and len(code) <= 18 else 0


@require_safe
@for_roles(*READS_ROUTE)
def home(request):
    """What waits for somebody, the most urgent first: a problem, then a wish to be called, then silence (no word)."""
    viewer = request.viewer
    numbers = numbers_to_check(viewer)
    waits = [
        (_("Call them"), _call, waiting_for_somebody(check_ins_open_to(viewer)).order_by("-how", "due_on", "pk"),
         ("abroad-list", {"how": "waits"})),
        (_("Certificates in doubt"), _number, numbers.filter(trust=NumberCheck.DOUBTED),
         ("exam-number-list", {"trust": "doubted"})),
        (_("Ask the issuer about these certificates"), _number, numbers.filter(trust=NumberCheck.TOLD),
         ("exam-number-list", {"trust": "told"})),
        (_("Ask by WhatsApp how they are"), _call, check_ins_to_send(viewer, today()),
         ("abroad-list", {"how": "silent"})),
        (_("Results that are not told yet"), _number, results_awaited(viewer, today()), None),
        (_("Their scheme has closed around them"), _closed, closed_around(viewer, today()), None),
    ]  # fmt: skip
    named = may_see_names(viewer)
    groups = []
    for title, row, rows, where in waits:
        most = SHOWN if where else SHOWN_WITHOUT_LIST
        if found := list(rows[: most + 1]):
            count = len(found) if len(found) <= most else rows.count()
            more = reverse(where[0], query=where[1]) if where and count > most else ""
            shown = [row(one, named) for one in found[:most]]
            groups.append({"title": title, "count": count, "rows": shown, "more": more})
    context = {"groups": groups, "begins": viewer.has(*KEEPS)}
    return page(request, "overseas/home.html", context)


def _call(check_in, named):
    who = check_in.candidate
    return {
        "who": (named and who.person.name) or who.code,
        "href": reverse("abroad-detail", args=[check_in.pk]),
        "why": _("after %(n)s months in Japan, due %(day)s")
        % {"n": check_in.months, "day": tanggal_pendek(check_in.due_on)},
        "tone": how_tone(check_in),
        "label": how_told(check_in),
    }


def _closed(who, named):
    rules = who.version
    return {
        "who": (named and who.person.name) or who.code,
        "href": reverse("candidate-detail", args=[who.code]),
        "why": _("%(scheme)s, closed on %(day)s: %(why)s. She keeps its rules until somebody moves her.")
        % {"scheme": rules.scheme.name, "day": tanggal_pendek(rules.closed_on), "why": rules.closed_why},
        "tone": "warn",
        "label": who.stage.name,
    }


def _number(attempt, named):
    who = attempt.candidate
    state = NumberCheck(attempt.trust) if attempt.number else ExamResult(attempt.result)
    why = [exam_named(attempt), str(tanggal_pendek(attempt.taken_on)), *doubts_told(attempt)]
    return {
        "who": (named and who.person.name) or who.code,
        "href": reverse("exam-detail", args=[attempt.pk]),
        "why": " · ".join(why),
        "tone": tone_of(state),
        "label": state.label,
    }


@require_safe
@for_roles(*READS_ROUTE)
def numbers(request):
    return NUMBERS.page(request)


@require_POST
@for_roles(*READS_ROUTE)
def export_numbers(request):
    return NUMBERS.export(request)


@require_safe
@for_roles(*READS_ROUTE)
def check_ins(request):
    return CHECK_INS.page(request)


@require_POST
@for_roles(*READS_ROUTE)
def export_check_ins(request):
    return CHECK_INS.export(request)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READS_ROUTE)
def exam(request, code):
    """One try at an exam: what is told of it, what speaks against its number, and what the issuer said."""
    found = get_object_or_404(exams_open_to(request.viewer), pk=numbered(code))
    ways = exam_ways(request, found, request.POST.get("do", ""))
    status = 200
    if request.method == "POST":
        way = next((one for one in ways if one.do == request.POST.get("do")), None)
        if way is None:
            raise BadRequest
        if way.form.is_valid() and done(way.form, way.act, **way.form.cleaned_data):
            messages.success(request, gettext("Recorded."))
            return redirect("exam-detail", found.pk)
        status = 422
    same = [(one, may_keep_candidate(request.viewer, one.candidate)) for one in same_number_as(found)]
    context = {
        "attempt": found,
        "candidate": found.candidate,
        "title": exam_named(found),
        "named": may_see_names(request.viewer),
        "result": ExamResult(found.result),
        "result_tone": tone_of(ExamResult(found.result)),
        "trust": NumberCheck(found.trust),
        "trust_tone": tone_of(NumberCheck(found.trust)),
        "doubts": doubts_told(found),
        "same": same,
        "ways": ways,
        "unasked": found.checked_on is None,
    }
    return page(request, "overseas/exam.html", context, status=status)


def exam_ways(request, found, posted=""):
    """What this viewer may write on this try."""
    if not may_keep_candidate(request.viewer, found.candidate):
        return []
    said = {"attempt": found, "by": request.user, "at": now(), "today": today()}

    def bound(do):
        return request.POST if posted == do else None

    ways = []
    if found.number and found.result == ExamResult.PASSED:
        check = CheckForm(bound("check"), auto_id="c_%s")
        ways.append(
            Way("check", _("The issuer was asked"), check, lambda **told: check_number(**told, **said), _("Record it"))
        )
    if found.candidate.state == "on_route":
        stands = {name: getattr(found, name) for name in ExamForm.base_fields if name != "on_paper"}
        edit = ExamForm(bound("edit"), initial=stands, auto_id="e_%s")
        ways.append(
            Way("edit", _("Result, or a correction"), edit, lambda **told: correct_exam(**told, **said), _("Save"))
        )
    return ways


class HowForm(forms.Form):
    how = forms.ChoiceField(label=_("How is she?"), choices=HowSheIs.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In her words"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class FollowForm(forms.Form):
    words = forms.CharField(
        label=_("What was done?"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Whom you reached, and what was agreed. It stays sealed; only her centre and its forum open it."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READS_ROUTE)
def check_in(request, code):
    """One question: whom to call, what she said, what was done about it."""
    found = get_object_or_404(check_ins_open_to(request.viewer).filter(due_on__lte=today()), pk=numbered(code))
    keeps = may_keep_candidate(request.viewer, found.candidate)
    do, link, status = request.POST.get("do", ""), None, 200
    said = {"check_in": found, "by": request.user, "at": now(), "today": today()}
    how = HowForm(request.POST if do == "how" else None, initial={"how": found.how}, auto_id="h_%s")
    follow = FollowForm(request.POST if do == "follow" else None, auto_id="f_%s")
    if request.method == "POST":
        if not keeps or do not in ("how", "follow", "link"):
            raise BadRequest
        form, act = (how, answer_check_in) if do == "how" else (follow, follow_up)
        if do == "link":
            if address := tried(request, "", check_in_link, check_in=found, by=request.user, at=now()):
                text = ask_words(found.candidate, address, found.months)
                phone = found.candidate.phone_abroad or found.candidate.person.phone
                link = {"text": text, "whatsapp": whatsapp_link(text, phone)}
        elif form.is_valid() and done(form, act, **form.cleaned_data, **said):
            messages.success(request, gettext("Recorded."))
            return redirect("abroad-detail", found.pk)
        else:
            status = 422
    words, what_was_done = said_in(found) if keeps else ("", "")
    context = {
        "check_in": found,
        "candidate": found.candidate,
        "named": may_see_names(request.viewer),
        "keeps": keeps,
        "told": how_told(found),
        "tone": how_tone(found),
        "words": words,
        "done": what_was_done,
        "waits": waits_for_somebody(found),
        "how": how,
        "follow": follow,
        "link": link,
    }
    return page(request, "overseas/check_in.html", context, status=status)
