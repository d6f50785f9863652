"""Files in: bring one, see every row of it, answer what nobody could settle, enter what is clear."""

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.base.clock import now
from padan.base.errors import ActionDenied, PadanError
from padan.figures.export import write_xlsx
from padan.intake import actions, settling
from padan.intake.answers import Ask, ask_for, label_of, region_names
from padan.intake.headings import heading_key
from padan.intake.jobs import enter_soon, read_soon
from padan.intake.queries import (
    TO_ANSWER,
    Alike,
    remaining,
    remark_counts,
    remark_of,
    remarks_alike,
    rows_answered,
    told,
    uploads_of,
)
from padan.intake.states import AT_WORK, UPLOAD_FLOW, Layout, RemarkKind, RemarkState, UploadState
from padan.intake.words import sentence
from padan.organisations.queries import centres_kept_by
from padan.trail.actions import record
from padan.training.permissions import may_see_names
from padan.web.audience import R, for_roles
from padan.web.keyset import order_of, slice_of
from padan.web.pages import page
from padan.web.templatetags.padan import angka, jam, tanggal_pendek
from padan.web.tones import tone_of

PAGE = 50
BRINGS_IN = (R.SECRETARIAT, R.CENTRE_OFFICER, R.ADMINISTRATOR)
PATIENCE = timedelta(minutes=5)  # a worker takes up what waits within one
HIDDEN = "•••"  # what stands about a person, before somebody who reads no names
NEWEST_FIRST = order_of("-pk")
ANSWERED_BY = {"save": settling.settle, "later": settling.put_off, "again": settling.take_up}


# --- bringing files ---------------------------------------------------------------------------------


class Files(forms.FileField):
    """One file or several at once, each within the size that is taken."""

    widget = type("FilesInput", (forms.ClearableFileInput,), {"allow_multiple_selected": True})

    def clean(self, data, initial=None):
        return [self._one(file, initial) for file in data or [None]]

    def _one(self, file, initial):
        file = super().clean(file, initial)
        if file.size > settings.PADAN_MAX_UPLOAD_BYTES:
            told = {"file": file.name, "size": angka(file.size / 2**20, 1), "most": megabytes_taken()}
            raise forms.ValidationError(
                _("“%(file)s” holds %(size)s MB; at most %(most)s MB are taken. Save it as CSV, or split it.") % told
            )
        return file


class UploadForm(forms.Form):
    """Whose rows they are, first; then the files."""

    centre = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Training centre"),
        to_field_name="code",
        empty_label=gettext_lazy("Choose the centre whose rows these are"),
        error_messages={"required": gettext_lazy("Choose the centre first.")},
    )
    files = Files(
        label=gettext_lazy("Files"),
        allow_empty_file=True,  # refused by the reader, with its own sentence
        error_messages={"required": gettext_lazy("Choose a file.")},
        widget=Files.widget({"accept": ".xlsx,.xls,.ods,.csv,.gz"}),
    )

    def __init__(self, centres, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["centre"]
        field.queryset = centres
        field.label_from_instance = lambda centre: centre.name
        only = list(centres[:2])
        if len(only) == 1:
            field.initial, field.empty_label = only[0].code, None


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*BRINGS_IN)
def uploads(request):
    """The form, and every file brought before."""
    centres = centres_kept_by(request.viewer)
    form = UploadForm(
        centres, request.POST or None, request.FILES or None, initial={"centre": request.GET.get("centre")}
    )
    if request.method == "POST" and form.is_valid():
        taken = _take_in(request, form)
        if not form.errors:
            if len(taken) == 1:
                return redirect("intake-detail", taken[0].code)
            messages.success(request, _("%(n)s files are being read.") % {"n": angka(len(taken))})
            return redirect("intake-list")
    context = {
        "form": form,
        "most": megabytes_taken(),
        "has_centre": bool(form.fields["centre"].queryset.exists()),
        **_earlier(request),
    }
    return page(request, "centre/intake/list.html", context, partial="berkas", status=422 if form.errors else 200)


