"""The figures of the house: each with its rule in words and the rows it counts. Add a figure here and nowhere else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from padan.figures.queries import abroad, after
from padan.figures.queries import rows as of
from padan.figures.states import COUNTS_ITS_SCOPE, SEES_COMPANIES, SEES_ROUTE
from padan.organisations.states import RoleName
from padan.outcomes.states import Status
from padan.ventures.states import Alive

SHARE, COUNT, DAYS = "share", "count", "days"


@dataclass(frozen=True)
class Column:
    """One column of the rows behind a figure: how it is called, what it shows of a row, whether it is a number."""

    key: str
    label: Any
    read: Callable[[Any], Any]
    numeric: bool = False


@dataclass(frozen=True)
class Figure:
    """A number that can be asked.

    ``rows`` are the denominator; ``counted`` tells which of them stand in the numerator (None: all). ``amount`` sums
    a column instead of counting rows, ``amount_of`` likewise in the denominator. ``cells`` are the columns of the
    published table; ``personal`` says that a row is a person, so that published cells are rounded; ``open_lines``
    that anybody may read the rows themselves; ``reported`` that a body told totals nobody can open. ``region`` leads
    to the place of a row that is no person, ``cohort`` to the day by which a cohort is told. ``coded`` tells how a row
    is called: the lookups that make up its code, as in the first of ``columns``. ``version`` grows with each change of
    what is counted. ``unsettled`` tells of which rows nobody knows whether they count. Where one column decides both
    (the part, or ``told_by``), ``counted_parts`` and ``unsettled_parts`` say the same by its values; statuses that make
    its rows fewer than those of the window are ``left_out``. ``lines`` are lookups that tell more of each row when its
    figure is proven. ``batch`` is the lookup from a row to its batch, by which the figure is broken down. A figure in
    ``DAYS`` is a time until something happened to its rows, some of which were observed only for a while. ``beside``
    gives the rows, where they are read and not counted, what their columns need. ``counted_for`` are the roles that see
    rows of its kind: they count those of their scope, everybody else reads what the public reads.
    """

    key: str
    label: Any
    rule: Any
    rows: Callable[[of.Question], Any]
    columns: tuple[Column, ...]
    unit: str = COUNT
    counted: Q | None = None
    counted_parts: frozenset[Any] = frozenset()
    unsettled_parts: frozenset[Any] = frozenset()
    left_out: frozenset[Any] = frozenset()
    told_by: str = ""
    lines: tuple[str, ...] = ()
    unsettled: Q | None = None
    batch: str = ""
    amount: str = ""
    amount_of: str = ""
    windowed: bool = False
    personal: bool = False
    open_lines: bool = False
    part_by: str = ""  # the column whose values part the whole
    cells: tuple[tuple[str, Any], ...] = ()
    of_what: Any = ""
    period: Any = ""
    warning: Any = ""
    reported: bool = False
    region: str = ""
    cohort: str = ""
    version: int = 1
    coded: str = "{code}"
    beside: Callable[[Any, of.Question], Any] | None = None
    counted_for: tuple[RoleName, ...] = COUNTS_ITS_SCOPE


OUTCOME_CODE = "{batch__code}-{enrolment__number:03d}"
CODE = Column("code", _("Code"), lambda row: row.code)
PROGRAMME_CELL = ("batch__programme__name", _("Programme"))

OUTCOME_COLUMNS = (
    Column("code", _("Code"), lambda row: row.enrolment.code),
    Column("programme", _("Programme"), lambda row: row.batch.programme.name),
    Column("batch", _("Batch"), lambda row: row.batch.name),
    Column("finished_on", _("Finished"), lambda row: row.enrolment.finished_on),
    Column("status", _("Status"), lambda row: row.get_status_display()),
    Column("evidence", _("Evidence"), lambda row: row.get_evidence_display()),
)
STATUS_CELLS = (PROGRAMME_CELL, ("status", _("Status")))
NOT_KNOWN = {"unsettled": Q(status__in=after.NOT_KNOWN), "unsettled_parts": frozenset(after.NOT_KNOWN)}
PLACEMENT_COLUMNS = (
    CODE,
    Column("graduate", _("Graduate"), lambda row: row.graduate.code),
    Column("company", _("Company"), lambda row: row.opening.company.name if row.opening.company else "–"),
    Column("started_on", _("First day"), lambda row: row.started_on),
)
OF_GRADUATES = _("graduates")

STATUS_RULES = {
    Status.EMPLOYED: (
        _("Employed"),
        _(
            "Of all graduates of the cohort, those whose status at the window is waged work. Apprenticeship, own "
            "business and a job text that is not clear do not count. Who has not answered stays in the denominator."
        ),
    ),
    Status.SELF_EMPLOYED: (
        _("Self-employed"),
        _("Of all graduates of the cohort, those who run a business of their own at the window."),
    ),
    Status.STUDYING: (_("Studying"), _("Of all graduates of the cohort, those who went on to study at the window.")),
    Status.APPRENTICESHIP: (
        _("Apprenticeship"),
        _("Of all graduates of the cohort, those in an apprenticeship at the window. It is not counted as work."),
    ),
    Status.SEEKING: (
        _("Seeking work"),
        _("Of all graduates of the cohort, those who said they are looking for work. Silence is never counted here."),
    ),
    Status.NOT_SEEKING: (
        _("Not seeking"),
        _("Of all graduates of the cohort, those who said they are not looking for work."),
    ),
    Status.NOT_WORKING: (
        _("Not working yet"),
        _("Of all graduates of the cohort, those told not to work yet, without a word on whether they are seeking."),
    ),
    Status.UNCLEAR: (
        _("Not clear yet"),
        _("Of all graduates of the cohort, those with a text that nobody has settled yet. Each is an open question."),
    ),
    Status.UNKNOWN: (
        _("Not known"),
        _("Of all graduates of the cohort, those nobody has told anything about. Unknown is never “not working”."),
    ),
}
STATUS_KEYS = {Status.EMPLOYED: "placed"}


def among(*statuses) -> dict[str, Any]:
    """The rows of these statuses count."""
    return {"counted": Q(status__in=statuses), "counted_parts": frozenset(statuses)}


BUSINESS = Column("business", _("Business"), lambda row: " · ".join(filter(None, (row.business, row.business_words))))


def _status_figure(status: Status) -> Figure:
    label, rule = STATUS_RULES[status]
    owns = status == Status.SELF_EMPLOYED
    return Figure(
        key=STATUS_KEYS.get(status, str(status)),
        label=label,
        rule=rule,
        rows=of.outcomes_at_window,
        coded=OUTCOME_CODE,
        columns=(*OUTCOME_COLUMNS, BUSINESS) if owns else OUTCOME_COLUMNS,
        beside=of.with_business if owns else None,
        unit=SHARE,
        **among(status),
        **({} if status in after.NOT_KNOWN else NOT_KNOWN),
        batch="batch",
        windowed=True,
        personal=True,
        part_by="status",
        cells=STATUS_CELLS,
        cohort="enrolment__finished_on",
        of_what=OF_GRADUATES,
    )


def _answered_figure(key, label, rule, rows, left_out=after.NOT_KNOWN) -> Figure:
    return Figure(
        key=key,
        label=label,
        rule=rule,
        rows=rows,
        coded=OUTCOME_CODE,
        columns=OUTCOME_COLUMNS,
        unit=SHARE,
        **among(Status.EMPLOYED),
        left_out=frozenset(left_out),
        batch="batch",
        windowed=True,
        personal=True,
        part_by="status",
        cells=STATUS_CELLS,
        of_what=OF_GRADUATES,
        warning=_("Do not compare with “Employed”: that figure counts everybody, the silent as well."),
    )


STAYED = {1: pgettext_lazy("on a day", "at work"), 0: _("not at work"), None: _("not known")}
RETENTION = (
    (
        "retained_6",
        _("Still at work after 6 months"),
        _(
            "Of jobs begun 183 days or more before the cut-off date, those whose graduate was at work on day 183: the "
            "job ended later, a check-in in month 6 or later found her there, or an answer tells of waged work on that "
            "day. Where nobody was asked it is not known."
        ),
        after.placements_past_half_a_year,
    ),
    (
        "retained_12",
        _("Still at work after 12 months"),
        _(
            "Of jobs begun 365 days or more before the cut-off date, those whose graduate was at work on day 365: the "
            "job ended later, a check-in in month 12 found her there, or an answer tells of waged work on that day. "
            "Where nobody was asked it is not known."
        ),
        after.placements_past_a_year,
    ),
)


def _retention_figure(key, label, rule, rows) -> Figure:
    return Figure(
        key=key,
        label=label,
        rule=rule,
        rows=rows,
        columns=(
            *PLACEMENT_COLUMNS,
            Column("ended_on", _("Last day"), lambda row: row.ended_on),
            Column("stayed", _("On that day"), lambda row: STAYED[row.stayed]),
        ),
        unit=SHARE,
        told_by="stayed",
        counted=Q(stayed=1),
        counted_parts=frozenset({1}),
        unsettled=Q(stayed=None),
        unsettled_parts=frozenset({None}),
        lines=("stayed",),
        batch="graduate__batch",
        personal=True,
        cells=(("graduate__batch__programme__name", _("Programme")),),
        of_what=_("jobs begun"),
    )


def first_day(row):
    """The first day of a graduate's first waged work, as she or her placement tells it."""
    return min(filter(None, (row.dated_on, row.placed_on)), default=None)


