"""Papers of a candidate: what is asked for and how it stands, bringing, opening, and who looked; her Japanese CV."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import business_now, now, today
from padan.base.errors import ActionDenied, PadanError
from padan.base.files import MEDIA_TYPE, FileKind
from padan.base.whatsapp import whatsapp_link
from padan.overseas.actions.cv import write_cv
from padan.overseas.actions.papers import bring_paper, look_at_paper, remove_paper, tell_of_ends
from padan.overseas.actions.sharing import print_cv
from padan.overseas.permissions import may_keep_candidate, may_see_health
from padan.overseas.queries.candidates import candidates_of
from padan.overseas.queries.cv import lines_held, lines_told
from padan.overseas.queries.papers import (
    consents_of,
    cv_of,
    fitness_of,
    health_is_open,
    looks_at,
    papers_asked,
    papers_kept,
    papers_of,
    papers_of_candidate,
)
from padan.overseas.queries.sharing import views_about
from padan.overseas.states import CvPart, Document, Fitness, Look, PaperState, Purpose
from padan.training.permissions import may_see_names
from padan.web.acting import done
from padan.web.audience import R, for_roles
from padan.web.centre.candidates import TABS
from padan.web.downloads import bytes_response
from padan.web.forms import DayField, KeptFileField
from padan.web.keyset import Key
from padan.web.lists import Column, Empty, Filter, Listing, choice, day, of_code
from padan.web.pages import page
from padan.web.tones import tone_of

READS = (R.SECRETARIAT, R.BOARD_MEMBER, R.CENTRE_OFFICER, R.AUDITOR)
KEEPS = (R.SECRETARIAT, R.CENTRE_OFFICER)
SPANS = {str(days): timedelta(days=days) for days in (7, 30, 90)}
LAST = 40  # looks shown on the page, the newest


class PaperForm(forms.Form):
    """A paper photographed or scanned. The number and days are read off it."""

    kind = forms.ChoiceField(label=_("Which paper?"))
    file = KeptFileField(
        label=_("Photo or PDF"),
        help_text=_("All corners in the picture, every letter readable. At most 20 MB."),
        widget=forms.ClearableFileInput({"accept": "image/jpeg,image/png,application/pdf"}),
    )
    number = forms.CharField(
        label=_("Number on it"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("Needed for a passport."),
    )
    issued_on = DayField(label=_("Issued on"), required=False)
    expires_on = DayField(
        label=_("Valid until"), required=False, help_text=_("Needed for a passport. Empty: it has no end.")
    )

    def __init__(self, *args, kinds, **more):
        super().__init__(*args, **more)
        self.fields["kind"].choices = kinds

    def told(self):
        """What the act takes."""
        told = dict(self.cleaned_data)
        file = told.pop("file")
        return told | {"content": file.content, "called": file.name}


class CvForm(forms.Form):
    """The Japanese CV. Lines are typed as on paper: year and month, then the words."""

    romaji = forms.CharField(
        label=_("Name as in the passport"), max_length=100, required=False, help_text=_("Capital Latin letters.")
    )
    katakana = forms.CharField(
        label=_("Name in katakana"),
        max_length=100,
        required=False,
        help_text=_("As the language teacher writes it, such as シティ・ラフマワティ."),
        widget=forms.TextInput({"lang": "ja"}),
    )
    birth_place = forms.CharField(
        label=_("Birth place, in Japanese"), max_length=60, required=False, widget=forms.TextInput({"lang": "ja"})
    )
    address = forms.CharField(
        label=_("Address"), max_length=200, required=False, help_text=_("Empty: the address that is kept of her.")
    )
    shows_sex = forms.BooleanField(
        label=_("Write the sex on it"), required=False, help_text=_("The form leaves this to her.")
    )
    school = forms.CharField(label=pgettext_lazy("cv", "Education"), required=False)
    work = forms.CharField(label=pgettext_lazy("cv", "Work"), required=False)
    licence = forms.CharField(label=pgettext_lazy("cv", "Licences, qualifications, languages"), required=False)
    motivation = forms.CharField(label=_("Motivation, skills, strong points"), max_length=900, required=False)
    wishes = forms.CharField(label=_("Wishes"), max_length=450, required=False)

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        for name in ("school", "work", "licence", "motivation", "wishes"):
            rows = 4 if name in CvPart.values else 5
            self.fields[name].widget = forms.Textarea({"rows": rows, "lang": "ja"})
        for part in CvPart.values:
            self.fields[part].help_text = _("One line for each fact: 2019-05 SMK Negeri 1 卒業")
        self.fields["wishes"].help_text = _("Where there are none, one writes 貴社の規定に従います。")

    def told(self):
        """What the act takes."""
        told = dict(self.cleaned_data)
        return told | {"lines": {part: told.pop(part) for part in CvPart.values}}


@dataclass
class Row:
    """One paper as the page shows it."""

    asked: Any
    tone: str
    opens: bool  # whether the viewer may open its file
    older: list


# --- the list over all candidates -----------------------------------------------------------------


def _fitness(paper):
    return fitness_of(paper, today())


def _within(rows, value):
    if value == Fitness.EXPIRED:
        return rows.filter(expires_on__lt=today())
    return rows.filter(expires_on__gte=today(), expires_on__lte=today() + SPANS[value])


PAPERS = Listing(
    name="candidate-paper",
    title=_("Papers of candidates"),
    lead=_("Who has an e-mail is told 90, 30 and 7 days before the end. Tell the others by WhatsApp from their page."),
    tabs=TABS,
    rows=papers_of,
    order=(Key("expires_on", nulls="last"), Key("pk")),
    filters=(
        Filter(
            "ends",
            forms.ChoiceField(
                label=_("Ends"),
                required=False,
                choices=[
                    ("", _("All")),
                    (Fitness.EXPIRED, Fitness.EXPIRED.label),
                    ("7", _("within 7 days")),
                    ("30", _("within 30 days")),
                    ("90", _("within 90 days")),
                ],
            ),
            _within,
        ),
        choice("kind", pgettext_lazy("document", "Paper"), Document.choices, "kind"),
        Filter(
            "told",
            forms.ChoiceField(
                label=_("Reminded"),
                required=False,
                choices=[("", _("All")), ("no", _("not yet")), ("yes", _("already"))],
            ),
            lambda rows, value: rows.filter(reminded_at__isnull=value == "no"),
        ),
        day("from", _("Ends from"), "expires_on__gte"),
        day("to", _("Ends until"), "expires_on__lte"),
        of_code("candidate", _("Candidate code"), "candidate__code"),
    ),
    personal=True,
    columns=(
        Column(
            "candidate",
            _("Candidate"),
            lambda paper: paper.candidate.code,
            kind="code",
            href=lambda paper: reverse("candidate-papers", args=[paper.candidate.code]),
        ),
        Column("name", _("Name"), lambda paper: paper.candidate.person.name, open_to=may_see_names),
        Column("kind", pgettext_lazy("document", "Paper"), lambda paper: paper.label),
        Column("fitness", _("State"), _fitness, kind="status"),
        Column("expires_on", _("Valid until"), lambda paper: paper.expires_on, kind="date"),
        Column("reminded_at", _("Reminded"), lambda paper: paper.reminded_at, kind="time", phone=False),
        Column("brought_at", _("Brought"), lambda paper: paper.brought_at, kind="time", shown=False),
        Column("scheme", _("Scheme"), lambda paper: paper.candidate.version.scheme.name, shown=False),
        Column("centre", _("Training centre"), lambda paper: paper.candidate.centre.name, shown=False),
    ),
    empty=Empty(
        _("No papers yet"), _("Open a candidate and bring the first paper, or send her the link to do it herself.")
    ),
)


@require_safe
@for_roles(*READS)
def papers(request):
    return PAPERS.page(request)


@require_POST
@for_roles(*READS)
def export_papers(request):
    return PAPERS.export(request)


# --- one candidate --------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READS)
def candidate_papers(request, code):
    """What is asked for, what is there; bringing a paper, telling her, taking one out."""
    found = get_object_or_404(candidates_of(request.viewer), code=code)
    if request.method != "POST":
        return _page(request, found)
    if not may_keep_candidate(request.viewer, found):
        raise Http404
    do, said = request.POST.get("do"), {"by": request.user, "at": business_now()}
    if do == "bring":
        form = PaperForm(request.POST, request.FILES, kinds=kinds_for(found))
        if form.is_valid() and done(form, bring_paper, candidate=found, today=today(), **form.told(), **said):
            messages.success(request, gettext("Kept, sealed."))
            return redirect("candidate-papers", code)
        return _page(request, found, form=form, status=422)
    if do == "tell":
        words = tell_of_ends(candidate=found, today=today(), by=request.user, at=now())
        return _page(request, found, letter={"text": words, "whatsapp": whatsapp_link(words, found.person.phone)})
    if do == "remove":
        paper = get_object_or_404(papers_of_candidate(found), code=request.POST.get("paper", ""))
        try:
            remove_paper(paper=paper, why=request.POST.get("why", ""), **said)
        except ActionDenied as denied:
            messages.error(request, str(denied))
        else:
            messages.success(request, gettext("Taken out. Its file has left the disk."))
        return redirect("candidate-papers", code)
    raise BadRequest


@require_POST
@for_roles(*KEEPS)
def open_paper(request, code):
    """The file of one paper. By POST: the look is written down before anything is shown."""
    found = get_object_or_404(papers_kept(candidates_of(request.viewer)), code=code)
    return file_answer(request, found, by=request.user, back=reverse("candidate-papers", args=[found.candidate.code]))


def file_answer(request, paper, *, by, back):
    """A paper's file: pictures beside the page, a PDF as a download. A refusal is told on the page it came from."""
    kind = FileKind(paper.file_kind or FileKind.PDF)
    shown = kind != FileKind.PDF and request.POST.get("do") != "download"
    try:
        content = look_at_paper(paper=paper, by=by, at=business_now(), what=Look.OPENED if shown else Look.DOWNLOADED)
    except PadanError as denied:
        messages.error(request, str(denied))
        return redirect(back)
    name = f"{paper.candidate.code}-{paper.kind}-{paper.version}.{kind.value}"
    return bytes_response(content, name, MEDIA_TYPE[kind], shown=shown)


