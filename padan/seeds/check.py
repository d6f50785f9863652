"""The article's numbers, each counted from the rows themselves and not by the figures of the house."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, Sum

from padan.agreements.models import Agreement, Party, Promise, Target
from padan.agreements.states import IN_FORCE, AgreementState, Pulse
from padan.curricula.models import Programme, TaughtUnit
from padan.curricula.states import VersionState
from padan.forum.models import BoardTerm
from padan.intake.models import Upload
from padan.intake.states import UploadState
from padan.needs.models import Need, NeedUnit
from padan.needs.states import NeedState
from padan.organisations.states import Kind
from padan.outcomes.models import Outcome
from padan.outcomes.states import Status, Window
from padan.placements.models import Placement
from padan.placements.states import Evidence
from padan.seeds.story import COHORT_FROM, COHORT_UNTIL, EVENT_ON, TARGET_FROM, TODAY
from padan.seeds.teaching import AT_SIX_MONTHS, EMPLOYED, PROVEN
from padan.seeds.words import PILOT, TRADES
from padan.training.models import Batch, Enrolment
from padan.training.states import BatchState, EnrolmentState


@dataclass(frozen=True)
class Number:
    """A number of the story: in words, as the article has it, and how its rows are counted."""

    words: str
    expected: int
    count: Callable[[], int]


@dataclass(frozen=True)
class Counted:
    words: str
    expected: int
    found: int

    @property
    def holds(self) -> bool:
        return self.found == self.expected


def partners(day: date):
    """Ids of companies with an agreement signed in the target's period and in force on ``day``."""
    in_force = Agreement.objects.filter(
        state__in=IN_FORCE,
        signed_on__gte=TARGET_FROM,
        signed_on__lte=day,
        ends_on__gte=day,
    )
    parties = Party.objects.filter(organisation__kind=Kind.COMPANY, agreement__in=in_force)
    return parties.order_by().values_list("organisation", flat=True).distinct()


def _active_partners() -> int:
    before = partners(EVENT_ON - timedelta(days=1))
    lately = Agreement.objects.filter(last_activity_on__gt=TODAY - timedelta(days=180), signed_on__lt=EVENT_ON)
    parties = Party.objects.filter(organisation__in=before, agreement__in=lately.filter(state__in=IN_FORCE))
    return parties.order_by().values("organisation").distinct().count()


def _outcomes(window, **columns) -> Callable[[], int]:
    return Outcome.objects.filter(window=window, **columns).count


def _cohort():
    return Enrolment.objects.filter(
        state=EnrolmentState.COMPLETED, finished_on__gte=COHORT_FROM, finished_on__lte=COHORT_UNTIL
    )


def _needs():
    return Need.objects.exclude(state=NeedState.WITHDRAWN)


def _named_units():
    return NeedUnit.objects.filter(need__in=_needs()).order_by().values("unit").distinct()


def _late_days() -> int:
    late = Promise.objects.filter(kept_on=None, due_on__lt=TODAY)
    return sum((TODAY - due_on).days for due_on in late.order_by("pk").values_list("due_on", flat=True))


def _early_expected() -> int:
    target = Target.objects.get()
    whole = (target.ends_on - target.starts_on).days + 1
    return round(target.value * (TODAY - target.starts_on).days / whole)


