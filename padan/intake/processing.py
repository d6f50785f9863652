"""One reading of one file, from its bytes to rows compared with what is kept; and, if wanted, to rows written.

The file is read anew each time: for the look before, for the writing, after a crash. Only what is written counts.
"""

from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from padan.base.staging import HELD, NEW, SAME, Staged, execute, fetch, room_to_work, stream
from padan.intake.blocks import REMARK_COLUMNS, Block, Job
from padan.intake.headings import LOOK_AT, find_headings, nearest_shape
from padan.intake.layouts.handler import Handler
from padan.intake.layouts.known import HANDLERS
from padan.intake.models import Mapping, Remark, Upload, opened
from padan.intake.reading.errors import Unreadable
from padan.intake.reading.files import sheets_of
from padan.intake.reading.zipcheck import MAX_UNPACKED
from padan.intake.states import RemarkKind, RemarkState
from padan.organisations.models import Organisation
from padan.outcomes.models import Outcome
from padan.outcomes.states import Status


@dataclass
class Report:
    """What one reading counted; read = imported + unchanged + review + ignored."""

    layout: str = ""
    read: int = 0
    imported: int = 0
    unchanged: int = 0
    review: int = 0
    ignored: int = 0
    questions: int = 0
    columns: dict[str, str] = field(default_factory=dict)


class Reading:
    """A file being read. Use ``reading_of``; then ``compare`` and, inside a transaction, ``write``."""

    def __init__(self, job: Job, stack: ExitStack):
        self.job, self.stack = job, stack
        self.handler: Handler | None = None
        self.report = Report()

    def take(self, path, *, max_unpacked, progress) -> None:
        """Read every visible sheet and stage its rows. Raises Unreadable."""
        missing: list = []
        n, unknown = 0, []
        for sheet in sheets_of(path, self.job.name, max_unpacked):
            if sheet.hidden:
                self.job.remark([(str(RemarkKind.NOTE), sheet.name, 0, 1, "", "", sheet.name, "hidden_sheet", "", 0)])
                continue
            rows_in_sheet, headings, last = 0, None, 0
            blocks = iter(sheet.blocks)
            first: list = []
            while len(first) < LOOK_AT + 2 and (more := next(blocks, None)) is not None:
                first.extend(more)
            headings = find_headings(first, self.remembered()) if first else None
            if headings is None:
                size = self._last_value(first, blocks)
                if size:
                    missing.append(nearest_shape(first))
                    unknown.append((sheet.name, size))
                continue
            self._open(headings)
            start = headings.first + headings.height
            self._ignore_above(sheet.name, first[:start])
            self.job.blank_from = 0
            for block in self._rest(first[start:], blocks):
                taken = Block(self.job, headings, sheet.name, start + rows_in_sheet + 1, block, n + 1)
                self.handler.take(taken)
                rows_in_sheet += len(block)
                n += len(taken)
                last = start + rows_in_sheet if not self.job.blank_from else self.job.blank_from - 1
                progress(self.job.read + last)
            self.job.read += last or start
        if self.handler is None:
            self._refuse(missing)
        for name, size in unknown:
            self.job.read += size
            self.job.ignore(name, 1, "sheet_unknown", size)

    def remembered(self):
        kept = Mapping.objects.filter(organisation=self.job.centre).order_by("pk")
        return {mapping.headings: mapping.columns for mapping in kept}

    def _open(self, headings):
        if self.handler is None:
            self.handler = self.stack.enter_context(HANDLERS[headings.shape.layout](self.job))
            self.report.layout = str(headings.shape.layout)
            self.report.columns = dict(headings.written)
            for text in headings.twice:
                self.job.remark([(str(RemarkKind.NOTE), "", 0, 1, "", text, text, "column_twice", text, 0)])
        elif self.report.layout != headings.shape.layout:
            raise Unreadable("two_layouts")

    def _ignore_above(self, sheet, rows):
        for at, row in enumerate(rows, start=1):
            self.job.ignore(sheet, at, "title" if any(cell not in (None, "") for cell in row) else "blank")

    def _rest(self, first, blocks):
        if first:
            yield first
        yield from blocks

    def _last_value(self, first, blocks) -> int:
        last = at = 0
        for block in self._rest(first, blocks):
            for row in block:
                at += 1
                if any(cell not in (None, "") for cell in row):
                    last = at
        return last

    def _refuse(self, missing):
        if not missing:
            raise Unreadable("empty_sheets")
        near = next((found for found in missing if found), None)
        if near is None:
            raise Unreadable("no_layout", "NO, KEJURUAN, PROGRAM PELATIHAN")
        shape, lacks = near
        raise Unreadable("missing_columns", ", ".join(shape.words[name][0].upper() for name in lacks))

    def compare(self) -> Report:
        """Compare the staged rows with what is kept, and count."""
        handler, report, job = self.handler, self.report, self.job
        handler.rows.analyze()
        handler.compare()
        counted = handler.counts()
        report.read = job.read
        report.imported = counted.get(NEW, 0)
        report.unchanged = counted.get(SAME, 0)
        report.review = counted.get(HELD, 0) + job.reviewed
        report.ignored = job.ignored
        return report

    def ask(self) -> None:
        """Leave only questions about rows that are kept, or will be, and that nobody has settled yet."""
        remarks, rows = self.job.remarks.name, self.handler.rows.name
        asked = f"kind = '{RemarkKind.QUESTION}'"
        (some,) = fetch(f"SELECT count(*) FROM {remarks} WHERE {asked}")[0]  # noqa: S608
        if not some:
            return
        execute(
            f"DELETE FROM {remarks} WHERE {asked} AND n IN (SELECT n FROM {rows} WHERE verdict = {HELD})"  # noqa: S608
        )
        self.handler.link()
        thing = f"(SELECT r.thing_id FROM {rows} r WHERE r.n = {remarks}.n AND r.verdict = {SAME})"  # noqa: S608
        for condition in SETTLED_ELSEWHERE:
            told = condition.format(thing=thing, remarks=remarks, layout=self.report.layout)
            execute(f"DELETE FROM {remarks} WHERE {asked} AND {told}")  # noqa: S608
        (self.report.questions,) = fetch(f"SELECT count(*) FROM {remarks} WHERE {asked}")[0]  # noqa: S608

    def remarks(self):
        """Every remark of this reading, by sheet and row."""
        return stream(
            f"""SELECT kind, sheet, "row", "rows", field, "column", written, reason, detail, n
                FROM {self.job.remarks.name} ORDER BY sheet, "row", n"""  # noqa: S608
        )

    def keep_remarks(self, upload) -> None:
        """Write the remarks to the upload; what was settled or put off before stays as it is."""
        kept, staged, rows = Remark._meta.db_table, self.job.remarks.name, self.handler.rows.name
        Remark.objects.filter(upload=upload, state=RemarkState.OPEN).delete()
        already = Remark.objects.filter(upload=upload).exists()
        unless = (
            f"""WHERE NOT EXISTS (SELECT 1 FROM {kept} k WHERE k.upload_id = %s AND k.sheet = s.sheet
                AND k."row" = s."row" AND k.field = s.field AND k.kind = s.kind)"""  # noqa: S608
            if already
            else ""
        )
        if self.report.questions:
            self.handler.rows.index("n")
        execute(
            f"""INSERT INTO {kept} (upload_id, kind, state, sheet, "row", "rows", field, "column", written, reason,
                    detail, thing_id, answer)
                SELECT %s, s.kind, '{RemarkState.OPEN}', s.sheet, s."row", s."rows", s.field, s."column", s.written,
                    s.reason, s.detail, CASE WHEN s.kind = '{RemarkKind.QUESTION}'
                        THEN (SELECT r.thing_id FROM {rows} r WHERE r.n = s.n) END, ''
                FROM {staged} s {unless} ORDER BY s.sheet, s."row", s.n""",  # noqa: S608
            [upload.pk, upload.pk] if already else [upload.pk],
        )