ALIVE_RULES = {
    6: (
        _("Own businesses alive after 6 months"),
        _(
            "Of the businesses of graduates that began at least 6 months before the cut-off date, those of which "
            "somebody said by then that they still ran after 6 months. Of whom nothing is heard, nothing is known: it "
            "stays in the denominator and is never called closed. A business without a first day cannot be counted."
        ),
    ),
    12: (
        _("Own businesses alive after 12 months"),
        _(
            "Of the businesses of graduates that began at least 12 months before the cut-off date, those of which "
            "somebody said by then that they still ran after 12 months. Of whom nothing is heard, nothing is known: it "
            "stays in the denominator and is never called closed. A business without a first day cannot be counted."
        ),
    ),
}


def _alive_figure(months: int) -> Figure:
    label, rule = ALIVE_RULES[months]
    return Figure(
        key=f"ventures_alive_{months}",
        label=label,
        rule=rule,
        rows=of.venture_checks_due(months),
        coded="{venture__code}",
        columns=(
            Column("code", _("Code"), lambda row: row.venture.code),
            Column("words", _("What it does"), lambda row: row.venture.words),
            Column("programme", _("Programme"), lambda row: row.venture.graduate.batch.programme.name),
            Column("began_on", pgettext_lazy("business", "Began"), lambda row: row.venture.began_on),
            Column("due_on", _("Asked for the day"), lambda row: row.due_on),
            Column("known", _("What is known"), lambda row: Alive(row.known).label),
        ),
        unit=SHARE,
        counted=Q(known=Alive.ALIVE),
        unsettled=Q(known=Alive.UNKNOWN),
        batch="venture__graduate__batch",
        personal=True,
        cells=(("venture__graduate__batch__programme__trade", _("Trade")),),
        of_what=_("businesses"),
    )


