"""What the welders' programme will teach next: a version before industry, and a draft that does not add up yet."""

from datetime import date

from padan.curricula.comparing import digest_of
from padan.curricula.models import (
    CurriculumVersion,
    Endorsement,
    Programme,
    SyllabusRow,
    TaughtUnit,
    UnitRemark,
    VersionAnswer,
)
from padan.curricula.queries.versions import whole_of
from padan.curricula.states import Basis, VersionState
from padan.seeds.story import Story, moment

TRADE = "Pengelasan"
WELDER, FITTER = "Plate Welder SMAW 3G-UP PF", 1  # by name; by its place among the trade's programmes
ASKED_FOR = 2
"""The first units of the trade are asked for and taught nowhere: the next version takes them in."""
STEPS = (
    ("Menyiapkan pekerjaan", "Gambar kerja dan prosedur dibaca.\nAlat dan bahan diperiksa.", "Membaca gambar kerja",
     "Menyiapkan meja kerja"),
    ("Melaksanakan dan memeriksa hasil", "Pekerjaan dilaksanakan sesuai prosedur.\nHasil diperiksa dan dicatat.",
     "Cacat hasil kerja dan penyebabnya", "Mengerjakan benda uji"),
)  # fmt: skip


def build(story: Story) -> None:
    """The last part of the story: what it draws by chance moves nothing before it."""
    company = story.named["PT Contoh Mitra Presisi"]
    welders = Programme.objects.get(name=WELDER)
    version = _next(story, welders, story.units[TRADE][:ASKED_FOR], state=VersionState.PROPOSED,
                    proposed_at=moment(date(2024, 11, 6), 9))  # fmt: skip
    needs = [need for need in story.needs[TRADE] if need.company_id == company.pk]
    VersionAnswer.objects.bulk_create(VersionAnswer(version=version, need=need) for need in needs)
    _asked(story, version, company)
    names = list(Programme.objects.filter(trade=TRADE).exclude(pk=welders.pk).order_by("pk"))
    fitters = names[FITTER]
    draft = _next(story, fitters, (), state=VersionState.DRAFT)
    draft.entry_requirements = "Lulus SMA/SMK, usia 18–35 tahun, sanggup mengikuti pelatihan penuh."
    draft.save()
    TaughtUnit.objects.filter(version=draft, order=1).update(hours=60)


def _next(story, programme, more, **columns):
    """The next version of a programme: its units, ``more`` of them first, hours spread evenly, a short syllabus."""
    before = programme.versions.get(state=VersionState.IN_FORCE)
    version = CurriculumVersion.objects.create(
        code=story.chance.code("KUR"),
        programme=programme,
        number=before.number + 1,
        copied_from=before,
        basis=Basis.CLUSTER,
        kkni_level=2,
        hours=programme.hours,
        objective=programme.goal,
        method="Luring di bengkel: praktik 70%, teori 30%.",
        entry_requirements="Lulus SMP atau sederajat; terbuka bagi perempuan dan laki-laki.",
        **columns,
    )
    units = [
        *more,
        *(row.unit for row in before.units.select_related("unit").order_by("order") if row.unit not in more),
    ]
    each = programme.hours // len(units)
    taught = TaughtUnit.objects.bulk_create(
        TaughtUnit(version=version, unit=unit, order=at, hours=each + (programme.hours % len(units) if at == 1 else 0))
        for at, unit in enumerate(units, start=1)
    )
    SyllabusRow.objects.bulk_create(
        SyllabusRow(
            taught=row,
            order=at,
            element=element,
            criteria=criteria,
            knowledge=knowledge,
            practice=practice,
            attitude="Teliti dan mengutamakan keselamatan",
            hours=row.hours // 3 if at == 1 else row.hours - row.hours // 3,
        )
        for row in taught
        for at, (element, criteria, knowledge, practice) in enumerate(STEPS, start=1)
    )
    return version


def _asked(story, version, company):
    """One company endorsed it, one asked for more practice, one is silent."""
    others = [one for one in story.companies[TRADE] if one.pk != company.pk][:2]
    asked_at = moment(date(2024, 11, 6), 10)
    told = {"version": version, "asked_at": asked_at}
    given, remarked, silent = (
        Endorsement(code=story.chance.code("DKG"), company=one, recipient=who, **told)
        for one, who in zip([company, *others], ("Ibu HRD Contoh", "Bapak Kepala Bengkel Contoh", ""), strict=True)
    )
    given.endorsed_at, given.endorsed_by = moment(date(2024, 11, 8), 14), "Ibu HRD Contoh, kepala personalia"
    given.words = "Dua unit yang kami minta sejak Januari kini diajarkan. Kami dukung."
    given.text_sha256 = digest_of(whole_of(version))
    Endorsement.objects.bulk_create([given, remarked, silent])
    UnitRemark.objects.create(
        endorsement=remarked,
        unit=version.units.order_by("order").first().unit,
        words="Tambah jam praktik: di bengkel kami separuh waktu untuk memeriksa hasil las.",
        said_by="Bapak Kepala Bengkel Contoh",
        said_at=moment(date(2024, 11, 12), 11),
    )
