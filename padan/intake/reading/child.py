"""The reader of workbooks: a process of its own, under limits, that may die without harm.

``python -m padan.intake.reading.child PATH MEMORY SECONDS`` writes one JSON line per sheet and per row.
"""

import datetime as dt
import json
import resource
import sys

DIED_OF_MEMORY = 3
MOST_ROWS, MOST_COLUMNS = 2**20, 2**14


def main(path: str, memory: str, seconds: str) -> int:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    try:
        return _read(path)
    except MemoryError:
        return DIED_OF_MEMORY


def _read(path: str) -> int:
    import python_calamine  # under the limits, like everything it does

    out = sys.stdout
    try:
        with open(path, "rb") as file:
            workbook = python_calamine.load_workbook(file)
        for meta in workbook.sheets_metadata:
            if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            hidden = meta.visible != python_calamine.SheetVisibleEnum.Visible
            out.write(json.dumps({"sheet": meta.name, "hidden": hidden}) + "\n")
            if not hidden:
                _write_rows(workbook.get_sheet_by_name(meta.name), out)
    except python_calamine.PasswordError:
        out.write('{"error": "encrypted"}\n')
        return 0
    except (python_calamine.CalamineError, OSError, ValueError):
        out.write('{"error": "broken_workbook"}\n')
        return 0
    out.write('{"end": true}\n')
    return 0


def _write_rows(sheet, out) -> None:
    if sheet.start is None:
        return
    left = sheet.start[1]
    if sheet.end[0] >= MOST_ROWS or sheet.end[1] >= MOST_COLUMNS:  # no program writes such a sheet
        raise MemoryError
    merged = sorted(sheet.merged_cell_ranges or ()) if sheet.height < 2**17 else []
    active: list = []
    for at, cells in enumerate(sheet.iter_rows()):  # from the first row of the sheet, and the first column with a value
        row = [_plain(cell) for cell in cells]
        while merged and merged[0][0][0] <= at:
            (first_row, first), (last_row, last) = merged.pop(0)
            if first_row == at and left <= first < left + len(row) and len(active) < 1000:
                active.append((last_row, first - left, min(last - left, len(row) - 1), row[first - left]))
        active = [span for span in active if span[0] >= at]
        for _last, first, last, cell in active:
            for column in range(first, last + 1):
                if row[column] is None:
                    row[column] = cell
        while row and row[-1] is None:
            row.pop()
        out.write(json.dumps([None] * left + row if row else row) + "\n")


def _plain(cell):
    if cell == "" or cell is None:
        return None
    if isinstance(cell, str | bool | float | int):
        return cell
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ") if cell.time() != dt.time() else cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
