"""A figure by groups, and two of its groups compared: for staff, within what each may see."""

from functools import cached_property

from django.core.exceptions import BadRequest
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from padan.base.clock import now
from padan.figures.asking import ask, windows_of
from padan.figures.breakdowns import FEW, WINDOW, break_down, compare, values_of
from padan.figures.protect import SMALL
from padan.figures.queries.published import release_in_force
from padan.outcomes.states import Window
from padan.web.audience import READS_PEOPLE, STAFF, for_roles
from padan.web.downloads import table_response
from padan.web.pages import number_of_page, page
from padan.web.secretariat.figures import MARKS, Shown, in_words, reached
from padan.web.templatetags.padan import angka, jam, persen, tanggal

MOST_PAGES, MOST_EXPORTED = 2_000, 20_000


class Grouped(Shown):
    """A figure by one dimension, as one visitor asks it."""

    def __init__(self, request, key):
        super().__init__(request, key)
        if not self.dimensions:
            raise Http404
        wanted = request.GET.get("by", "")
        fits = [one for one in self.dimensions if one.key == wanted]
        self.dimension = fits[0] if fits else next(one for one in self.dimensions if one.key != "window")
        self.page = number_of_page(request, most=MOST_PAGES)
        if not self.by_line:
            self.asked = ask(key, self.viewer, window=self.told.get("window"), as_of=release_in_force().as_of)

    @property
    def digits(self):
        """Rounded numbers carry no tenth of a percent."""
        return 1 if self.by_line else 0

    @property
    def is_timed(self):
        return self.figure.unit == "days"

    @property
    def kept(self):
        """What was asked, as it travels with the next question."""
        asked = {name: value for name, value in self.query.items() if name in ("window", "as_of")}
        return asked | {"by": self.dimension.key}

    def groups_at(self, **changes):
        return reverse("figure-groups", args=[self.asked.key], query=self.kept | changes)

    def broken_down(self, **size):
        return break_down(self.asked, self.dimension.key, self.viewer, page=self.page, **size)

    @cached_property
    def breakdown(self):
        return self.broken_down()

    @property
    def window_choices(self):
        """The windows that hold rows: [(window, label, whether it is this one)]; none where there is no choice."""
        found = windows_of(self.asked)
        here = self.asked.question.window
        return [(one, Window(one).label, one == here) for one in found] if len(found) > 1 else []

    @property
    def previous(self):
        return self.groups_at(page=self.page - 1) if self.page > 1 else ""

    @property
    def next(self):
        return self.groups_at(page=self.page + 1) if self.breakdown.more else ""

    @cached_property
    def lines(self):
        return [self.line(group) for group in self.breakdown.groups]

    @property
    def whole_line(self):
        return self.line(self.breakdown.whole)

    @property
    def checked_whole(self):
        return self.breakdown.checked.get("")

    @property
    def checked_lines(self):
        """(name, what checks at random found, whether it is the whole) of the groups here that a sample tells of."""
        found = self.breakdown.checked
        lines = [(group.label, found[group.key], False) for group in self.breakdown.groups if group.key in found]
        return [*lines, (self.breakdown.whole.label, found[""], True)] if lines else []

    @property
    def opens_samples(self):
        return self.viewer.has(*READS_PEOPLE)

    def line(self, group):
        marks = [reached(group.curve, days) for days, _months in MARKS] if self.is_timed and group.curve else []
        return {"group": group, "marks": marks, "few": few_words(group), "rows": self.rows_of(group)}

    @cached_property
    def values(self):
        return values_of(self.breakdown)

    def rows_of(self, group):
        """Where the rows of a group stand; "" for who reads no lines."""
        if not self.by_line:
            return ""
        if group is self.breakdown.whole:
            return self.rows_address
        if self.dimension.key == WINDOW:
            return self.address("figure-rows", window=group.key)
        return self.address("figure-rows", by=self.dimension.key, group=self.values[group.key])

    @cached_property
    def chosen(self):
        """The two groups to compare: as asked for, on this page of groups; None until both are chosen."""
        by_key = {group.key: group for group in self.breakdown.groups}
        return [by_key.get(self.request.GET.get(name, "")) for name in ("first", "second")]

    @cached_property
    def comparison(self):
        first, second = self.chosen
        return compare(first, second) if first and second and first is not second else None

    @property
    def comparable(self):
        return [group for group in self.breakdown.groups if group.n and not group.hidden]

    @property
    def curves(self):
        """The curves that are drawn: of the two groups compared, else of the whole."""
        first, second = self.chosen
        return [first, second] if self.comparison else [self.breakdown.whole]


