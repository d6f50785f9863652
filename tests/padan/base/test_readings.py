"""Cells as people in Indonesia write them. Each table names every case by what is written."""

from datetime import date, datetime

import pytest

from padan.base.readings import (
    Problem,
    day,
    email,
    integer,
    line,
    moment,
    money,
    nik,
    nik_agrees,
    past_day,
    person_name,
    phone,
    prose,
)


def told(reading):
    """The value, or the name of the problem."""
    return f"!{reading.code}" if isinstance(reading, Problem) else reading


GOOD_NIKS = [f"3275{district:02d}{day_:02d}{month:02d}{year:02d}{serial:04d}"
             for district, day_, month, year, serial in
             [(1 + n % 12, d + 40 * (n % 2), m, (n * 7) % 100, 1 + n)
              for n, (m, d) in enumerate([(m, d) for m in range(1, 13) for d in (1, 9, 15, 28)] * 2)]]  # fmt: skip
LEAP = [f"320101{d}02{y:02d}0001" for d in ("29", "69") for y in (0, 4, 96)]
PAPUA = [f"{province}0101150190{serial:04d}" for province in range(91, 98) for serial in (1, 9999)]
BAD_DATES = [f"327501{d:02d}{m:02d}900001" for d, m in
             [(0, 1), (32, 1), (40, 5), (72, 5), (80, 3), (99, 9), (31, 4), (71, 6), (31, 9), (71, 11), (30, 2),
              (70, 2), (15, 0), (15, 13), (55, 99), (1, 20)]]  # fmt: skip
BAD_LEAP = [f"320101{d}02{y:02d}0001" for d in ("29", "69") for y in (1, 3, 90, 99)]
BAD_NIKS = [
    *[(number, "!nik_birth_date") for number in BAD_DATES + BAD_LEAP],
    *[(f"3275011501900{n}"[:12] + "0000", "!nik_serial") for n in range(3)],
    ("", None),
    ("   ", None),
    (None, None),
    ("\u200b", None),
    (3275011501900001, "!nik_is_number"),
    (3275011501900001.0, "!nik_is_number"),
    (9171011501900001, "!nik_is_number"),
    (3.27501e15, "!nik_is_number"),
    (True, "!nik_is_number"),
    ("3.27501E+15", "!nik_is_number"),
    ("3,2E+15", "!nik_is_number"),
    ("3.2E+15", "!nik_is_number"),
    ("3e15", "!nik_is_number"),
    ("3275011501900001.0", "!nik_is_number"),
    ("3275011501900001,00", "!nik_is_number"),
    ("327501150190001", "!nik_digits"),
    ("32750115019000011", "!nik_digits"),
    ("3275 0115 0190 0001", "!nik_digits"),
    ("32750115019OO001", "!nik_digits"),
    ("3275.011501.900001", "!nik_digits"),
    ("٣٢٧٥٠١١٥٠١٩٠٠٠٠١", "!nik_digits"),
    ("３２７５０１１５０１９００００１", "!nik_digits"),
    ("-", "!nik_digits"),
    ("belum ada", "!nik_digits"),
    ("3275011501900001\u200b", "!nik_digits"),
    ("=3275011501900001", "!nik_digits"),
    ("+275011501900001", "!nik_digits"),
    ("-275011501900001", "!nik_digits"),
    ("0x75011501900001", "!nik_digits"),
    ("327501150190000½", "!nik_digits"),
    ("²275011501900001", "!nik_digits"),
]
CLEAN_NIKS = [("'3275011501900001", "3275011501900001"), (" 3275011501900001 ", "3275011501900001"),
              ("3275011501900001\u00a0", "3275011501900001"), ("0000000101000001", "0000000101000001")]  # fmt: skip
EVERY_DAY = [f"3216{n:02d}{1 + n % 28:02d}12{n:02d}{n + 1:04d}" for n in range(35)]


def test_the_table_of_niks_is_as_long_as_the_goal_says():
    assert len(GOOD_NIKS + LEAP + PAPUA + EVERY_DAY) + len(BAD_NIKS) + len(CLEAN_NIKS) >= 200


@pytest.mark.parametrize("number", GOOD_NIKS + LEAP + PAPUA + EVERY_DAY)
def test_c7_a_nik_that_follows_the_rules_is_kept_digit_by_digit(number):
    assert nik(number) == number


@pytest.mark.parametrize(("cell", "reading"), BAD_NIKS + CLEAN_NIKS)
def test_c6_c7_a_nik_that_lost_digits_or_breaks_a_rule_is_never_kept(cell, reading):
    assert told(nik(cell)) == reading