def _take_in(request, form):
    """Take each file in and have it read; the reason of the first that cannot be taken goes into the form."""
    taken = []
    for file in form.cleaned_data["files"]:
        try:
            upload = actions.take_in(
                file=file, name=file.name, organisation=form.cleaned_data["centre"], by=request.user, at=now()
            )
        except PadanError as refused:
            form.add_error("files", f"{file.name}: {refused}")
            break
        read_soon(upload)
        taken.append(upload)
    return taken


def _earlier(request):
    """The files brought before, a page of them."""
    rows, place = uploads_of(request.viewer), {}
    for name in ("after", "before"):
        mark = request.GET.get(name, "")
        if mark.isascii() and len(mark) <= 30 and (row := rows.filter(code=mark).first()):
            place = {name: row}
    shown, before, after = slice_of(rows, NEWEST_FIRST, size=PAGE, **place)
    return {
        "uploads": [
            {
                "upload": upload,
                "state": UploadState(upload.state),
                "tone": tone_of(UploadState(upload.state)),
                "layout": Layout(upload.layout).label if upload.layout else "",
                "waits": waiting_words(upload),
            }
            for upload in shown
        ],
        "at_work": any(upload.state in AT_WORK for upload in shown),
        "total": rows.order_by().count() if before or after else len(shown),
        "previous": f"?before={shown[0].code}" if before and shown else "",
        "next": f"?after={shown[-1].code}" if after and shown else "",
    }


def waiting_words(upload) -> str:
    """What of a file waits for somebody, in words; "" when nothing does."""
    words = []
    if upload.state == UploadState.FAILED:
        words.append(upload.error)
    elif upload.state not in AT_WORK and upload.state != UploadState.CANCELLED:
        if upload.state == UploadState.REVIEWED and upload.imported:
            words.append(
                ngettext("%(n)s row ready", "%(n)s rows ready", upload.imported) % {"n": angka(upload.imported)}
            )
        if upload.review:
            words.append(_("%(n)s to be looked at") % {"n": angka(upload.review)})
        if upload.questions:
            words.append(
                ngettext("%(n)s question", "%(n)s questions", upload.questions) % {"n": angka(upload.questions)}
            )
    return ", ".join(words)


