"""Boards: a term by its decree, its positions as a tree, cards, hand-over."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.agreements.queries.life import agreements_of
from padan.agreements.queries.promises import promises_of
from padan.agreements.states import IN_FORCE
from padan.base.clock import now, today
from padan.base.files import FileKind, accepted
from padan.figures.export import write_xlsx
from padan.forum.actions.boards import (
    add_seat,
    change_seat,
    give_seat_account,
    inaugurate,
    keep_decree,
    open_board_term,
    remove_seat,
    replace_member,
    vacate_seat,
)
from padan.forum.permissions import may_keep_forum
from padan.forum.printing import printed_cards, seats_with_cards
from padan.forum.queries import (
    accounts_of_board,
    board_of,
    bodies_in_forums,
    events_of,
    forums_kept,
    holds,
    left_open,
    positions_of,
    seats_open_to,
    terms_open_to,
)
from padan.trail.actions import record
from padan.trail.queries import entries_of
from padan.web.acting import done, tried
from padan.web.audience import FORUM, READS_FORUMS, R, for_roles
from padan.web.downloads import bytes_response, file_response
from padan.web.forms import DayField
from padan.web.lines import progress_of
from padan.web.pages import page
from padan.web.templatetags.padan import tanggal
from padan.web.wording import told

READS_DECREES = (*FORUM, R.CENTRE_OFFICER, R.COMPANY_OFFICER, R.AUDITOR, R.ADMINISTRATOR)
HANDS_OVER = (*FORUM, R.AUDITOR)
ENDING_SOON = timedelta(days=180)
SHOWN = 100  # of each list on the page; the workbook holds all


class TermForm(forms.Form):
    """A board by its decree."""

    decree_number = forms.CharField(label=_("Number of the decree"), max_length=80)
    decree_on = DayField(label=_("Date of the decree"))
    starts_on = DayField(label=_("Term starts"))
    ends_on = DayField(label=_("Term ends"), required=False, help_text=_("Empty: three years."))
    file = forms.FileField(
        label=_("Decree as PDF"), required=False, widget=forms.ClearableFileInput({"accept": "application/pdf"})
    )


class DecreeForm(forms.Form):
    file = forms.FileField(label=_("Decree as PDF"), widget=forms.ClearableFileInput({"accept": "application/pdf"}))


class SeatForm(forms.Form):
    """A position and who holds it; bodies are typed by name, from a list of suggestions."""

    position = forms.CharField(label=_("Position"), max_length=100)
    name = forms.CharField(label=_("Name"), max_length=200)
    body = forms.CharField(
        label=_("Organisation"), max_length=200, required=False, widget=forms.TextInput({"list": "bodies"})
    )

    def __init__(self, *args, viewer, term, seat=None, **more):
        super().__init__(*args, **more)
        self.viewer = viewer
        seats = board_of(term).exclude(pk=seat.pk) if seat else board_of(term)
        self.fields["under"] = forms.ModelChoiceField(
            seats, label=_("Under"), required=False, empty_label=_("At the top")
        )
        self.fields["under"].label_from_instance = lambda one: one.position
        self.fields["user"] = forms.ModelChoiceField(
            accounts_of_board(term.forum),
            label=_("Account"),
            required=False,
            empty_label=_("None"),
            help_text=_("With an account her tasks stand on her own page."),
        )
        self.fields["order"] = forms.IntegerField(
            label=_("Place in the list"), required=False, min_value=1, max_value=999
        )

    def clean_body(self):
        return named_body(self.viewer, self.cleaned_data["body"])

    @property
    def told(self):
        told = dict(self.cleaned_data)
        return told | {"organisation": told.pop("body")}


class HandOverForm(SeatForm):
    """Who takes a seat over, from which day."""

    starts_on = DayField(label=_("From"))

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        for field in ("position", "under", "order"):
            del self.fields[field]
        self.order_fields(("name", "body", "starts_on", "user"))


class VacateForm(forms.Form):
    ended_on = DayField(label=_("Last day"))


def named_body(viewer, name):
    """The body of the viewer's forums with this name; None for an empty one."""
    if not name.strip():
        return None
    found = bodies_in_forums(viewer).filter(name__iexact=" ".join(name.split())).first()
    if found is None:
        raise forms.ValidationError(
            gettext(
                "No organisation under your forum has this name. Choose one of the suggestions, or register it first."
            )
        )
    return found


def _decree(form):
    """The accepted bytes of the file brought, or None; its refusal in the form."""
    file = form.cleaned_data.get("file")
    return file and done(form, accepted, file=file, kinds=frozenset({FileKind.PDF}))


def _kept_term(request, code):
    found = get_object_or_404(terms_open_to(request.viewer), code=code)
    if not may_keep_forum(request.viewer, found.forum):
        raise Http404
    return found


