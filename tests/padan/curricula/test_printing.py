"""The programme document says everything a programme must say, on pages that break well."""

import io
from datetime import UTC, datetime

import pikepdf
import pytest
from factories.curricula import CurriculumVersionFactory, EndorsementFactory, VersionAnswerFactory, whole_version

from padan.base.typesetting import CannotBePrinted
from padan.curricula.comparing import digest_of
from padan.curricula.printing import printed_programme
from padan.curricula.queries.versions import whole_of
from padan.curricula.states import VersionState

pytestmark = pytest.mark.django_db
AT = datetime(2024, 11, 4, 3, tzinfo=UTC)


def pages_of(version):
    with pikepdf.open(io.BytesIO(printed_programme(whole_of(version), at=AT))) as paper:
        return len(paper.pages)


def test_one_unit_and_forty_units_are_printed_on_numbered_pages():
    small, large = whole_version(units=1), whole_version(units=40, rows=3)
    assert pages_of(small) == 2
    assert 12 <= pages_of(large) <= 30


def test_a_bare_draft_prints_and_the_same_version_gives_the_same_bytes():
    draft = CurriculumVersionFactory(state=VersionState.DRAFT, in_force_from=None)
    assert pages_of(draft) == 2
    version = whole_version()
    VersionAnswerFactory(version=version)
    EndorsementFactory(version=version, endorsed_at=AT, endorsed_by="Sri", text_sha256=digest_of(whole_of(version)))
    whole = whole_of(version)
    assert printed_programme(whole, at=AT) == printed_programme(whole, at=AT)


def test_what_people_wrote_is_never_markup_and_a_sign_without_a_font_is_told():
    assert pages_of(whole_version(objective="#panic() *tebal* $x$ @kutip")) == 2
    with pytest.raises(CannotBePrinted):
        pages_of(whole_version(objective="溶接"))