@pytest.mark.parametrize(
    ("born_on", "sex", "agrees"),
    [
        (date(1990, 1, 15), "female", True),
        (date(1990, 1, 15), "male", False),
        (date(1990, 1, 16), "female", False),
        (None, "", True),
    ],
)
def test_c7_a_nik_that_tells_another_birth_or_sex_only_disagrees(born_on, sex, agrees):
    assert nik_agrees("3275015501900001", born_on=born_on, sex=sex) is agrees


@pytest.mark.parametrize(
    ("cell", "reading"),
    [
        ("Rp 4.500.000,-", 4_500_000),
        ("Rp4.500.000", 4_500_000),
        ("Rp. 4.500.000,00", 4_500_000),
        ("IDR 4.500.000", 4_500_000),
        ("rp 750.000,--", 750_000),
        ("4.500.000", 4_500_000),
        ("4500000", 4_500_000),
        ("4,500,000", 4_500_000),
        ("4,5 juta", 4_500_000),
        ("4.5 juta", 4_500_000),
        ("4,25jt", 4_250_000),
        ("Rp 5 Juta", 5_000_000),
        ("850 ribu", 850_000),
        ("1,2 miliar", 1_200_000_000),
        ("4.500 juta", "!number"),
        ("4.5", "!number_not_whole"),
        ("4,5", "!money_cents"),
        ("4.500", 4_500),
        ("4,500", "!number_ambiguous"),
        ("4.500.000,50", "!money_cents"),
        ("4-5 juta", "!money_range"),
        ("Rp 4.000.000 - 5.000.000", "!money_range"),
        ("-4500000", "!number_negative"),
        ("1e6", "!number_scientific"),
        ("4.5E+06", "!number_scientific"),
        ("٤٥٠٠٠٠٠", "!number_other_digits"),
        ("UMR", "!number"),
        ("", None),
        (4_500_000.0, 4_500_000),
        (4_500_000.5, "!number_not_whole"),
        (float("nan"), "!number"),
        (float("inf"), "!number"),
    ],
)
def test_c11_money_is_whole_rupiah_or_a_named_problem(cell, reading):
    assert told(money(cell)) == reading


@pytest.mark.parametrize(
    ("cell", "reading"),
    [
        ("16", 16),
        (16.0, 16),
        (0, 0),
        ("1.248", 1248),
        ("12.0", 12),
        ("1,248", "!number_ambiguous"),
        ("0.500", "!number_ambiguous"),
        ("-3", "!number_negative"),
        (-3, "!number_negative"),
        (1.5, "!number_not_whole"),
        ("1.5", "!number_not_whole"),
        ("1e6", "!number_scientific"),
        ("١٦", "!number_other_digits"),
        ("16 orang", "!number"),
        ("99999999999", "!number_too_large"),
        ("9" * 400, "!number_too_large"),
        (1e300, "!number_too_large"),
        (True, "!number"),
        (None, None),
    ],
)
def test_c11_a_count_is_whole_and_not_negative(cell, reading):
    assert told(integer(cell)) == reading


