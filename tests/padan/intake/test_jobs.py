"""Work off the request: what a worker finds waiting, what a dead one left behind, what breaks."""

import io

import pytest
from factories.organisations import OrganisationFactory

from padan.base.clock import now
from padan.curricula.models import Programme
from padan.figures.models import Summary
from padan.intake import jobs
from padan.intake.actions import holding, take_in
from padan.intake.models import Upload
from padan.intake.states import UploadState

pytestmark = pytest.mark.django_db
PROGRAMMES = b"KEJURUAN,PROGRAM PELATIHAN,JP\nPariwisata,Peracik Teh Contoh,240\n"


@pytest.fixture
def upload(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    centre = OrganisationFactory(centre=True)
    return take_in(file=io.BytesIO(PROGRAMMES), name="program.csv", organisation=centre, by=None, at=now())


def work(upload):
    jobs.work_on.call_local(upload.code)
    upload.refresh_from_db()
    return upload.state


def test_a_file_that_waits_is_read_and_entered_when_asked(upload):
    assert work(upload) == UploadState.REVIEWED
    jobs.enter_soon(upload, by=None)
    assert work(upload) == UploadState.COMMITTED
    assert Programme.objects.count() == 1
    assert Summary.objects.exists()  # the public figures were counted anew


def test_work_that_is_done_is_not_done_again(upload):
    work(upload)
    before = upload.updated_at
    assert work(upload) == UploadState.REVIEWED
    assert upload.updated_at == before


@pytest.mark.parametrize("left", [UploadState.READING, UploadState.COMMITTING])
def test_what_a_dead_worker_left_behind_is_taken_up(upload, left, monkeypatch):
    Upload.objects.update(state=left)
    begun = []
    monkeypatch.setattr(jobs, "work_on", begun.append)
    jobs.take_up_again.call_local()
    assert begun == [upload.code]
    monkeypatch.undo()
    assert work(upload) in {UploadState.REVIEWED, UploadState.COMMITTED}


def test_a_file_another_worker_holds_is_left_to_it(upload):
    with holding(upload, wait=True):
        assert work(upload) == UploadState.WAITING


def test_a_fault_of_ours_ends_as_a_refusal_and_is_not_tried_for_ever(upload, monkeypatch):
    def broken(**_told):
        raise ZeroDivisionError

    monkeypatch.setattr(jobs, "read", broken)
    assert work(upload) == UploadState.FAILED
    assert "fault of ours" in upload.error
    assert not upload.path.exists()