def kinds_for(candidate, rows=None):
    """The papers one may bring: what her scheme asks for first, then all others."""
    rows = papers_asked(candidate, today()) if rows is None else rows
    asked = [(row.kind, row.name) for row in rows]
    known = {kind for kind, _name in asked}
    return [*asked, *((kind, label) for kind, label in Document.choices if kind not in known)]


def rows_for(candidate, may_open):
    """The papers of a candidate as rows; ``may_open(paper)`` says whether its file is open to who looks."""
    older: dict = {}
    for paper in papers_of_candidate(candidate):
        if paper.state == PaperState.REPLACED:
            older.setdefault(paper.kind, []).append(paper)
    return [
        Row(asked, tone_of(asked.fitness), bool(asked.paper and may_open(asked.paper)), older.get(asked.kind, []))
        for asked in papers_asked(candidate, today())
    ]


def seen_by(candidate):
    """Who looked at her papers, of the house and abroad: (when, sentence parts), the newest first."""
    rows = [(look.at, "look", look) for look in looks_at(candidate)[:LAST]]
    rows += [(view.at, "view", view) for view in views_about(candidate)[:LAST]]
    return sorted(rows, key=lambda row: row[0], reverse=True)[:LAST]


def _page(request, found, *, form=None, letter=None, status=200):
    viewer = request.viewer
    keeps = may_keep_candidate(viewer, found)
    health = may_see_health(viewer, found)
    rows = rows_for(found, lambda paper: keeps and (health or not paper.health))
    consents = list(consents_of(found))
    context = {
        "candidate": found,
        "named": may_see_names(viewer),
        "keeps": keeps,
        "rows": rows,
        "complete": sum(row.asked.fitness in (Fitness.THERE, Fitness.SOON) for row in rows if row.asked.rule),
        "wanted": sum(row.asked.rule is not None for row in rows),
        "form": (form or PaperForm(kinds=kinds_for(found, [row.asked for row in rows]))) if keeps else None,
        "letter": letter,
        "health_open": health_is_open(found),
        "health_seen": health,
        "shares": [one for one in consents if one.purpose == Purpose.SHARE],
        "seen": seen_by(found) if keeps else [],
        "cv": cv_of(found),
    }
    return page(request, "overseas/papers/candidate.html", context, status=status)