@pytest.mark.parametrize(
    ("cell", "reading"),
    [
        ("081234567890", "+6281234567890"),
        ("0812-3456-7890", "+6281234567890"),
        ("0812 3456 7890", "+6281234567890"),
        ("(0812) 3456.7890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("+62 (0)812 3456 7890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        ("006281234567890", "+6281234567890"),
        ("81234567890", "+6281234567890"),
        (81234567890, "+6281234567890"),
        (81234567890.0, "+6281234567890"),
        ("'081234567890", "+6281234567890"),
        ("021-8765432", "+62218765432"),
        ("+81 90 1234 5678", "+819012345678"),
        ("8.12E+10", "!phone_scientific"),
        ("8,12E+10", "!phone_scientific"),
        ("0812345", "!phone"),
        ("08123456789012345", "!phone"),
        ("081234567890/081298765432", "!phone_two"),
        ("٠٨١٢٣٤٥٦٧٨٩٠", "!phone"),
        ("tidak ada", "!phone"),
        ("", None),
    ],
)
def test_c11_a_phone_is_one_number_in_e164(cell, reading):
    assert told(phone(cell)) == reading


@pytest.mark.parametrize(
    ("cell", "reading"),
    [
        ("Suharto", "Suharto"),
        ("O", "O"),
        ("Nur'aini", "Nur'aini"),
        ("Ma’ruf", "Ma’ruf"),
        ("Siti  Aminah", "Siti Aminah"),
        ("  Budi\u00a0Santoso ", "Budi Santoso"),
        ("Dr. Ir. Rahmat, S.T., M.T.", "Dr. Ir. Rahmat, S.T., M.T."),
        ("H. Abdul-Rahman", "H. Abdul-Rahman"),
        ("A" * 100, "A" * 100),
        ("Jose\u0301", "José"),
        ("Zoë", "Zoë"),
        ("陳大文", "陳大文"),
        ("محمد", "محمد"),
        ("Иван", "Иван"),
        ("Bu\u200bdi", "Budi"),
        ("Budі Santoso", "!name_confusable"),
        ("Аndi", "!name_confusable"),
        ("Budi\x00", "!control"),
        ("Budi\x1b[31m", "!control"),
        ("Bu\ndi", "!control"),
        ("\u202eidub", "!bidi"),
        ("Budi\u2066x", "!bidi"),
        ("\u200b\u200b", "!name_invisible"),
        ("12345", "!name_without_letters"),
        ("A" * 201, "!too_long"),
        (12345, "!name_is_number"),
        ("   ", None),
    ],
)
def test_c12_a_name_is_one_field_and_nothing_hides_in_it(cell, reading):
    assert told(person_name(cell)) == reading


@pytest.mark.parametrize(
    ("cell", "reading"),
    [
        ("14/11/2024", date(2024, 11, 14)),
        ("3/4/2024", date(2024, 4, 3)),
        ("14-11-2024", date(2024, 11, 14)),
        ("14.11.2024", date(2024, 11, 14)),
        ("2024-11-14", date(2024, 11, 14)),
        ("2024-11-14T00:00:00", date(2024, 11, 14)),
        ("14 November 2024", date(2024, 11, 14)),
        ("Kamis, 14 Nopember 2024", date(2024, 11, 14)),
        ("1 Peb 2024", date(2024, 2, 1)),
        ("17-Agt-2024", date(2024, 8, 17)),
        ("17 August 2024", date(2024, 8, 17)),
        (45610, date(2024, 11, 14)),
        (45610.0, date(2024, 11, 14)),
        ("29/02/2024", date(2024, 2, 29)),
        ("29/02/2023", "!date_no_such_day"),
        ("31/02/2024", "!date_no_such_day"),
        ("31 April 2024", "!date_no_such_day"),
        ("03/25/2026", "!date_month_first"),
        ("14/11/1800", "!date_year"),
        ("14/11/24", "!date_two_digit_year"),
        ("45610", "!date_is_number"),
        (2024, "!date"),
        ("2024", "!date"),
        ("kemarin", "!date"),
        ("٠١/٠٢/٢٠٢٤", "!date"),
        ("00/01/2024", "!date_no_such_day"),
        (float("inf"), "!date"),
        (None, None),
    ],
)
def test_c10_a_date_is_read_day_first_and_never_guessed(cell, reading):
    assert told(day(cell)) == reading


def test_c10_a_serial_of_the_1904_system_is_four_years_and_a_day_later():
    assert day(44148, since_1904=True) == date(2024, 11, 14)


def test_c10_a_birth_in_the_future_is_a_problem():
    assert told(past_day("15/11/2024", today=date(2024, 11, 14))) == "!date_in_future"
    assert past_day("14/11/2024", today=date(2024, 11, 14)) == date(2024, 11, 14)


@pytest.mark.parametrize(
    ("cell", "reading"),
    [
        ("07/12/2025 23:59", datetime.fromisoformat("2025-12-07T23:59")),
        ("7 Desember 2025 16.20", datetime.fromisoformat("2025-12-07T16:20")),
        ("07/12/2025", datetime.fromisoformat("2025-12-07T23:59")),
        ("07/12/2025 25:00", "!date"),
        ("31/02/2025 10:00", "!date_no_such_day"),
        ("", None),
    ],
)
def test_a_moment_without_a_time_is_the_last_minute_of_the_day(cell, reading):
    assert told(moment(cell)) == reading


@pytest.mark.parametrize(
    ("cell", "reading"),
    [
        ("Siti@Contoh.Example", "Siti@contoh.example"),
        ("siti@", "!email"),
        ("siti@contoh", "!email"),
        ("a b@contoh.example", "!email"),
        ("-", "!email"),
        ("", None),
    ],
)
def test_an_address_is_an_address(cell, reading):
    assert told(email(cell)) == reading


def test_text_keeps_its_words_and_refuses_what_cannot_be_seen():
    assert line("  Teknisi   AC ") == "Teknisi AC"
    assert line(3114.0) == "3114"
    assert prose(" satu\r\ndua ") == "satu\ndua"
    assert told(line("a\x00b")) == "!control"
    assert told(prose("a\u202eb")) == "!bidi"
    assert told(line("\ud800")) == "!control"
    assert told(line("x" * 301)) == "!too_long"