def _kept_seat(request, code):
    found = get_object_or_404(seats_open_to(request.viewer), code=code)
    if not may_keep_forum(request.viewer, found.term.forum):
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def new_board(request, code):
    """Write a board down by its decree."""
    forum = get_object_or_404(forums_kept(request.viewer), organisation__code=code)
    form = TermForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        content, file = _decree(form), form.cleaned_data.pop("file")
        if not form.errors:
            brought = {"content": content, "called": file.name} if file else {}
            term = done(form, open_board_term, forum=forum, by=request.user, at=now(), **form.cleaned_data, **brought)
            if term:
                messages.success(request, gettext("The board is written down. Add its positions now."))
                return redirect("board-detail", term.code)
    status = 422 if request.method == "POST" else 200
    return page(request, "secretariat/forums/board_new.html", {"forum": forum, "form": form}, status=status)


@require_safe
@for_roles(*READS_FORUMS)
def board_term(request, code):
    """A board: decree, positions as a tree, what may be done with it."""
    return _board_page(request, get_object_or_404(terms_open_to(request.viewer), code=code))


def _board_page(request, term, form=None, decree=None, status=200):
    day, viewer = today(), request.viewer
    keeps = may_keep_forum(viewer, term.forum)
    events = events_of(term.forum).filter(held_on__gte=term.decree_on, held_on__lte=term.ends_on)
    context = {
        "term": term,
        "positions": positions_of(term, day),
        "in_office": term.starts_on <= day <= term.ends_on,
        "may_keep": keeps,
        "open": keeps and not term.inaugurated_on,
        "form": form or (SeatForm(viewer=viewer, term=term) if keeps else None),
        "decree": decree or DecreeForm(),
        "events": events if keeps and not term.inaugurated_on else (),
        "bodies": bodies_in_forums(viewer).filter(joined_on__isnull=False)[:500] if keeps else (),
        "reads_decree": viewer.has(*READS_DECREES),
        "hands_over": viewer.has(*HANDS_OVER),
        "trail": told(entries_of(term)),
    }
    return page(request, "secretariat/forums/board.html", context, status=status)


@require_POST
@for_roles(R.SECRETARIAT)
def add_position(request, code):
    """One more position before the inauguration."""
    term = _kept_term(request, code)
    form = SeatForm(request.POST, viewer=request.viewer, term=term)
    if form.is_valid() and done(form, add_seat, term=term, by=request.user, at=now(), **form.told):
        return redirect("board-detail", code)
    return _board_page(request, term, form, status=422)


@require_safe
@for_roles(*READS_DECREES)
def decree(request, code):
    """The decree's file."""
    term = get_object_or_404(terms_open_to(request.viewer).exclude(file_name=""), code=code)
    return file_response(term, f"sk-{term.code}")


@require_POST
@for_roles(R.SECRETARIAT)
def bring_decree(request, code):
    """Keep the decree's file."""
    term = _kept_term(request, code)
    form = DecreeForm(request.POST, request.FILES)
    if form.is_valid():
        content = _decree(form)
        called = form.cleaned_data["file"].name
        if content and done(form, keep_decree, term=term, content=content, called=called, by=request.user, at=now()):
            messages.success(request, gettext("The decree is kept."))
            return redirect("board-detail", code)
    return _board_page(request, term, decree=form, status=422)