NOT_IN_INDUSTRY = _(
    "Do not confuse with “Sent to industry”: that figure counts placements in Indonesia, this one candidates abroad."
)
ROUTE_RULES = (
    (
        "in_language_training",
        _("Learning Japanese for the route abroad"),
        _("Candidates who stood at a stage of learning the language on the cut-off date."),
        abroad.in_language_training,
        _("Learning since"),
    ),
    (
        "passed_language",
        _("Candidates with a language certificate"),
        _(
            "Candidates who had passed JLPT or JFT-Basic by the cut-off date, the number of the certificate checked "
            "with its issuer by then. A number that was told and not checked does not count; who passed twice counts "
            "once."
        ),
        abroad.passed_language,
        _("Checked on"),
    ),
    (
        "passed_skills",
        _("Candidates with a skills test"),
        _(
            "Candidates who had passed the skills test of a field by the cut-off date, the number of the certificate "
            "checked with its issuer by then. Who passed in two fields counts once."
        ),
        abroad.passed_skills,
        _("Checked on"),
    ),
    (
        "interviewed",
        _("Candidates interviewed by an employer abroad"),
        _(
            "Candidates who had talked with an employer abroad by the cut-off date, whatever came of it. Who was asked "
            "and did not come does not count."
        ),
        abroad.interviewed,
        _("First interview"),
    ),
    (
        "contracted",
        _("Candidates with a contract abroad"),
        _(
            "Candidates who had signed a contract with an employer abroad by the cut-off date. A contract is no "
            "departure."
        ),
        abroad.contracted,
        _("Signed"),
    ),
    (
        "departed",
        _("Departed to work abroad"),
        _(
            "Candidates whose visa and whose day of departure had come by the cut-off date. Without either nobody "
            "counts. Who came back since then stays in it."
        ),
        abroad.departed,
        _("Departed"),
    ),
    (
        "in_japan",
        _("In Japan"),
        _(
            "Candidates in Japan on the cut-off date: departed with a visa, arrived, and not come back by then. Who "
            "learns Japanese, has a contract or waits for a visa is not in Japan."
        ),
        abroad.in_japan,
        _("Arrived"),
    ),
    (
        "returned",
        _("Came back from work abroad"),
        _("Candidates who had departed and come back by the cut-off date."),
        abroad.returned,
        _("Came back"),
    ),
)


