"""Openings of a file: the employers they name are opened under the forum of the centre that brings them."""

import pytest
from click.testing import CliRunner
from factories.forum import ForumFactory
from factories.organisations import OrganisationFactory, viewer

from padan.cli.intake import intake
from padan.organisations.models import Organisation
from padan.organisations.queries import companies_of
from padan.organisations.states import RoleName

pytestmark = pytest.mark.django_db

HEADINGS = (
    "id_posisi,posisi,jumlah_kuota,jumlah_terdaftar,program_studi,nama_perusahaan,nama_kabupaten,nama_provinsi,Batas"
)
VACANCIES = f"""{HEADINGS}
p-1,Teknisi,2,5,Teknik Mesin,PT Contoh Baru,KOTA BEKASI,JAWA BARAT,07/12/2025 23:59
p-2,Teknisi,1,0,Teknik Mesin,pt  contoh baru,KOTA BEKASI,JAWA BARAT,07/12/2025 23:59
p-3,Teknisi,1,0,Teknik Mesin,PT Contoh Baru,KAB. KARAWANG,JAWA BARAT,07/12/2025 23:59
"""


def test_an_employer_is_opened_once_per_name_and_region_and_seen_by_the_centre(tmp_path):
    forum = ForumFactory().organisation
    centre = OrganisationFactory(centre=True, forum=forum)
    (tmp_path / "magang.csv").write_text(VACANCIES)
    done = CliRunner().invoke(intake, [str(tmp_path / "magang.csv"), "--organisation", centre.code])
    assert done.exit_code == 0, done.output
    opened = Organisation.objects.filter(kind="company").order_by("region__code")
    assert [(company.name, company.region.name, company.joined_on) for company in opened] == [
        ("PT Contoh Baru", "Kabupaten Karawang", None),
        ("PT Contoh Baru", "Kota Bekasi", None),
    ]
    assert set(companies_of(viewer(RoleName.CENTRE_OFFICER, centre))) == set(opened)
    stranger = OrganisationFactory(centre=True, forum=ForumFactory().organisation)
    assert not companies_of(viewer(RoleName.CENTRE_OFFICER, stranger)).exists()