SETTLED_ELSEWHERE = (
    f"""EXISTS (SELECT 1 FROM {Remark._meta.db_table} k JOIN {Upload._meta.db_table} u ON u.id = k.upload_id
        WHERE k.thing_id = {{thing}} AND k.field = {{remarks}}.field AND u.layout = '{{layout}}'
            AND k.kind = '{RemarkKind.QUESTION}' AND k.state = '{RemarkState.SETTLED}')""",  # noqa: S608
    f"""reason IN ('work_unclear', 'mark_unclear') AND EXISTS (
        SELECT 1 FROM {Outcome._meta.db_table} o WHERE o.enrolment_id = {{thing}} AND o.superseded_on IS NULL AND o.status <> '{Status.UNCLEAR}')""",  # noqa: S608, E501
    "reason = 'region' AND EXISTS (SELECT 1 FROM openings_opening o WHERE o.id = {thing} AND o.region_id IS NOT NULL)",
    """reason = 'occupation_words' AND EXISTS (
        SELECT 1 FROM openings_opening o WHERE o.id = {thing} AND o.occupation_check <> 'words')""",
    "reason = 'need_region' AND EXISTS (SELECT 1 FROM needs_need d WHERE d.id = {thing} AND d.region_id IS NOT NULL)",
    """reason = 'need_occupation' AND EXISTS (
        SELECT 1 FROM needs_need d WHERE d.id = {thing} AND d.occupation_id IS NOT NULL)""",
    """field = 'wage_from' AND EXISTS (
        SELECT 1 FROM needs_need d WHERE d.id = {thing} AND d.wage_from_idr IS NOT NULL)""",
    """field = 'wage_to' AND EXISTS (
        SELECT 1 FROM needs_need d WHERE d.id = {thing} AND d.wage_to_idr IS NOT NULL)""",
)
"""Questions answered under another file of the same row, or whose stored row has an answer by now."""


@contextmanager
def reading_of(
    upload,
    *,
    by,
    at,
    today,
    path=None,
    max_unpacked=MAX_UNPACKED,
    progress: Callable[[int], None] = lambda rows: None,
):
    """Read the file of an upload into staged rows; they are gone when the block ends. Raises Unreadable.

    ``path`` is for a file read where it lies, without an upload that is kept.
    """
    answers: dict[tuple[str, int], dict[str, str]] = {}
    if upload.pk:
        settled = Remark.objects.filter(upload=upload, kind=RemarkKind.REVIEW, state=RemarkState.SETTLED)
        for sheet, row, name, answer in settled.order_by("pk").values_list("sheet", "row", "field", "answer"):
            answers.setdefault((sheet, row), {})[name] = opened(name, answer)
    with ExitStack() as stack:
        stack.enter_context(room_to_work())
        remarks = stack.enter_context(Staged("remarks", REMARK_COLUMNS))
        job = Job(upload.organisation, upload.name, by, at, today, remarks, answers)
        reading = Reading(job, stack)
        reading.take(path or upload.path, max_unpacked=max_unpacked, progress=progress)
        yield reading


def lock(organisation) -> None:
    """Two files for one centre are written one after the other. Within a transaction."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
