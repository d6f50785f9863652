"""The sentences: why a file is refused, why a row or a cell waits. Each says what is there and the way out."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

FILE = {
    "empty_file": gettext_noop("The file is empty. Choose the file that holds the rows."),
    "empty_sheets": gettext_noop("No visible sheet holds a value. Show the sheet with the rows and save again."),
    "gzip_under_other_name": gettext_noop("This is a gzip under another name. Unpack it, or name it .csv.gz."),
    "other_kind": gettext_noop("This is a %(detail)s file, not a sheet. Save it as XLSX, XLS, ODS or CSV."),
    "html_as_sheet": gettext_noop("This is a web page named like a sheet. Open it and save it as XLSX."),
    "encrypted": gettext_noop("The workbook is locked with a password. Save a copy without one."),
    "macros": gettext_noop("The workbook holds macros. Save a copy as XLSX, without macros."),
    "dtd": gettext_noop("The workbook is built in an unsafe way. Open it and save it anew as XLSX."),
    "broken_workbook": gettext_noop("The workbook is damaged or cut short. Open it and save it anew as XLSX."),
    "broken_gzip": gettext_noop("The .csv.gz is damaged or cut short. Pack it anew, or bring the CSV itself."),
    "too_many_entries": gettext_noop("The workbook holds more than %(detail)s parts. Save only the rows as CSV."),
    "too_large_unpacked": gettext_noop("Unpacked, the workbook is larger than %(detail)s. Save it as CSV."),
    "workbook_too_heavy": gettext_noop(
        "The workbook asks for too much memory or time, often because of a value far outside. Save it as CSV."
    ),
    "csv_too_large": gettext_noop("The file is larger than %(detail)s. Split it into parts."),
    "too_many_columns": gettext_noop("The row has more than %(detail)s columns. Delete the empty ones."),
    "field_too_long": gettext_noop("One field is longer than 1 MB. Look for a quotation mark that is not closed."),
    "line_too_long": gettext_noop("One line is longer than 4 MB. Look for a quotation mark that is not closed."),
    "open_quote": gettext_noop("A quotation mark is not closed, or stands where none belongs. Mend it in the file."),
    "nul": gettext_noop("The text holds the sign NUL. Save it anew as CSV UTF-8."),
    "encoding": gettext_noop("Some letters cannot be read. Save it anew as CSV UTF-8."),
    "no_layout": gettext_noop(
        "No row of headings was recognised. The first rows must name the columns, such as: %(detail)s."
    ),
    "missing_columns": gettext_noop("A needed column is missing: %(detail)s. Add it, with its name in the heading."),
    "two_layouts": gettext_noop("The sheets hold different kinds of rows. Bring each kind in a file of its own."),
    "disk_full": gettext_noop("The disk is full; nothing of this file was kept. Make room, then try again."),
}

CELL = {
    "missing": gettext_noop("Empty. We do not guess."),
    "control": gettext_noop("Holds an invisible control sign. Type the text anew."),
    "bidi": gettext_noop("Holds a sign that turns the direction of the text. Type the text anew."),
    "too_long": gettext_noop("Longer than %(detail)s letters. Shorten it."),
    "name_is_number": gettext_noop("A number stands where a name belongs."),
    "name_invisible": gettext_noop("Only invisible signs. Type the name."),
    "name_without_letters": gettext_noop("No letter in it. Type the name."),
    "name_confusable": gettext_noop("Letters of two alphabets that look alike. Type the name anew."),
    "not_in_list": gettext_noop("“%(detail)s” is not one of the known answers. Choose one."),
    "email": gettext_noop("This is no e-mail address."),
    "number": gettext_noop("This is not read as a number. Write digits only."),
    "number_scientific": gettext_noop("The sheet shortened the number (%(detail)s). Format the column as text."),
    "number_negative": gettext_noop("A count cannot be below zero."),
    "number_not_whole": gettext_noop("This must be a whole number."),
    "number_ambiguous": gettext_noop("“%(detail)s” can be read in two ways. Write it without point or comma."),
    "number_other_digits": gettext_noop("Write the number with the digits 0-9."),
    "number_too_large": gettext_noop("This number is too large to be right."),
    "number_zero": gettext_noop("Zero seats are no opening. Write 1 or more."),
    "money_cents": gettext_noop("“%(detail)s” is not a whole rupiah. Write it in full."),
    "money_range": gettext_noop("Two amounts. Write one."),
    "date": gettext_noop("This is not read as a date. Write DD/MM/YYYY."),
    "date_no_such_day": gettext_noop("There is no such day."),
    "date_month_first": gettext_noop("Month before day? Write DD/MM/YYYY."),
    "date_two_digit_year": gettext_noop("The year has two digits. Write four."),
    "date_is_number": gettext_noop("The date is a number of days (%(detail)s). Format the column as date."),
    "date_year": gettext_noop("The year %(detail)s cannot be right."),
    "date_in_future": gettext_noop("This day is still to come."),
    "date_before_start": gettext_noop("The last day lies before the first."),
    "nik_is_number": gettext_noop("NIK is a number; format the column as text and take it from the original file."),
    "nik_digits": gettext_noop("A NIK has 16 digits, this has %(detail)s signs."),
    "nik_birth_date": gettext_noop("Digits 7-12 (%(detail)s) are no date of birth."),
    "nik_serial": gettext_noop("The last four digits of a NIK are never 0000."),
    "nik_disagrees": gettext_noop("The NIK tells another birth date or sex than the row. Kept as written."),
    "nik_other_name": gettext_noop("The same NIK stands with another name. One of the two is wrong."),
    "phone": gettext_noop("This is no phone number. Write it like 0812…"),
    "phone_scientific": gettext_noop("The sheet shortened the phone (%(detail)s). Format the column as text."),
    "phone_two": gettext_noop("Two phone numbers. Write one."),
    "more_cells": gettext_noop("The row has more cells than the heading; the columns may have slipped."),
    "number_twice": gettext_noop("This number stands twice in the class with different values."),
    "other_values": gettext_noop(
        "Already recorded with another value (%(detail)s), which stays. Ask whoever keeps it which is right."
    ),
    "twin": gettext_noop("Perhaps the same person as %(detail)s: same name, same birth date."),
    "placed_above_participants": gettext_noop("More placed than participants."),
    "region": gettext_noop("No official region has exactly this name. Choose one."),
    "need_region": gettext_noop("No official region has exactly this name. Choose one."),
    "need_occupation": gettext_noop("“%(detail)s” is no code of the loaded KBJI. Type the code."),
    "people_zero": gettext_noop("A need asks for at least one person. Write 1 or more."),
    "wage_unclear": gettext_noop("“%(detail)s” could be several amounts. Write a month's wage in full rupiah."),
    "wage_order": gettext_noop("The highest wage is below the lowest."),
    "due_before_said": gettext_noop("The people are needed before the day it was said. Check both days."),
    "company_elsewhere": gettext_noop(
        "This company stands under another forum, or is closed. Its own forum writes down what it needs."
    ),
    "occupation_words": gettext_noop("Words instead of a code. Kept as written; type the code."),
    "work_unclear": gettext_noop("Marked as working, but the job text does not say waged work. What is it?"),
    "mark_unclear": gettext_noop("The mark is neither Y nor empty. What is it?"),
    "title": gettext_noop("Heading, not data."),
    "blank": gettext_noop("Empty row."),
    "total": gettext_noop("A total, not a row of its own."),
    "hidden_sheet": gettext_noop("Hidden sheet, not read. Show it if it belongs to the data."),
    "sheet_unknown": gettext_noop("This sheet has no headings that were recognised."),
    "column_twice": gettext_noop("Two columns are named “%(detail)s”; the first is read."),
}


def sentence(code: str, detail: str = "") -> str:
    """Why a cell or a row waits, in the language of the reader."""
    return _(CELL[code]) % {"detail": detail}


def file_sentence(code: str, detail: str = "", *, sheet: str = "", row: int = 0, column: str = "") -> str:
    """Why a file is refused, and where in it."""
    places = (
        _("sheet “%(sheet)s”") % {"sheet": sheet} if sheet else "",
        _("row %(row)s") % {"row": row} if row else "",
        _("column “%(column)s”") % {"column": column} if column else "",
    )
    where = ", ".join(place for place in places if place)
    said = _(FILE[code]) % {"detail": detail}
    return f"{where}: {said}" if where else said