def _route_figure(key, label, rule, rows, day) -> Figure:
    return Figure(
        key=key,
        label=label,
        rule=rule,
        rows=rows,
        columns=(
            CODE,
            Column("scheme", _("Scheme"), lambda row: row.version.scheme.name),
            Column("field", _("Field of work"), lambda row: row.field),
            Column("centre", _("Centre"), lambda row: row.centre.name),
            Column("day", day, lambda row: row.day),
        ),
        lines=("day",),
        personal=True,
        cells=(("version__scheme__name", _("Scheme")),),
        of_what=_("candidates"),
        warning=NOT_IN_INDUSTRY if key in ("departed", "in_japan") else "",
        counted_for=SEES_ROUTE,
    )


FIGURES = {
    figure.key: figure
    for figure in (
        Figure(
            key="graduates",
            label=_("Graduates"),
            rule=_("Everyone who completed a batch by the cut-off date, once for each batch completed."),
            rows=of.finished_enrolments,
            coded="{batch__code}-{number:03d}",
            columns=(
                CODE,
                Column("programme", _("Programme"), lambda row: row.batch.programme.name),
                Column("batch", _("Batch"), lambda row: row.batch.name),
                Column("finished_on", _("Finished"), lambda row: row.finished_on),
            ),
            personal=True,
            cells=(PROGRAMME_CELL,),
            cohort="finished_on",
            of_what=OF_GRADUATES,
        ),
        *(_status_figure(status) for status in Status if status != Status.UNKNOWN),
        _status_figure(Status.UNKNOWN),
        Figure(
            key="placed_or_self_employed",
            label=_("Employed or self-employed"),
            rule=_("Of all graduates of the cohort, those in waged work or running their own business at the window."),
            rows=of.outcomes_at_window,
            coded=OUTCOME_CODE,
            columns=OUTCOME_COLUMNS,
            unit=SHARE,
            **among(Status.EMPLOYED, Status.SELF_EMPLOYED),
            **NOT_KNOWN,
            batch="batch",
            windowed=True,
            personal=True,
            part_by="status",
            cells=STATUS_CELLS,
            cohort="enrolment__finished_on",
            of_what=OF_GRADUATES,
        ),
        _answered_figure(
            "placed_of_answered",
            _("Employed, of those who answered"),
            _(
                "Of those of the cohort whose status at the window is known, those in waged work. Who has not answered "
                "is not counted at all, so read the response beside it."
            ),
            after.outcomes_answered,
        ),
        _answered_figure(
            "placed_of_out_of_school",
            _("Employed, of those who do not study"),
            _(
                "Of those of the cohort whose status at the window is known and who did not go on to study, those in "
                "waged work. Other countries publish their rates so."
            ),
            after.outcomes_out_of_school,
            (*after.NOT_KNOWN, Status.STUDYING),
        ),
        Figure(
            key="response",
            label=_("Response"),
            rule=_(
                "Of all graduates of the cohort, those whose status at the window is known: they answered, somebody "
                "answered for them, or a placement tells. A text that nobody has settled yet is not known."
            ),
            rows=of.outcomes_at_window,
            coded=OUTCOME_CODE,
            columns=OUTCOME_COLUMNS,
            unit=SHARE,
            **among(*(status for status in Status if status not in after.NOT_KNOWN)),
            batch="batch",
            windowed=True,
            personal=True,
            part_by="status",
            cells=STATUS_CELLS,
            cohort="enrolment__finished_on",
            of_what=OF_GRADUATES,
        ),
        Figure(
            key="field_fit",
            label=_("Work that fits the training"),
            rule=_(
                "Of those of the cohort at waged work or with a business of their own at the window, those who said "
                "that it fits their training: 3 or 4 on the scale from 1 (not at all) to 4 (fully). Who was not asked "
                "or did not say is not known."
            ),
            rows=after.outcomes_at_work,
            coded=OUTCOME_CODE,
            columns=(*OUTCOME_COLUMNS[:5], Column("field_fit", _("Fit, 1 to 4"), lambda row: row.field_fit)),
            unit=SHARE,
            told_by="field_fit",
            counted=Q(field_fit__gte=3),
            counted_parts=frozenset({3, 4}),
            unsettled=Q(field_fit=None),
            unsettled_parts=frozenset({None}),
            lines=("field_fit",),
            batch="batch",
            windowed=True,
            personal=True,
            cells=(PROGRAMME_CELL,),
            of_what=_("at work"),
        ),
        Figure(
            key="ventures",
            label=_("Own businesses of graduates"),
            rule=_(
                "Businesses of graduates that were told of by the cut-off date and of which nobody has said that they "
                "closed by then. Not every self-employed graduate has told of one; two graduates who run a business "
                "together count it once each."
            ),
            rows=of.ventures_told,
            columns=(
                CODE,
                Column("words", _("What it does"), lambda row: row.words),
                Column("programme", _("Programme"), lambda row: row.graduate.batch.programme.name),
                Column("region", _("Region"), lambda row: row.region.name if row.region else _("not known")),
                Column("began_on", pgettext_lazy("business", "Began"), lambda row: row.began_on),
                Column("employs", _("People employed"), lambda row: row.employs, numeric=True),
            ),
            personal=True,
            cells=(("graduate__batch__programme__trade", _("Trade")),),
            of_what=_("businesses"),
        ),
        Figure(
            key="ventures_backed",
            label=_("Own businesses with a company beside them"),
            rule=_(
                "Of the businesses of graduates that were told of by the cut-off date and are not said to be closed, "
                "those that a company had agreed by then to stand by, as mentor or buyer, and still did. Only what the "
                "company itself said counts; a proposal, or what somebody else told of it, does not."
            ),
            rows=of.ventures_backed,
            columns=(
                CODE,
                Column("words", _("What it does"), lambda row: row.words),
                Column("programme", _("Programme"), lambda row: row.graduate.batch.programme.name),
                Column("backed", _("A company stands by it"), lambda row: _("yes") if row.backed else _("no")),
            ),
            unit=SHARE,
            counted=Q(backed=True),
            personal=True,
            cells=(("graduate__batch__programme__trade", _("Trade")),),
            of_what=_("businesses"),
        ),
        *(_alive_figure(months) for months in ALIVE_RULES),
        Figure(
            key="marked_working",
            label=_("Marked as working in the centre's sheet"),
            rule=_(
                "Rows of the centre's own sheet that carry a mark “working”, as marked. The mark is set wherever some "
                "text stands in the job column, so apprenticeships and doubtful texts are in it. It never changes."
            ),
            rows=of.outcomes_from_sheets,
            coded=OUTCOME_CODE,
            columns=(
                *OUTCOME_COLUMNS[:3],
                Column("job", _("Job as written"), lambda row: row.job),
                Column("status", _("Counted as"), lambda row: row.get_status_display()),
            ),
            unit=SHARE,
            counted=Q(marked_working=True),
            personal=True,
            cells=(PROGRAMME_CELL, ("marked_working", _("Marked"))),
            cohort="enrolment__finished_on",
            of_what=OF_GRADUATES,
            period=_("not stated"),
            warning=_("Do not compare with “Employed”: that figure counts waged work only, this one every mark."),
        ),
        Figure(
            key="reported_placement",
            label=_("Placement as reported by centres"),
            rule=_(
                "Participants and placed as a centre reported them for a programme, without rows of people. The line "
                "that says TOTAL is not a programme and is not added. A total in whose place rows of people stand on "
                "the cut-off date is not added either: those people are counted in the other figures."
            ),
            rows=of.totals_reported,
            coded="TOT-{pk}",
            columns=(
                CODE,
                Column("trade", _("Trade"), lambda row: row.trade),
                Column("programme", _("Programme as written"), lambda row: row.programme_written),
                Column("participants", _("Participants"), lambda row: row.participants, numeric=True),
            ),
            unit=SHARE,
            amount="placed",
            amount_of="participants",
            open_lines=True,
            cells=(("programme_written", _("Programme as written")),),
            reported=True,
            of_what=_("participants"),
            period=_("not stated"),
            warning=_(
                "Do not compare with figures that are counted from rows: nobody can open who stands behind a reported "
                "total, and its period and rule are not stated."
            ),
            version=2,
        ),
        Figure(
            key="openings",
            label=_("Openings"),
            rule=_("Openings known to Padan. Jobs and apprenticeships are different things and are shown apart."),
            rows=of.openings_known,
            columns=(
                CODE,
                Column("title", _("Title"), lambda row: row.title),
                Column("kind", _("Kind"), lambda row: row.get_kind_display()),
                Column("company", _("Company"), lambda row: row.company.name if row.company else _("not known yet")),
                Column("seats", _("Seats"), lambda row: row.seats, numeric=True),
            ),
            part_by="kind",
            cells=(("kind", _("Kind")), ("region__name", _("Region"))),
            region="region",
            of_what=_("openings"),
            counted_for=SEES_COMPANIES,
        ),
        Figure(
            key="seats",
            label=_("Seats"),
            rule=_("The seats of all openings. Seats that a centre estimated count as written and are marked so."),
            rows=of.openings_known,
            columns=(
                CODE,
                Column("title", _("Title"), lambda row: row.title),
                Column("kind", _("Kind"), lambda row: row.get_kind_display()),
                Column("estimated", _("Estimate"), lambda row: _("yes") if row.seats_estimated else _("no")),
            ),
            amount="seats",
            part_by="kind",
            cells=(("kind", _("Kind")), ("region__name", _("Region"))),
            region="region",
            of_what=_("openings"),
            counted_for=SEES_COMPANIES,
        ),
        Figure(
            key="partners",
            label=_("Partners with a signed agreement"),
            rule=_(
                "Companies, not documents: a company counts once when at least one agreement with it was signed in the "
                "period and is in force on the cut-off date."
            ),
            rows=of.partners,
            coded="{agreement__code}",
            columns=(
                Column("code", _("Agreement"), lambda row: row.agreement.code),
                Column("company", _("Company"), lambda row: row.organisation.name),
                Column("signed_on", _("Signed"), lambda row: row.agreement.signed_on),
                Column("ends_on", _("Until"), lambda row: row.agreement.ends_on),
            ),
            open_lines=True,
            cells=(("organisation__name", _("Company")), ("agreement__signed_on", _("Signed"))),
            region="organisation__region",
            of_what=_("companies"),
            counted_for=SEES_COMPANIES,
        ),
        Figure(
            key="sent_to_industry",
            label=_("Sent to industry"),
            rule=_(
                "Placements in Indonesia whose first day fell in the period. It says nothing about who is in Japan: "
                "that is a figure of its own."
            ),
            version=2,
            rows=of.placements_begun,
            columns=PLACEMENT_COLUMNS,
            personal=True,
            cells=(("graduate__batch__programme__name", _("Programme")),),
            of_what=_("placements"),
        ),
        *(_route_figure(*told) for told in ROUTE_RULES),
        *(_retention_figure(*told) for told in RETENTION),
        Figure(
            key="time_to_job",
            label=_("Time to the first job (median)"),
            rule=_(
                "Days from finishing to the first day of the first waged work, by answers and placements up to the "
                "cut-off date. The median is the day by which half of all graduates have begun, after Kaplan and "
                "Meier: who has no work yet counts for as long as she was known to be without it, and who has not "
                "answered adds nothing. Who works and told no first day counts from the day she was known to work, so "
                "the time is at most that long. Who was at work already when she finished is left out."
            ),
            rows=after.first_jobs,
            coded="{batch__code}-{number:03d}",
            columns=(
                CODE,
                Column("programme", _("Programme"), lambda row: row.batch.programme.name),
                Column("finished_on", _("Finished"), lambda row: row.finished_on),
                Column("first_day", _("First day of work"), first_day),
                Column("known_on", _("Known to work, no first day told"), lambda row: row.known_on),
                Column("without_on", _("Last known without work"), lambda row: row.without_on),
            ),
            unit=DAYS,
            lines=("finished_on", "dated_on", "placed_on", "known_on", "without_on"),
            counted=Q(dated_on__isnull=False) | Q(placed_on__isnull=False) | Q(known_on__isnull=False),
            batch="batch",
            personal=True,
            cells=(PROGRAMME_CELL,),
            of_what=OF_GRADUATES,
        ),
        Figure(
            key="needed",
            label=_("People asked for"),
            rule=_("Head counts of all needs that companies said by the cut-off date and did not withdraw."),
            rows=of.needs_said,
            columns=(
                CODE,
                Column("company", _("Company"), lambda row: row.company.name),
                Column("words", _("In the company's words"), lambda row: row.words),
                Column("said_on", _("Said"), lambda row: row.said_on),
            ),
            amount="head_count",
            cells=(("region__name", _("Region")),),
            region="region",
            of_what=_("needs"),
            counted_for=SEES_COMPANIES,
        ),
        Figure(
            key="units_named",
            label=_("Units named"),
            rule=_("Competency units that these needs name, each unit once."),
            rows=of.units_named,
            coded="{unit__code}",
            columns=(
                Column("code", _("Code"), lambda row: row.unit.code),
                Column("title", _("Unit"), lambda row: row.unit.title),
            ),
            open_lines=True,
            cells=(("unit__code", _("Code")), ("unit__title", _("Unit"))),
            of_what=_("units"),
            counted_for=SEES_COMPANIES,
        ),
        Figure(
            key="programmes",
            label=_("Programmes"),
            rule=_("Programmes that the centres keep."),
            rows=of.programmes_kept,
            columns=(
                CODE,
                Column("name", _("Programme"), lambda row: row.name),
                Column("trade", _("Trade"), lambda row: row.trade),
                Column("hours", _("Hours (JP)"), lambda row: row.hours, numeric=True),
            ),
            open_lines=True,
            cells=(("trade", _("Trade")), ("name", _("Programme"))),
            region="centre__region",
            of_what=_("programmes"),
        ),
        Figure(
            key="batches",
            label=_("Batches completed"),
            rule=_("Batches that were completed by the cut-off date."),
            rows=of.batches_completed,
            columns=(
                CODE,
                Column("name", _("Batch"), lambda row: row.name),
                Column("programme", _("Programme"), lambda row: row.programme.name),
                Column("ends_on", _("Ended"), lambda row: row.ends_on),
            ),
            open_lines=True,
            cells=(("programme__name", _("Programme")),),
            region="centre__region",
            of_what=_("batches"),
        ),
        Figure(
            key="packages",
            label=_("Packages carried out"),
            rule=_(
                "Classes (paket) that began in the year of the cut-off date, up to it. A package counts once its class "
                "has begun."
            ),
            rows=of.packages_begun,
            columns=(
                CODE,
                Column("name", _("Batch"), lambda row: row.name),
                Column("output_code", _("RO code"), lambda row: row.output_code),
                Column("starts_on", _("First day"), lambda row: row.starts_on),
            ),
            open_lines=True,
            cells=(("output_code", _("RO code")), ("programme__name", _("Programme"))),
            region="centre__region",
            of_what=_("packages"),
        ),
        Figure(
            key="trained",
            label=_("People trained"),
            rule=_(
                "People (orang) who took a place in a class that began in the year of the cut-off date, up to it, "
                "whether they finished it or not."
            ),
            rows=of.people_in_packages,
            coded="{batch__code}-{number:03d}",
            columns=(
                CODE,
                Column("programme", _("Programme"), lambda row: row.batch.programme.name),
                Column("batch", _("Batch"), lambda row: row.batch.name),
                Column("state", _("State"), lambda row: row.get_state_display()),
            ),
            personal=True,
            cells=(PROGRAMME_CELL,),
            of_what=_("people"),
        ),
        Figure(
            key="promises_kept",
            label=_("Promises kept"),
            rule=_(
                "Of the promises of signed agreements that fell due by the cut-off date, in the period of the target "
                "where one runs, those whose rows had reached the promised number by then."
            ),
            rows=of.promises_due,
            columns=(
                CODE,
                Column("party", _("Who promised"), lambda row: row.party.organisation.name),
                Column("words", _("Promise"), lambda row: row.words),
                Column("due_on", _("Due"), lambda row: row.due_on),
                Column("kept_on", _("Kept on"), lambda row: row.kept_on),
            ),
            unit=SHARE,
            counted=Q(kept_by_then=1),
            cells=(("kind", _("Kind")),),
            of_what=_("promises"),
            counted_for=SEES_COMPANIES,
        ),
    )
}
