"""Acts on files: take one in, read it, bring its rows in, settle what waits. Each may be repeated after a crash."""

import errno
import fcntl
import hashlib
import shutil
import sqlite3
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from padan.base.clock import today
from padan.base.errors import ActionDenied
from padan.intake.models import Remark, Upload
from padan.intake.permissions import check_may_bring_in
from padan.intake.processing import lock, reading_of
from padan.intake.reading.errors import Unreadable
from padan.intake.reading.zipcheck import MAX_UNPACKED
from padan.intake.states import AT_WORK, UPLOAD_FLOW, RemarkKind, RemarkState, UploadState
from padan.organisations.permissions import check_for
from padan.trail.actions import record


class UploadBusy(ActionDenied):
    """Somebody else's process is at work on this very file."""


def take_in(*, file, name, organisation, by, at) -> Upload:
    """Keep a file for reading. ``file`` is open for reading bytes. The same content again is the same upload.

    The copy lies outside the web root, named by its code; what is written to disk before the row stands is removed.
    """
    check_for(by, check_may_bring_in, organisation)
    folder = settings.MEDIA_ROOT / "intake"
    folder.mkdir(parents=True, exist_ok=True)
    fresh = Upload(organisation=organisation, name=_shown(name), by=by, size_bytes=0)
    hashed = hashlib.sha256()
    try:
        with fresh.path.open("xb") as copy:
            while chunk := file.read(2**20):
                hashed.update(chunk)
                copy.write(chunk)
                fresh.size_bytes += len(chunk)
        fresh.sha256 = hashed.hexdigest()
        return _kept(fresh, by, at)
    except OSError as error:
        fresh.path.unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise Unreadable("disk_full") from error
        raise
    except BaseException:
        fresh.path.unlink(missing_ok=True)
        raise


@transaction.atomic
def _kept(fresh: Upload, by, at) -> Upload:
    lock(fresh.organisation)
    upload = Upload.objects.filter(organisation=fresh.organisation, sha256=fresh.sha256).first()
    if upload is None:
        fresh.save()
        record(by, "upload.taken_in", fresh, at=at, changes={"sha256": ["", fresh.sha256]})
        return fresh
    if upload.path.exists():
        fresh.path.unlink()
    else:
        shutil.move(fresh.path, upload.path)
    if upload.state not in AT_WORK:
        UPLOAD_FLOW.check(upload.state, UploadState.WAITING)
        upload.state, upload.name, upload.by, upload.error = UploadState.WAITING, fresh.name, by, ""
        upload.save(update_fields=["state", "name", "by", "error", "updated_at"])
    return upload


def _shown(name: str) -> str:
    """The last part of the name as the person gave it, without signs that cannot be seen."""
    return "".join(sign for sign in name.replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable())[-255:] or "?"


@contextmanager
def holding(upload: Upload, *, wait: bool):
    """Work on an upload alone. The hold ends with the process, however it ends. Raises UploadBusy unless ``wait``."""
    folder = settings.MEDIA_ROOT / "intake"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{upload.code}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UploadBusy(_("This file is being worked on right now.")) from None
        yield


def read(*, upload, by, at, max_unpacked=MAX_UNPACKED, progress=lambda rows: None) -> Upload:
    """Read a file for a look at it; no row of it is written."""
    _step(upload, UploadState.READING)
    with (
        _refusing(upload, at),
        reading_of(upload, by=by, at=at, today=today(), max_unpacked=max_unpacked, progress=progress) as reading,
    ):
        reading.compare()
        reading.ask()
        with transaction.atomic():
            reading.keep_remarks(upload)
            _keep(upload, reading.report, UploadState.REVIEWED, at)
    return upload


def bring_in(*, upload, by, at, max_unpacked=MAX_UNPACKED, progress=lambda rows: None) -> Upload:
    """Read a file and write what is clear of it: all of it in one transaction, or nothing."""
    check_for(by, check_may_bring_in, upload.organisation)
    _step(upload, UploadState.COMMITTING)
    with (
        _refusing(upload, at),
        reading_of(upload, by=by, at=at, today=today(), max_unpacked=max_unpacked, progress=progress) as reading,
        transaction.atomic(),
    ):
        lock(upload.organisation)
        reading.compare()
        if reading.report.imported:
            reading.handler.write(upload.name)
        reading.ask()
        reading.keep_remarks(upload)
        _keep(upload, reading.report, UploadState.COMMITTED, at)
        told = reading.report
        record(by, "upload.brought_in", upload, at=at,
               changes={"imported": [0, told.imported], "unchanged": [0, told.unchanged],
                        "review": [0, told.review], "questions": [0, told.questions]})  # fmt: skip
    forget_file(upload)
    return upload


def _step(upload, to) -> None:
    """Enter a working state; one left behind by a process that died is entered again."""
    if upload.state != to:
        UPLOAD_FLOW.check(upload.state, to)
        upload.state = to
        upload.save(update_fields=["state", "updated_at"])


@contextmanager
def _refusing(upload, at):
    """A file that cannot be read ends as refused, with the sentence; so does a full disk."""
    try:
        yield
    except Unreadable as error:
        _fail(upload, error, at)
        raise
    except (OSError, DatabaseError, sqlite3.Error) as error:
        if "full" in str(error) or getattr(error, "errno", None) == errno.ENOSPC:
            refusal = Unreadable("disk_full")
            _fail(upload, refusal, at)
            raise refusal from error
        raise


def _fail(upload, error, at) -> None:
    """Say why. A file kept before, and read again, loses none of its rows by it."""
    try:
        Remark.objects.filter(upload=upload, state=RemarkState.OPEN).exclude(kind=RemarkKind.QUESTION).delete()
        upload.state, upload.error, upload.finished_at = UploadState.FAILED, str(error), at
        upload.save(update_fields=["state", "error", "finished_at", "updated_at"])
        forget_file(upload)
    except DatabaseError:
        pass  # no room even for this; the next reading says it again


def _keep(upload, report, state, at) -> None:
    for name in ("layout", "read", "imported", "unchanged", "review", "ignored", "questions", "columns"):
        setattr(upload, name, getattr(report, name))
    upload.state, upload.error, upload.finished_at = state, "", at
    upload.save()


def forget_file(upload) -> None:
    """Remove the copy of a file of which nothing waits any more: it may hold what the database keeps sealed."""
    done = upload.state in (UploadState.FAILED, UploadState.CANCELLED)
    if done or (upload.state == UploadState.COMMITTED and not upload.review):
        upload.path.unlink(missing_ok=True)


@transaction.atomic
def cancel(*, upload, by, at) -> Upload:
    """Let a file go. What was brought in before stays."""
    check_for(by, check_may_bring_in, upload.organisation)
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    UPLOAD_FLOW.check(upload.state, UploadState.CANCELLED)
    upload.state, upload.finished_at = UploadState.CANCELLED, at
    upload.save(update_fields=["state", "finished_at", "updated_at"])
    Remark.objects.filter(upload=upload, kind=RemarkKind.REVIEW).delete()
    record(by, "upload.cancelled", upload, at=at)
    transaction.on_commit(lambda: forget_file(upload))
    return upload