# --- the Japanese CV ------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPS)
def candidate_cv(request, code):
    """Write her CV, or print it."""
    found = get_object_or_404(candidates_of(request.viewer), code=code)
    if not may_keep_candidate(request.viewer, found):
        raise Http404
    back = reverse("candidate-cv", args=[code])
    return cv_answer(request, found, by=request.user, back=back, template="overseas/papers/cv.html")


def cv_answer(request, candidate, *, by, back, template, **more):
    """The CV's page, or what came of one of its buttons."""
    cv = cv_of(candidate)
    form = CvForm(initial=cv_stands(candidate, cv))
    status = 200
    if request.method == "POST" and request.POST.get("do") == "print":
        try:
            content = print_cv(candidate=candidate, by=by, at=business_now(), today=today())
        except ActionDenied as denied:
            messages.error(request, str(denied))
            return redirect(back)
        return bytes_response(content, f"rirekisho-{candidate.code}.pdf", MEDIA_TYPE[FileKind.PDF])
    if request.method == "POST":
        form = CvForm(request.POST)
        if form.is_valid() and done(
            form, write_cv, candidate=candidate, by=by, at=business_now(), seen=seen_of(request), **form.told()
        ):
            messages.success(request, gettext("Saved. Print it and look at it once."))
            return redirect(back)
        status = 422
    context = {
        "candidate": candidate,
        "cv": cv,
        "form": form,
        "seen": getattr(form, "stands", None) or (cv.revision if cv else 0),
        "named": may_see_names(request.viewer),
    }
    return page(request, template, context | more, status=status)


def cv_stands(candidate, cv):
    """What the form shows: what was written, else what Padan holds."""
    if cv is None:
        return {"romaji": candidate.person.name.upper(), **lines_held(candidate)}
    names = ("romaji", "katakana", "birth_place", "address", "shows_sex", "motivation", "wishes")
    return {name: getattr(cv, name) for name in names} | lines_told(cv)


def seen_of(request):
    """The revision that was shown, or None where none is told."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else None
