"""Exams: each try with its day, result and certificate. A number is told, doubted or found right, never passed over."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from padan.base.clock import in_words
from padan.base.errors import ActionDenied
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.overseas import notices
from padan.overseas.actions.positions import tell_matching
from padan.overseas.actions.stepping import check_on_route, day_that_has_come, label_of, locked, words_in
from padan.overseas.certificates import EXAMPLES, LONGEST, doubts_about, written
from padan.overseas.models import Candidate, ExamAttempt
from padan.overseas.permissions import check_may_keep_candidate
from padan.overseas.states import Doubt, Exam, ExamResult, NumberCheck
from padan.reference.tongues import Level
from padan.trail.actions import SYSTEM, record

AHEAD = timedelta(days=400)  # an exam may be written down before it is taken
JFT_LEVEL = Level.A2
MOST_POINTS = {Exam.JLPT: 180, Exam.JFT: 250, Exam.SKILLS: 1000}
JLPT_PASSES_FROM = {Level.C1: 100, Level.B2: 90, Level.B1: 95, Level.A2: 90, Level.A1: 80}  # of 180, jlpt.jp
JFT_PASSES_FROM = 200  # of 250, jpf.go.jp
WRITTEN = ("exam", "field", "level", "taken_on", "result", "score", "result_on", "number", "valid_until")


class AlreadyWritten(ActionDenied):
    """This try, or this certificate, stands there already."""


class NothingToCheck(ActionDenied):
    """There is no number to ask the issuer about."""


@transaction.atomic
def record_exam(
    *, candidate, exam, taken_on, by, at, today, field="", level=None, result=ExamResult.WAITING, score=None,
    result_on=None, number="", valid_until=None, on_paper=False,
):  # fmt: skip
    """One try at an exam, before or after its result is known.

    A number that is not written as the exam writes it is refused once with an example; ``on_paper`` says that the
    paper shows it so, and it is kept in doubt. The same number at another candidate puts both in doubt.
    Raises NotAllowed, RouteEnded, AlreadyWritten or FieldRefused.
    """
    candidate = locked(candidate)
    check_for(by, check_may_keep_candidate, candidate)
    check_on_route(candidate)
    attempt = ExamAttempt(candidate=candidate)
    told = _checked(candidate, exam, field, level, taken_on, result, score, result_on, number, valid_until, today)
    _write(attempt, told, on_paper=on_paper, by=by, at=at, today=today)
    record(by, "candidate.exam", candidate, at=at, changes=_told(attempt))
    return attempt


@transaction.atomic
def correct_exam(
    *, attempt, exam, taken_on, by, at, today, field="", level=None, result=ExamResult.WAITING, score=None,
    result_on=None, number="", valid_until=None, on_paper=False,
):  # fmt: skip
    """The result of a try, or what was written wrongly. A number that changes is to be checked anew.

    Raises NotAllowed, RouteEnded, AlreadyWritten or FieldRefused.
    """
    candidate = locked(attempt.candidate)
    check_for(by, check_may_keep_candidate, candidate)
    check_on_route(candidate)
    attempt = ExamAttempt.objects.select_for_update().get(pk=attempt.pk)
    attempt.candidate = candidate
    before = _told(attempt)
    told = _checked(candidate, exam, field, level, taken_on, result, score, result_on, number, valid_until, today)
    _write(attempt, told, on_paper=on_paper, by=by, at=at, today=today)
    changes = {name: [before[name][1], value[1]] for name, value in _told(attempt).items() if before[name] != value}
    record(by, "candidate.exam_corrected", candidate, at=at, changes=changes)
    tell_matching(candidates=Candidate.objects.filter(pk=candidate.pk), today=today, at=at)
    return attempt


@transaction.atomic
def check_number(*, attempt, verdict, how, by, at, today):
    """Somebody asked the issuer: the number is right, or it is in doubt. Who, when and how stand beside it.

    Raises NotAllowed, NothingToCheck, AlreadyWritten or FieldRefused.
    """
    candidate = locked(attempt.candidate)
    check_for(by, check_may_keep_candidate, candidate)
    attempt = ExamAttempt.objects.select_for_update().get(pk=attempt.pk)
    attempt.candidate = candidate
    if not attempt.number or attempt.result != ExamResult.PASSED:
        raise NothingToCheck(_("There is no certificate number of a passed exam here."))
    verdict, before = NumberCheck(verdict), attempt.trust
    if verdict == NumberCheck.TOLD:
        raise FieldRefused("verdict", _("Say what the issuer answered: right, or in doubt."))
    words = words_in("how", how, 300, needed=_("Say how it was checked: where, and what the answer was."))
    attempt.trust, attempt.checked_on, attempt.check_words = verdict, today, words
    attempt.checked_by = label_of(by) or SYSTEM
    if verdict == NumberCheck.CHECKED:
        attempt.doubts = []
        for other in _same_number(attempt):
            if other.trust == NumberCheck.CHECKED:
                raise AlreadyWritten(
                    _("The same number was found right for %(code)s on %(day)s. One of the two must be doubted first.")
                    % {"code": other.candidate.code, "day": in_words(other.checked_on)}
                )
            _doubt_twice(other, attempt, by, at)
    elif Doubt.ISSUER not in attempt.doubts:
        attempt.doubts = [*attempt.doubts, str(Doubt.ISSUER)]
    attempt.save()
    record(by, "candidate.number_checked", candidate, at=at,
           changes={"exam": ["", attempt.exam], "check": [before, verdict]})  # fmt: skip
    tell_matching(candidates=Candidate.objects.filter(pk=candidate.pk), today=today, at=at)
    return attempt


def _checked(candidate, exam, field, level, taken_on, result, score, result_on, number, valid_until, today) -> dict:
    """The columns as they are kept. Raises FieldRefused."""
    exam, result = Exam(exam), ExamResult(result)
    field = words_in("field", field, 100) if exam == Exam.SKILLS else ""
    if exam == Exam.SKILLS and not (field := field or candidate.field):
        raise FieldRefused("field", _("Say in which field the skills test was."))
    if exam == Exam.JFT:
        level = JFT_LEVEL
    elif exam == Exam.SKILLS:
        level = None
    elif level not in JLPT_PASSES_FROM:
        raise FieldRefused("level", _("Say which level of the JLPT, N5 to N1."))
    if result == ExamResult.WAITING and taken_on > today:
        if taken_on > today + AHEAD:
            raise FieldRefused("taken_on", _("This lies more than a year ahead. Look at the year."))
    else:
        day_that_has_come("taken_on", taken_on, today=today)
    if result_on is not None:
        day_that_has_come("result_on", result_on, today=today, since=taken_on, what=_("the day of the exam"))
    if valid_until is not None and valid_until <= taken_on:
        raise FieldRefused("valid_until", _("A certificate does not end before the exam."))
    number = written(number)
    if len(number) > LONGEST:
        raise FieldRefused("number", _("This number is too long. Type it again."))
    if result != ExamResult.PASSED and number:
        raise FieldRefused("number", _("Only a passed exam has a certificate. Look at the result."))
    if result in (ExamResult.WAITING, ExamResult.ABSENT) and score is not None:
        raise FieldRefused("score", _("Without a result there is no score."))
    _check_score(exam, level, result, score)
    return dict(
        zip(WRITTEN, (exam, field, level, taken_on, result, score, result_on, number, valid_until), strict=True)
    )


def _check_score(exam, level, result, score):
    if score is None:
        return
    if not 0 <= score <= MOST_POINTS[exam]:
        raise FieldRefused("score", _("Write the points, from 0 to %(most)s.") % {"most": MOST_POINTS[exam]})
    least = {Exam.JLPT: JLPT_PASSES_FROM.get(level, 0), Exam.JFT: JFT_PASSES_FROM, Exam.SKILLS: 0}[exam]
    if result == ExamResult.PASSED and score < least:
        raise FieldRefused(
            "score", _("With these points nobody passes: it takes %(least)s. Look at both.") % {"least": least}
        )


def _write(attempt, told, *, on_paper, by, at, today):
    same_try = ExamAttempt.objects.filter(
        candidate=attempt.candidate, exam=told["exam"], field=told["field"], taken_on=told["taken_on"]
    )
    if told["exam"] == Exam.JLPT:
        same_try = same_try.filter(level=told["level"])
    if same_try.exclude(pk=attempt.pk).exists():
        raise AlreadyWritten(_("This try stands on her route already. Correct it there."))
    is_new_number = any(getattr(attempt, name) != told[name] for name in ("exam", "level", "taken_on", "number"))
    for name, value in told.items():
        setattr(attempt, name, value)
    if not is_new_number and attempt.pk:
        attempt.save()
        return
    attempt.trust, attempt.checked_on, attempt.checked_by, attempt.check_words = NumberCheck.TOLD, None, "", ""
    attempt.doubts = []
    if attempt.number:
        attempt.doubts = doubts_about(attempt.exam, attempt.number, level=attempt.level, taken_on=attempt.taken_on)
        if attempt.doubts and not on_paper:
            why = " ".join(f"{Doubt(one).label}." for one in attempt.doubts)
            raise FieldRefused(
                "number",
                _(
                    "%(why)s Compare it with the paper (examples: %(example)s). If the paper shows it so, tick that "
                    "below: it is then kept in doubt until somebody asks the issuer."
                )
                % {"why": why, "example": EXAMPLES[Exam(attempt.exam)]},
            )
    _save(attempt, by, at, today)


def _save(attempt, by, at, today):
    """Keep it; where the same number stands at somebody else, both are in doubt. A race ends the same way."""
    for _try in range(2):
        if others := _same_number(attempt):
            attempt.doubts = [*attempt.doubts, str(Doubt.TWICE)]
            for other in others:
                _doubt_twice(other, attempt, by, at)
        attempt.trust = NumberCheck.DOUBTED if attempt.doubts else NumberCheck.TOLD
        try:
            with transaction.atomic():
                attempt.save()
        except IntegrityError:
            continue
        if others:
            notices.number_twice([attempt, *others], today=today, at=at)
        return
    raise AlreadyWritten(_("Somebody wrote the same number this moment. Look at her exams, and try again."))


def _same_number(attempt) -> list[ExamAttempt]:
    """The same number at other persons, locked. Raises FieldRefused where it stands at herself."""
    if not attempt.number:
        return []
    rows = ExamAttempt.objects.select_for_update(of=("self",)).filter(exam=attempt.exam, number=attempt.number)
    rows = list(rows.exclude(pk=attempt.pk).select_related("candidate__person", "candidate__centre").order_by("pk"))
    if hers := [one for one in rows if one.candidate.person_id == attempt.candidate.person_id]:
        raise FieldRefused(
            "number",
            _("This certificate stands on her route %(code)s already, for %(day)s.")
            % {"code": hers[0].candidate.code, "day": in_words(hers[0].taken_on)},
        )
    return rows


def _doubt_twice(other, attempt, by, at):
    """The other candidate's number is in doubt too, unless the issuer has said that it is hers."""
    if other.trust == NumberCheck.CHECKED or Doubt.TWICE in other.doubts:
        return
    before, other.trust, other.doubts = other.trust, NumberCheck.DOUBTED, [*other.doubts, str(Doubt.TWICE)]
    other.save(update_fields=["trust", "doubts", "updated_at"])
    told = {"exam": ["", other.exam], "check": [before, other.trust], "same as": ["", attempt.candidate.code]}
    record(by, "candidate.number_doubted", other.candidate, at=at, changes=told)


def _told(attempt) -> dict:
    """What the trail keeps of a try: no number, which names her."""
    return {
        "exam": ["", attempt.exam],
        "level": ["", attempt.level],
        "taken_on": ["", attempt.taken_on],
        "result": ["", attempt.result],
        "check": ["", attempt.trust if attempt.number else ""],
        "doubts": ["", list(attempt.doubts)],
    }
