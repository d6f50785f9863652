"""Forums: their tree, one forum with its board and numbers, what it says of itself, who is a member."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from padan.agreements.queries.life import agreements_of
from padan.agreements.queries.targets import targets_of
from padan.base.clock import now, today
from padan.forum.actions.forums import PROFILE, edit_forum, join_forum, leave_forum, open_regional_forum
from padan.forum.permissions import may_keep_forum, may_open_forum
from padan.forum.queries import (
    activities_of,
    bodies_in_forums,
    branch_of,
    events_open_to,
    forum_tree,
    forums_below,
    forums_of,
    memberships_of,
    past_members_of,
    positions_of,
    sums_of,
    term_in_office,
    terms_of,
)
from padan.organisations.queries import centres_of
from padan.organisations.states import Kind
from padan.reference.queries import provinces, region_named
from padan.trail.queries import entries_of
from padan.web.acting import done
from padan.web.audience import FORUM, READS_FORUMS, R, for_roles
from padan.web.forms import DayField, RowField
from padan.web.keyset import order_of
from padan.web.lists import Column, Empty, Filter, Listing, choice, of_code
from padan.web.pages import page
from padan.web.wording import told

FEW = 8
READS_MEMBERS = (*FORUM, R.CENTRE_OFFICER, R.AUDITOR, R.ADMINISTRATOR)


def count_branches(forums):
    """Give each forum its numbers, for the file."""
    for forum in forums:
        forum.branch = branch_of(forum, today())


FORUMS = Listing(
    name="forum",
    title=_("Forums"),
    rows=forums_of,
    order=order_of("organisation__name_key"),
    place="organisation__code",
    complete=count_branches,
    columns=(
        Column("name", _("Name"), lambda forum: forum.organisation.name),
        Column("level", _("Level"), lambda forum: forum.get_level_display()),
        Column("region", _("Region"), lambda forum: forum.organisation.region and forum.organisation.region.name),
        Column("centre", _("Beside the centre"), lambda forum: forum.centre and forum.centre.name),
        Column("members", _("Members"), lambda forum: forum.branch.members, kind="number"),
        Column("until", _("Board until"), lambda f: f.branch.term and f.branch.term.ends_on, kind="date"),
        Column("tasks", _("Open tasks"), lambda forum: forum.branch.tasks, kind="number"),
    ),
    empty=Empty(_("No forum yet"), _("An administrator opens the first forum.")),
)


def _joined(rows, value):
    return rows.filter(joined_on__isnull=value == "outside")


MEMBERS = Listing(
    name="member",
    title=_("Members"),
    lead=_("Bodies under a forum, and since when each is a member."),
    rows=bodies_in_forums,
    order=order_of("name_key"),
    search=lambda viewer: "words_key",
    search_label=_("Name"),
    filters=(
        Filter(
            "standing",
            forms.ChoiceField(
                label=_("Shown"),
                required=False,
                choices=[("members", _("Members")), ("outside", _("Registered, not members"))],
            ),
            _joined,
            "members",
        ),
        choice("kind", _("Kind"), [(kind, kind.label) for kind in Kind if kind != Kind.FORUM], "kind"),
        of_code("forum", _("Forum code"), "forum__code"),
    ),
    columns=(
        Column(
            "name",
            _("Name"),
            lambda body: body.name,
            href=lambda body: reverse("member-detail", args=[body.code]),
            sort="name_key",
        ),
        Column("kind", _("Kind"), lambda body: body.get_kind_display()),
        Column("forum", _("Forum"), lambda body: body.forum and body.forum.name, phone=False),
        Column("region", _("Region"), lambda body: body.region and body.region.name),
        Column("joined_on", _("Member since"), lambda body: body.joined_on, kind="date"),
        Column("code", _("Code"), lambda body: body.code, kind="code", shown=False),
    ),
    empty=Empty(
        _("Nobody here yet"),
        _("Show the registered bodies, open one, and write down since when it is a member."),
    ),
)


class ForumForm(forms.Form):
    """Open a forum below another one."""

    name = forms.CharField(label=_("Name"), max_length=200)
    region = forms.CharField(label=_("Region"), max_length=100, help_text=_("Regency, city or province."))
    address = forms.CharField(label=_("Address"), max_length=300, required=False)

    field_order = ("above", "name", "region", "centre", "address")

    def __init__(self, *args, viewer, **more):
        super().__init__(*args, **more)
        above = forums_of(viewer)
        if not viewer.has(R.ADMINISTRATOR):
            above = above.filter(organisation_id__in=viewer.kept_forums)
        self.fields["above"] = forms.ModelChoiceField(above, label=_("Below the forum"), empty_label=None)
        self.fields["centre"] = RowField(
            centres_of(viewer).filter(closed_on=None), label=_("Beside the centre"), required=False
        )
        self.order_fields(self.field_order)

    def clean_region(self):
        if (found := region_named(self.cleaned_data["region"])) is None:
            raise forms.ValidationError(
                gettext("No region has this name. Write a regency, city or province, such as: Kota Bekasi.")
            )
        return found


class ProfileForm(forms.Form):
    """What a forum says of itself: the fields its dashboard keeps."""

    vision = forms.CharField(label=_("Vision"), required=False, widget=forms.Textarea({"rows": 2}))
    mission = forms.CharField(label=_("Mission"), required=False, widget=forms.Textarea({"rows": 4}))
    legal_basis = forms.CharField(label=_("Legal basis"), required=False, widget=forms.Textarea({"rows": 3}))
    potential = forms.CharField(label=_("Potential of the region"), required=False, widget=forms.Textarea({"rows": 3}))
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    revision = forms.IntegerField(widget=forms.HiddenInput)


class JoinForm(forms.Form):
    joined_on = DayField(label=_("Member since"))


class LeaveForm(forms.Form):
    left_on = DayField(label=_("Left on"))
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


@require_safe
@for_roles(*READS_FORUMS)
def forums(request):
    """Every forum in its place, with members, board and open tasks."""
    viewer = request.viewer
    context = {
        "tree": forum_tree(viewer, today()),
        "may_open": viewer.has(R.ADMINISTRATOR) or bool(viewer.kept_forums),
    }
    return page(request, "secretariat/forums/tree.html", context)


@require_POST
@for_roles(*READS_FORUMS)
def export_forums(request):
    return FORUMS.export(request)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT, R.ADMINISTRATOR)
def new_forum(request):
    """Open a regional forum."""
    form = ForumForm(request.POST or None, viewer=request.viewer)
    if form.is_valid():
        opened = done(form, open_regional_forum, by=request.user, at=now(), **form.cleaned_data)
        if opened:
            messages.success(request, gettext("The forum is open."))
            return redirect("forum-detail", opened.organisation.code)
    status = 422 if request.method == "POST" else 200
    return page(request, "secretariat/forums/new.html", {"form": form, "provinces": provinces()}, status=status)


@require_safe
@for_roles(*READS_FORUMS)
def forum(request, code):
    """One forum: its board in office, its numbers, what it set out to reach, its gatherings."""
    found = get_object_or_404(forums_of(request.viewer), organisation__code=code)
    day, viewer = today(), request.viewer
    term = term_in_office(found, day)
    context = {
        "forum": found,
        "branch": branch_of(found, day),
        "term": term,
        "positions": positions_of(term, day) if term else (),
        "terms": terms_of(found),
        "below": forums_below(found),
        "past": past_members_of(found)[:FEW],
        "programme": sums_of(activities_of(viewer).filter(forum=found, year=day.year)),
        "year": day.year,
        "targets": targets_of(found),
        "events": events_open_to(viewer).filter(forum=found)[:FEW],
        "agreements": agreements_of(viewer).filter(forum=found)[:FEW],
        "may_keep": may_keep_forum(viewer, found),
        "may_open": may_open_forum(viewer, found.organisation),
        "reads_members": viewer.has(*READS_MEMBERS),
        "reads_tasks": viewer.has(*FORUM),
    }
    return page(request, "secretariat/forums/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(R.SECRETARIAT)
def change_forum(request, code):
    """Change what the forum says of itself."""
    found = get_object_or_404(forums_of(request.viewer), organisation__code=code)
    if not may_keep_forum(request.viewer, found):
        return redirect("forum-detail", code)
    before = {field: getattr(found, field) for field in (*PROFILE, "revision")}
    form = ProfileForm(request.POST or None, initial=before | {"address": found.organisation.address})
    if form.is_valid() and done(form, edit_forum, forum=found, by=request.user, at=now(), **form.cleaned_data):
        messages.success(request, gettext("Saved."))
        return redirect("forum-detail", code)
    status = 422 if request.method == "POST" else 200
    return page(request, "secretariat/forums/profile.html", {"forum": found, "form": form}, status=status)


@require_safe
@for_roles(*READS_MEMBERS)
def members(request):
    return MEMBERS.page(request)


@require_POST
@for_roles(*READS_MEMBERS)
def export_members(request):
    return MEMBERS.export(request)


@require_safe
@for_roles(*READS_MEMBERS)
def member(request, code):
    """One body: since when it is a member, and where it was one before."""
    body = get_object_or_404(bodies_in_forums(request.viewer), code=code)
    return _member_page(
        request, body, JoinForm(initial={"joined_on": today()}), LeaveForm(initial={"left_on": today()})
    )


@require_POST
@for_roles(R.SECRETARIAT)
def record_member(request, code):
    """The body joins or leaves."""
    body = get_object_or_404(bodies_in_forums(request.viewer), code=code, forum_id__in=request.viewer.kept_forums)
    joins = body.joined_on is None
    form = (JoinForm if joins else LeaveForm)(request.POST)
    if form.is_valid():
        kept = get_object_or_404(forums_of(request.viewer), organisation=body.forum)
        act = join_forum if joins else leave_forum
        if done(
            form, act, forum=kept, organisation=body, by=request.user, at=now(), today=today(), **form.cleaned_data
        ):
            said = gettext("Written down as a member.") if joins else gettext("Written down that it left.")
            messages.success(request, said)
            return redirect("member-detail", code)
    blank = {"join": JoinForm(), "leave": LeaveForm()}
    blank["join" if joins else "leave"] = form
    return _member_page(request, body, blank["join"], blank["leave"], 422)


def _member_page(request, body, join, leave, status=200):
    context = {
        "body": body,
        "past": memberships_of(body),
        "form": leave if body.joined_on else join,
        "may_keep": body.forum_id in request.viewer.kept_forums,
        "trail": told(entries_of(body)),
    }
    return page(request, "secretariat/forums/member.html", context, status=status)
