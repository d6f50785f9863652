import pytest
from factories.organisations import OrganisationFactory

from padan.base.search import containing
from padan.organisations.models import Organisation

pytestmark = pytest.mark.django_db


def found(words):
    rows = containing(Organisation.objects.order_by("words_key"), "words_key", words)
    return [organisation.name for organisation in rows]


@pytest.fixture(autouse=True)
def companies():
    for name in (
        "PT Contoh Kopi Nusantara",
        "CV Contoh Rasa 100% Timur",
        "PT Contoh Mitra Presisi",
        'UD O\'Neil "Jaya"',
    ):
        OrganisationFactory(name=name)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("kopi", ["PT Contoh Kopi Nusantara"]),
        ("nusan KOPI", ["PT Contoh Kopi Nusantara"]),
        ("contoh presisi", ["PT Contoh Mitra Presisi"]),
        ("  tidak ada  ", []),
        ("pt", ["PT Contoh Kopi Nusantara", "PT Contoh Mitra Presisi"]),
        ("100%", ["CV Contoh Rasa 100% Timur"]),
        ("o'neil", ['UD O\'Neil "Jaya"']),
        ('"jaya"', ['UD O\'Neil "Jaya"']),
        ("kopi OR presisi", []),
        ("kopi*", []),
    ],
)
def test_words_are_found_anywhere_in_any_order_and_never_as_operators(words, names):
    assert found(words) == names


def test_a_renamed_or_removed_row_is_no_longer_found_by_its_old_name():
    company = Organisation.objects.get(name__startswith="PT Contoh Kopi")
    company.name = "PT Contoh Teh Nusantara"
    company.save()
    assert found("kopi") == []
    assert found("teh") == ["PT Contoh Teh Nusantara"]
    company.delete()
    assert found("teh") == []
