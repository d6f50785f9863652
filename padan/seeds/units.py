"""What the invented units consist of: elements and criteria of those the story speaks of, and other wordings."""

from padan.reference.models import Code, Criterion, OtherTitle, UnitElement

STEPS = (
    ("Menyiapkan pekerjaan", (
        "Gambar kerja dan petunjuk dibaca dan dipahami.",
        "Alat, bahan, dan alat pelindung diri disiapkan sesuai petunjuk.",
    )),
    ("Melaksanakan pekerjaan", (
        "Pekerjaan dilakukan berurutan sesuai prosedur.",
        "Hasil antara diperiksa sebelum langkah berikutnya.",
    )),
    ("Memeriksa dan melaporkan hasil", (
        "Hasil dibandingkan dengan gambar dan toleransi.",
        "Tempat kerja dibersihkan dan laporan diisi.",
    )),
)  # fmt: skip
DEEP = 24  # units with elements; the rest have code and title, as most lists bring them


def build_elements(units: list[Code]) -> None:
    """Elements and criteria for the first units of the story, and another wording of each."""
    deep = units[:DEEP]
    elements = [
        UnitElement(unit=unit, number=number, title=f"{title}: {unit.title[:1].lower()}{unit.title[1:]}")
        for unit in deep
        for number, (title, _criteria) in enumerate(STEPS, start=1)
    ]
    UnitElement.objects.bulk_create(elements)
    Criterion.objects.bulk_create(
        Criterion(element=element, number=number, words=words)
        for element in elements
        for number, words in enumerate(STEPS[element.number - 1][1], start=1)
    )
    OtherTitle.objects.bulk_create(
        OtherTitle(code=unit, title=f"Melakukan {unit.title[:1].lower()}{unit.title[1:]}", source="Cerita contoh")
        for unit in deep[:3]
    )