@require_POST
@for_roles(R.SECRETARIAT)
def inaugurate_board(request, code):
    """The board is inaugurated at an event."""
    term = _kept_term(request, code)
    event = events_of(term.forum).filter(code=request.POST.get("event", "")).first()
    if event is None:
        messages.error(request, gettext("Choose the event at which the board is inaugurated."))
    else:
        tried(
            request, gettext("The board is inaugurated."), inaugurate, term=term, event=event, by=request.user, at=now()
        )
    return redirect("board-detail", code)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def seat(request, code):
    """Change a seat before the inauguration; after it, hand the seat over or leave it empty."""
    found = _kept_seat(request, code)
    term, sits = found.term, bool(found.term.inaugurated_on)
    do = request.POST.get("do", "")
    shared = {"viewer": request.viewer, "term": term, "seat": found}
    if sits:
        taking = HandOverForm(request.POST if do == "replace" else None, **shared)
        leaving = VacateForm(request.POST if do == "vacate" else None)
        context = {"taking": taking, "leaving": leaving, "holds": holds(found, term, today())}
        acts = {"replace": (taking, replace_member), "vacate": (leaving, vacate_seat)}
    else:
        before = {
            "position": found.position,
            "name": found.name,
            "body": found.organisation.name if found.organisation else "",
            "under": found.under_id,
            "user": found.user_id,
            "order": found.order,
        }
        form = SeatForm(request.POST if do == "change" else None, initial=before, **shared)
        context, acts = {"form": form}, {"change": (form, change_seat)}
        if do == "remove":
            tried(request, gettext("Taken off the list."), remove_seat, seat=found, by=request.user, at=now())
            return redirect("board-detail", term.code)
    if do == "account":
        user = accounts_of_board(term.forum).filter(code=request.POST.get("user", "")).first()
        tried(request, gettext("Saved."), give_seat_account, seat=found, user=user, by=request.user, at=now())
        return redirect("board-detail", term.code)
    if do in acts:
        form, act = acts[do]
        if form.is_valid():
            told_act = form.told if hasattr(form, "told") else form.cleaned_data
            if done(form, act, seat=found, by=request.user, at=now(), **told_act):
                messages.success(request, gettext("Saved."))
                return redirect("board-detail", term.code)
    context |= {
        "seat": found,
        "term": term,
        "sits": sits,
        "accounts": accounts_of_board(term.forum),
        "bodies": bodies_in_forums(request.viewer).filter(joined_on__isnull=False)[:500],
    }
    return page(request, "secretariat/forums/seat.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@for_roles(*FORUM)
def cards(request, code):
    """The cards of everybody who holds a seat today, eight on a sheet."""
    term = get_object_or_404(terms_open_to(request.viewer), code=code)
    if not (seats := seats_with_cards(term, today())):
        raise Http404
    return bytes_response(printed_cards(term, seats, at=now()), f"kartu-{term.code}.pdf", "application/pdf", shown=True)


@require_safe
@for_roles(*FORUM)
def card(request, code):
    """The card of one seat."""
    found = get_object_or_404(seats_open_to(request.viewer), code=code)
    paper = printed_cards(found.term, [found], at=now())
    return bytes_response(paper, f"kartu-{found.code}.pdf", "application/pdf", shown=True)


def _hand_over(viewer, term):
    """What the next board takes over: (tasks, activities, open promises, agreements that end soon)."""
    tasks, activities = left_open(term.forum)
    running = agreements_of(viewer).filter(forum=term.forum, state__in=IN_FORCE)
    open_promises = [
        one
        for one in progress_of(promises_of(viewer).filter(agreement__in=running.order_by()), today())
        if one.done < one.promise.quantity
    ]
    ending = running.filter(ends_on__lte=today() + ENDING_SOON).order_by("ends_on", "pk")
    return tasks, activities, open_promises, ending


@require_safe
@for_roles(*HANDS_OVER)
def hand_over(request, code):
    """The hand-over list of a board."""
    term = get_object_or_404(terms_open_to(request.viewer), code=code)
    tasks, activities, open_promises, ending = _hand_over(request.viewer, term)
    context = {
        "term": term,
        "tasks": tasks,
        "activities": activities,
        "promises": open_promises[:SHOWN],
        "all_promises": len(open_promises),
        "ending": ending,
        "day": today(),
    }
    return page(request, "secretariat/forums/handover.html", context)


@require_POST
@for_roles(*HANDS_OVER)
def export_hand_over(request, code):
    """The hand-over list as a workbook; written into the trail."""
    term = get_object_or_404(terms_open_to(request.viewer), code=code)
    tasks, activities, open_promises, ending = _hand_over(request.viewer, term)
    header = [gettext("Kind"), gettext("Words"), gettext("Owner"), gettext("Due"), gettext("State"), gettext("Code")]
    rows = [
        *([gettext("Task"), t.words, str(t.owner), t.due_on, t.get_state_display(), t.code] for t in tasks),
        *(
            [gettext("Activity"), a.title, str(a.seat or ""), a.planned_on, a.get_state_display(), a.code]
            for a in activities
        ),
        *(
            [
                gettext("Promise"),
                f"{one.promise.words} ({one.done}/{one.promise.quantity} {one.promise.unit})",
                one.promise.party.organisation.name,
                one.promise.due_on,
                "",
                one.promise.agreement.code,
            ]
            for one in open_promises
        ),
        *([gettext("Agreement"), a.title, "", a.ends_on, a.get_state_display(), a.code] for a in ending),
    ]
    changes = {"list": "hand-over", "term": term.code, "format": "xlsx", "rows": len(rows)}
    record(request.user, "export.made", term, changes={name: ["", value] for name, value in changes.items()})
    title = gettext("Hand-over of the board %(term)s") % {"term": term}
    notes = [term.forum.organisation.name, gettext("As of %(day)s.") % {"day": tanggal(today())}]
    file = write_xlsx(header, rows, title=title, notes=notes)
    return FileResponse(file, as_attachment=True, filename=f"padan-serah-terima-{term.code}.xlsx")
