"""What every layout does: stage checked rows, compare them with what is kept, write the new ones."""

from typing import Any, ClassVar

from django.db.models import Model

from padan.base.codes import name_key
from padan.base.staging import HELD, NEW, SAME, Staged, execute, fetch
from padan.intake.blocks import Block, Job
from padan.intake.headings import Headings
from padan.intake.states import RemarkKind
from padan.organisations.actions import open_companies


class Handler:
    """One layout in one reading of a file. ``columns`` are those of its staged rows."""

    columns: ClassVar[dict[str, str]] = {}

    def __init__(self, job: Job):
        self.job = job
        self.rows = Staged("rows", {"n": "integer", "sheet": "text", "row": "integer", **self.columns,
                                    "verdict": "integer", "thing_id": "integer"})  # fmt: skip
        self.headings: Headings | None = None

    def __enter__(self):
        self.rows.__enter__()
        return self

    def __exit__(self, *told):
        self.rows.__exit__(*told)

    def take(self, block: Block) -> None:
        """Check a block and stage its rows."""
        self.headings = block.headings
        if len(block):
            checked = self.check(block)
            nothing = [None] * len(block)
            self.rows.add(block.rows_in(*checked, [NEW] * len(block), nothing))

    def check(self, block: Block) -> list[list[Any]]:
        """The columns of ``self.columns``, in order, one value per row of the block."""
        raise NotImplementedError

    def compare(self) -> None:
        """Set ``verdict``: new, the same as one kept or staged before, or held back with a remark."""
        raise NotImplementedError

    def write(self, source: str) -> None:
        """Write the new rows through the acts of the rooms below."""
        raise NotImplementedError

    def link(self) -> None:
        """Fill ``thing_id`` of the rows that carry a question, with the row kept in the database."""

    def counts(self) -> dict[int, int]:
        """How many rows per verdict."""
        return dict(fetch(f"SELECT verdict, count(*) FROM {self.rows.name} GROUP BY verdict"))  # noqa: S608

    def same(self, condition: str, params=()) -> None:
        """Rows for which ``condition`` holds are kept already; ``staged`` is the name in it."""
        execute(
            f"UPDATE {self.rows.name} AS staged SET verdict = {SAME} WHERE verdict = {NEW} AND {condition}",  # noqa: S608
            params,
        )

    def hold(self, condition: str, reason: str, name: str, detail: str = "''", params=()) -> None:
        """Rows for which ``condition`` holds wait, with a remark about the field ``name``."""
        column = self.headings.written.get(name, "") if self.headings else ""
        written = execute(
            f"""INSERT INTO {self.job.remarks.name}
                SELECT '{RemarkKind.REVIEW}', staged.sheet, staged."row", 1, %s, %s, '', '{reason}', {detail}, staged.n
                FROM {self.rows.name} AS staged WHERE staged.verdict = {NEW} AND {condition}""",  # noqa: S608
            [name, column, *params],
        )
        if written:
            execute(
                f"UPDATE {self.rows.name} AS staged SET verdict = {HELD} WHERE verdict = {NEW} AND {condition}",  # noqa: S608
                params,
            )

    def link_by(self, expression: str, params=()) -> None:
        """Fill ``thing_id`` by a subquery over ``staged``, for rows with a question."""
        execute(
            f"""UPDATE {self.rows.name} AS staged SET thing_id = ({expression})
                WHERE n IN (SELECT n FROM {self.job.remarks.name} WHERE kind = '{RemarkKind.QUESTION}')""",  # noqa: S608
            params,
        )


def open_named(handler: Handler, *, by, at, source) -> None:
    """Fill ``company_id`` of the new rows that name a company not found yet: by exact name and region, else opened."""
    rows, centre = handler.rows.name, handler.job.centre
    unknown = f"verdict = {NEW} AND company_id IS NULL AND company_name <> ''"
    named = fetch(f"SELECT DISTINCT company_name, region_id FROM {rows} WHERE {unknown}")  # noqa: S608
    if not named:
        return
    found = open_companies(names=sorted(named, key=str), forum_id=centre.forum_id, by=by, at=at, source=source)
    with Staged("companies", {"name": "text", "region": "integer", "company": "integer"}) as pairs:
        pairs.add([(name, region, found[name_key(name), region]) for name, region in named])
        pairs.index("name")
        execute(
            f"""UPDATE {rows} SET company_id = (SELECT p.company FROM {pairs.name} p
                WHERE p.name = company_name AND COALESCE(p.region, 0) = COALESCE(region_id, 0))
                WHERE {unknown}"""  # noqa: S608
        )


def table(model: type[Model]) -> str:
    return model._meta.db_table


def width(model: type[Model], column: str) -> int:
    """How many letters a column holds."""
    return model._meta.get_field(column).max_length
