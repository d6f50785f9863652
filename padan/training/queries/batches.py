from django.db.models import Count, F, Q, Sum

from padan.organisations.models import Role
from padan.organisations.queries import Viewer, within, within_personal
from padan.organisations.states import RoleName
from padan.people.models import User
from padan.training.models import Batch, BatchInstructor, Enrolment, GuestLesson
from padan.training.states import BatchState, EnrolmentState


def taught_by(viewer: Viewer):
    """Ids of the batches the viewer teaches, as a question inside another."""
    rows = BatchInstructor.objects.filter(user_id=viewer.user.pk if viewer.has(RoleName.INSTRUCTOR) else None)
    return rows.order_by().values("batch_id")


def batches_of(viewer: Viewer):
    """Batches the viewer may open, newest first: of her centre, of her forums' centres, or those she teaches.

    A batch holds no person; the persons in it are ``enrolments_of``. Programme and centre come along.
    """
    open_to = within(viewer, "centre") | Q(centre_id__in=viewer.centres)
    if viewer.has(RoleName.INSTRUCTOR):
        open_to |= Q(pk__in=taught_by(viewer))
    return (
        Batch.objects.filter(open_to)
        .select_related("programme", "centre", "version")
        .order_by(F("starts_on").desc(nulls_last=True), "name_key", "pk")
    )


def batches_kept_by(viewer: Viewer):
    """Batches whose plan, applicants and end are the viewer's to keep: of her centre, or of a forum she keeps."""
    return batches_of(viewer).filter(Q(centre_id__in=viewer.centres) | Q(centre__forum_id__in=viewer.kept_forums))


def batches_in_class(viewer: Viewer):
    """Batches whose days and results are the viewer's to keep: those she keeps, and those she teaches."""
    kept = Q(centre_id__in=viewer.centres) | Q(centre__forum_id__in=viewer.kept_forums)
    return batches_of(viewer).filter(kept | Q(pk__in=taught_by(viewer)))


def instructors_of(batch):
    """Accounts of those who teach the batch, by name."""
    return User.objects.filter(pk__in=BatchInstructor.objects.filter(batch=batch).values("user_id")).order_by(
        "name", "pk"
    )


def instructors_at(centre):
    """Accounts of the centre's instructors, by name."""
    held = Role.objects.filter(organisation=centre, name=RoleName.INSTRUCTOR, ended_at=None).order_by()
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("name", "pk")


def guest_lessons_of(batch):
    """What people from industry taught the batch, the latest first."""
    return GuestLesson.objects.filter(batch=batch).select_related("organisation").order_by("-held_on", "-pk")


def enrolments_of(viewer: Viewer):
    """Persons in batches as the viewer may see them, by batch and number; a graduate sees her own.

    Batch, programme and person come along.
    """
    open_to = within_personal(viewer, "batch__centre")
    if viewer.has(RoleName.INSTRUCTOR):
        open_to |= Q(batch__in=taught_by(viewer))
    if viewer.person_id:
        open_to |= Q(person_id=viewer.person_id)
    return (
        Enrolment.objects.filter(open_to)
        .select_related("batch__programme", "batch__centre", "person")
        .order_by("batch_id", "number")
    )


def enrolment_counts(batches) -> dict[int, dict[str, int]]:
    """How many are in each batch by state: batch id to {state: number}. One query for any number of batches."""
    counts: dict[int, dict[str, int]] = {}
    rows = Enrolment.objects.filter(batch__in=batches).order_by().values_list("batch_id", "state")
    for batch, state, number in rows.annotate(number=Count("pk")):
        counts.setdefault(batch, {})[state] = number
    return counts


def batches_answering(**keys):
    """Batches that carry the key of a need or a promise (``needs=`` or ``promises=``), newest first."""
    (name, things), *_ = keys.items()
    return (
        Batch.objects.filter(**{f"{name.removesuffix('s')}__in": things})
        .select_related("programme", "centre")
        .order_by(F("starts_on").desc(nulls_last=True), "pk")
    )


def guest_lessons_of_promise(promise):
    """Lessons taught under a promise, the latest first, with their classes."""
    return GuestLesson.objects.filter(promise=promise).select_related("batch__centre").order_by("-held_on", "-pk")


def taught_for_promises(promises) -> dict[int, int]:
    """How many JP were taught under each promise: promise id to hours."""
    rows = GuestLesson.objects.filter(promise__in=promises).order_by().values_list("promise_id")
    return dict(rows.annotate(total=Sum("hours")))


def trained_for_promises(promises) -> dict[int, int]:
    """How many persons completed batches that carry each promise: promise id to number."""
    rows = Enrolment.objects.filter(batch__promise__in=promises, state=EnrolmentState.COMPLETED)
    return dict(rows.order_by().values_list("batch__promise_id").annotate(number=Count("pk")))


def batches_for_promises(promises) -> dict[int, int]:
    """How many batches under each promise began or are over: promise id to number."""
    rows = Batch.objects.filter(promise__in=promises).exclude(state=BatchState.PLANNED)
    return dict(rows.order_by().values_list("promise_id").annotate(number=Count("pk")))