def few_words(group):
    if not group.is_few:
        return ""
    told = ngettext("only %(n)s person", "only %(n)s people", group.n)
    return told % {"n": angka(group.n)}


@require_safe
@for_roles(*STAFF)
def groups(request, key):
    """One figure by groups: of all, of those who answered, the unknown, the interval; two of them compared."""
    shown = Grouped(request, key)
    context = {"shown": shown, "asked": shown.asked, "breakdown": shown.breakdown, "few": FEW, "small": SMALL}
    return page(request, "figures/groups.html", context)


@require_safe
@for_roles(*STAFF)
def download(request, key):
    """All groups as they are seen, with the rule on the first sheet."""
    shown = Grouped(request, key)
    if (kind := request.GET.get("format")) not in ("xlsx", "csv"):
        raise BadRequest
    shown.page = 1
    breakdown = shown.broken_down(size=MOST_EXPORTED)
    told = _times if shown.is_timed else _shares
    header, lines = told(breakdown)
    title = _("%(figure)s by %(dimension)s") % {"figure": shown.asked.label, "dimension": breakdown.dimension.label}
    name = f"padan-{key}-{shown.dimension.key}-{shown.asked.as_of:%Y%m%d}"
    return table_response(kind, header, lines, title=title, notes=_notes(shown, breakdown), name=name)


def _shares(breakdown):
    header = [
        breakdown.dimension.label, _("Beside"), _("Out of"), _("Counted"), _("Share of all"), _("Interval from"),
        _("Interval to"),
        _("Share of those known"), _("Response"), _("Not known"), _("If all of them counted"),
    ]  # fmt: skip
    rows = (*breakdown.groups, breakdown.whole)
    if not breakdown.checked:
        return header, map(_share_line, rows)
    header += [
        _("Of those who told, as told"), _("Corrected by a check"), _("Corrected from"), _("Corrected to"),
        _("People under a check"), _("Looked into"), _("Not reached"),
    ]  # fmt: skip
    return header, ([*_share_line(group), *_checked_cells(breakdown.checked.get(group.key))] for group in rows)


def _checked_cells(one):
    if one is None:
        return [None] * 7
    return [one.told_share, one.estimate, one.low, one.high, one.people, one.seen, one.lost]


def _share_line(group):
    if group.hidden:
        return [group.label, group.beside, _("under 5 people, or withheld"), *[None] * 8]
    low, high = group.interval or (None, None)
    most = group.bounds[1] if group.bounds else None
    numbers = [group.n, group.k, group.share, low, high, group.of_answered, group.response, group.unknown, most]
    return [group.label, group.beside, *numbers]


def _times(breakdown):
    marks = [_("At work within %(days)s days") % {"days": days} for days, _months in MARKS]
    header = [
        breakdown.dimension.label, _("Beside"), _("Out of"), _("Began work"), _("Median in days"), _("Interval from"),
        _("Interval to"), *marks, _("Nothing known after finishing"),
    ]  # fmt: skip
    return header, (_time_line(group) for group in (*breakdown.groups, breakdown.whole))


def _time_line(group):
    shares = [reached(group.curve, days) for days, _months in MARKS]
    return [group.label, group.beside, group.n, group.k, group.median, *group.interval, *shares, group.unknown]


def _notes(shown, breakdown):
    asked = shown.asked
    notes = [
        asked.rule,
        f"{breakdown.dimension.label}: {breakdown.dimension.rule}",
        _("All: %(value)s, %(counted)s of %(of)s. Window: %(window)s. As of %(day)s. Scope: %(scope)s.")
        % {
            "value": in_words(asked),
            "counted": angka(asked.numerator),
            "of": angka(asked.denominator),
            "window": asked.window or "–",
            "day": tanggal(asked.as_of),
            "scope": asked.scope,
        },
        _("Where a group has fewer than %(few)s people its interval is wide: do not rank by it.") % {"few": FEW},
    ]
    if breakdown.adjusted:
        words = _("If in each group the silent were like those who answered: %(share)s (95%%: %(low)s – %(high)s).")
        told = breakdown.adjusted
        notes.append(words % {"share": persen(told.estimate), "low": persen(told.low), "high": persen(told.high)})
    if breakdown.checked:
        told = "; ".join(f"{one.code}, {one.keeper.name}, {tanggal(one.drawn_on)}" for one in breakdown.samples)
        words = _("Corrected by verification samples (%(samples)s): each answer weighed by how many told alike in it.")
        notes.append(words % {"samples": told})
    if any(group.rounded for group in breakdown.groups):
        notes.append(_("Numbers are rounded cell by cell, and groups under 5 people are only named."))
    return [*notes, _("Taken from Padan on %(day)s, %(time)s.") % {"day": tanggal(now()), "time": jam(now())}]