def megabytes_taken() -> str:
    return angka(settings.PADAN_MAX_UPLOAD_BYTES // 2**20)


# --- one file ---------------------------------------------------------------------------------------


class Narrow(forms.Form):
    """Which remarks are shown."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What"),
        required=False,
        choices=[("", gettext_lazy("All that asks for an answer")), *RemarkKind.choices],
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[("", gettext_lazy("All")), *RemarkState.choices]
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput)

    @classmethod
    def told(cls, data) -> dict:
        form = cls(data)
        form.is_valid()
        return {name: value for name, value in form.cleaned_data.items() if value not in ("", None)}


@dataclass
class Item:
    """Remarks written alike, with the field for their answer."""

    alike: Alike
    label: str
    ask: Ask | None
    waits_for_row: bool  # the row its question is about is not stored yet
    typed: str = ""
    refusal: str = ""

    @property
    def is_open(self):
        return self.alike.state == RemarkState.OPEN

    @property
    def is_settled(self):
        return self.alike.state == RemarkState.SETTLED

    @property
    def answer(self):
        """The answer as it was picked."""
        words = {str(value): label for value, label in self.ask.choices} if self.ask else {}
        return words.get(self.alike.answer, self.alike.answer)


@require_safe
@for_roles(*BRINGS_IN)
def upload(request, code):
    """One file: what was read, what waits, what to do next."""
    found = get_object_or_404(uploads_of(request.viewer), code=code)
    return page(request, "centre/intake/detail.html", _context(request, found), partial="berkas")


@require_POST
@for_roles(*BRINGS_IN)
def answer(request, code):
    """Answer a remark and those alike, put it off, or take it up again."""
    found = get_object_or_404(uploads_of(request.viewer), code=code)
    mark = request.POST.get("remark", "")
    remark = remark_of(found, int(mark)) if mark.isascii() and mark.isdigit() and len(mark) <= 18 else None
    act = ANSWERED_BY.get(request.POST.get("do"))
    typed = request.POST.get("answer", "")[:5000]
    try:
        if remark is None or act is None:
            raise ActionDenied(_("This question is no longer here: the file was read anew. Look at what it asks now."))
        told = {"answer": typed} if request.POST["do"] == "save" else {}
        act(upload=found, remark=remark, by=request.user, at=now(), **told)
    except ActionDenied as denied:
        context = _context(request, found, refused=(remark.pk if remark else 0, typed, str(denied)))
        return page(request, "centre/intake/detail.html", context, partial="berkas", status=422)
    return redirect(f"{reverse('intake-detail', args=[code])}{_asked_again(request, remark.pk)}")


@require_POST
@for_roles(*BRINGS_IN)
def enter(request, code):
    """Have the clear rows written."""
    return _step(request, code, lambda found: enter_soon(found, by=request.user))


@require_POST
@for_roles(*BRINGS_IN)
def cancel(request, code):
    """Let the file go; what came in before stays."""
    return _step(request, code, lambda found: actions.cancel(upload=found, by=request.user, at=now()))


def _step(request, code, act):
    found = get_object_or_404(uploads_of(request.viewer), code=code)
    try:
        act(found)
    except ActionDenied as denied:
        return page(
            request, "centre/intake/detail.html", _context(request, found, refused=(0, "", str(denied))), status=422
        )
    return redirect("intake-detail", code)


@require_POST
@for_roles(*BRINGS_IN)
def remains(request, code):
    """What is not settled yet, as a workbook to mend the file by."""
    found = get_object_or_404(uploads_of(request.viewer), code=code)
    left = remaining(found)
    count = left.count()
    record(request.user, "export.made", found, changes={"list": ["", "intake"], "rows": ["", count]})
    header = [_("Sheet"), _("Row"), _("Column"), _("Written"), _("Why it waits")]
    hidden = not _sees_persons(request.viewer, found)
    rows = (
        [r.sheet, r.row, r.column, HIDDEN, sentence(r.reason, HIDDEN)]
        if hidden
        else [r.sheet, r.row, r.column, r.written_open, r.sentence]
        for r in left.iterator(chunk_size=500)
    )
    notes = [
        _("Taken from Padan by %(who)s on %(day)s, %(time)s.")
        % {"who": request.user, "day": tanggal_pendek(now()), "time": jam(now())},
        _("%(count)s rows.") % {"count": angka(count)},
        _("Mend these places in the file and bring it again; rows that came in before are not entered twice."),
        _("This file holds data about persons. Keep it no longer than you need it."),
    ]
    file = write_xlsx(header, rows, title=found.name, notes=notes)
    return FileResponse(file, as_attachment=True, filename=f"padan-sisa-{slugify(found.name)}.xlsx")


def _context(request, found, refused=None):
    state = UploadState(found.state)
    counts = remark_counts(found)
    at_work = state in AT_WORK
    answered = 0 if at_work else rows_answered(found)
    clear = answered + (found.imported if state == UploadState.REVIEWED else 0)
    open_to_entering = UploadState.COMMITTING in UPLOAD_FLOW.allowed_from(state)
    return {
        "upload": found,
        "state": state,
        "tone": tone_of(state),
        "at_work": at_work,
        "stands_still": at_work and now() - found.updated_at > PATIENCE,
        "layout": Layout(found.layout).label if found.layout else "",
        "parts": _parts(found, state),
        "columns": [(label_of(found.layout, field), heading) for field, heading in found.columns.items()],
        "similar": _similar(found),
        "answered": answered,
        "clear": clear,
        "may_enter": open_to_entering and (state == UploadState.REVIEWED or answered > 0),
        "may_cancel": UploadState.CANCELLED in UPLOAD_FLOW.allowed_from(state),
        "left": sum(n for (kind, at), n in counts.items() if kind in TO_ANSWER and at != RemarkState.SETTLED),
        "refusal": refused[2] if refused and not refused[0] else "",
        "again": f"{reverse('intake-list')}?{urlencode({'centre': found.organisation.code})}",
        **({} if at_work else _remarks(request, found, counts, refused)),
    }


def _remarks(request, found, counts, refused):
    asked = Narrow.told(request.GET)
    kinds = (asked["kind"],) if "kind" in asked else TO_ANSWER
    groups = remarks_alike(found, kinds=kinds, state=asked.get("state", ""))
    number = asked.get("page", 1)
    shown = list(groups[(number - 1) * PAGE : number * PAGE + 1])
    alikes = told(shown[:PAGE])
    if not _sees_persons(request.viewer, found):
        alikes = [replace(alike, written=alike.written and HIDDEN, detail=HIDDEN, answer="") for alike in alikes]
    items = [_item(found, alike, refused) for alike in alikes]
    return {
        "narrow": Narrow({**asked, "page": ""}, auto_id="f_%s"),
        "items": items,
        "any_remarks": any(kind in TO_ANSWER for kind, _state in counts),
        "passed_over": sum(n for (kind, _state), n in counts.items() if kind not in TO_ANSWER),
        "regions": region_names() if any(item.ask and item.ask.kind == "region" for item in items) else [],
        "total": groups.count() if number > 1 or len(shown) > PAGE else len(items),
        "narrowed": "kind" in asked or "state" in asked,
        "query": _asked_again(request),
        "previous": _page_address(asked, number - 1) if number > 1 else "",
        "next": _page_address(asked, number + 1) if len(shown) > PAGE else "",
        "at": request.GET.get("at", ""),
    }


def _sees_persons(viewer, found):
    """Whether what stands in the file about persons is shown; an administrator keeps centres, not their people."""
    return found.layout != Layout.PARTICIPANTS or may_see_names(viewer)


def _item(found, alike, refused):
    item = Item(
        alike,
        str(label_of(found.layout, alike.field) or alike.column),
        ask_for(found.layout, alike),
        alike.kind == RemarkKind.QUESTION and alike.thing_id is None,
    )
    if refused and refused[0] == alike.pk:
        item.typed, item.refusal = refused[1:]
    return item


def _parts(found, state):
    """The rows of the file as parts that add up to all of it: (number, words, class)."""
    entered = _("came in") if state == UploadState.COMMITTED else _("ready to come in")
    parts = [
        (found.imported, entered, "c1"),
        (found.unchanged, _("recorded before"), "c3"),
        (found.review, _("to be looked at"), "cw"),
        (found.ignored, _("no data (headings, totals, empty)"), "c6"),
    ]
    return [{"n": n, "label": label, "css": css} for n, label, css in parts]


def _similar(found):
    """Pairs of headings of which one contains the other, with what each was read as."""
    read = [(label_of(found.layout, field), heading) for field, heading in found.columns.items() if field != "number"]
    return [
        {"one": one, "other": other}
        for one, other in combinations(sorted(read, key=lambda told: len(told[1])), 2)
        if f" {heading_key(one[1])} " in f" {heading_key(other[1])} "
    ]


def _asked_again(request, at=None):
    """The question of this page, to come back to; ``at`` marks where the person was."""
    asked = Narrow.told(request.GET) | ({"at": at} if at else {})
    anchor = f"#i{at}" if at else ""
    return (f"?{urlencode(asked)}" if asked else "") + anchor


def _page_address(asked, number):
    return f"?{urlencode(asked | {'page': number})}"