def numbers() -> Iterator[Number]:
    """All numbers of the story, in the order of the public home and the week page."""
    yield Number("target mitra", 300, lambda: Target.objects.aggregate(n=Sum("value"))["n"])
    yield Number("seharusnya hari ini", 187, _early_expected)
    yield Number("mitra sampai 13 November 2024", 80, partners(EVENT_ON - timedelta(days=1)).count)
    yield Number("mitra sampai 14 November 2024", 95, partners(EVENT_ON).count)
    yield Number("menandatangani pada acara", 15, Agreement.objects.filter(signed_on=EVENT_ON).count)
    yield Number("mitra lama dengan kegiatan 6 bulan terakhir", 52, _active_partners)
    yield Number(
        "mitra lama tanpa kegiatan", 28, lambda: partners(EVENT_ON - timedelta(days=1)).count() - _active_partners()
    )
    asleep = Agreement.objects.filter(state__in=IN_FORCE, pulse=Pulse.ASLEEP)
    yield Number("perjanjian tidur", 28, asleep.count)
    yield Number("lulusan", 1248, _cohort().count)
    yield Number("kelas selesai", 78, Batch.objects.filter(state=BatchState.COMPLETED).count)
    yield Number("program", 58, Programme.objects.count)
    yield Number("bekerja pada bulan keenam", EMPLOYED, _outcomes(Window.MONTHS_6, status=Status.EMPLOYED))
    for status, expected in AT_SIX_MONTHS.items():
        words = f"{status.label} pada bulan keenam"
        yield Number(words, expected, _outcomes(Window.MONTHS_6, status=status))
    yield Number("bekerja pada bulan ketiga", 389, _outcomes(Window.MONTHS_3, status=Status.EMPLOYED))
    above = [Evidence.FILE, Evidence.EMPLOYER, Evidence.OFFICER]
    proven = _outcomes(Window.MONTHS_6, status=Status.EMPLOYED, evidence__in=above)
    yield Number("bekerja dengan bukti", PROVEN, proven)
    for trade in TRADES:
        of_trade = Q(enrolment__batch__programme__trade=trade.name, window=Window.MONTHS_6)
        yield Number(f"{trade.name}: lulusan", trade.graduates, Outcome.objects.filter(of_trade).count)
        working = Outcome.objects.filter(of_trade, status=Status.EMPLOYED)
        yield Number(f"{trade.name}: bekerja", trade.employed, working.count)
    yield Number("orang dibutuhkan", 1930, lambda: _needs().aggregate(n=Sum("head_count"))["n"])
    yield Number("perusahaan dengan kebutuhan", 212, lambda: _needs().aggregate(n=Count("company", distinct=True))["n"])
    yield Number("unit disebut", 486, _named_units().count)
    taught = (
        TaughtUnit.objects.filter(unit__in=_named_units(), version__state=VersionState.IN_FORCE)
        .order_by()
        .values("unit")
        .distinct()
    )
    yield Number("di antaranya diajarkan", 411, taught.count)
    yield Number("dikirim ke industri", 90, Placement.objects.filter(started_on__range=(TARGET_FROM, TODAY)).count)
    confirmed = Placement.objects.filter(started_on__isnull=False, confirmed_on__isnull=False)
    yield Number("hari pertama dikonfirmasi", 90, confirmed.count)
    pilot = Batch.objects.filter(programme__name=PILOT, state=BatchState.TRAINING)
    yield Number("kelas percontohan bahasa Jepang berjalan", 2, pilot.count)
    yield Number("kebutuhan menunggu jawaban", 4, Need.objects.filter(state=NeedState.OPEN).count)
    late = Need.objects.filter(state=NeedState.OPEN, answer_due_on=TODAY - timedelta(days=2))
    yield Number("di antaranya lewat 2 hari", 1, late.count)
    due = Promise.objects.filter(kept_on=None, due_on__lte=date(2024, 11, 30))
    yield Number("janji jatuh tempo sampai 30 November", 3, due.count)
    yield Number("janji lewat tanggal, hari", 46, _late_days)
    yield Number("perjanjian siap ditandatangani", 2, Agreement.objects.filter(state=AgreementState.AGREED).count)
    waiting = Upload.objects.filter(state=UploadState.REVIEWED, read=129, imported=119, review=9, ignored=1)
    yield Number("impor menunggu ditinjau, 119 baris siap dan 9 perlu dilihat", 1, waiting.count)
    term = BoardTerm.objects.filter(starts_on=EVENT_ON, inaugurated_on=EVENT_ON, ends_on__year=2027)
    yield Number("kepengurusan 2024–2027 dikukuhkan", 1, term.count)


def count_all() -> list[Counted]:
    """Every number with what its rows add up to."""
    return [Counted(number.words, number.expected, number.count()) for number in numbers()]
