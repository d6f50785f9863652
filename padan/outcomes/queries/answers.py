"""Questions about answers: what was told of whom, and where tellers disagree."""

from django.db.models import Q

from padan.organisations.queries import Viewer, within_personal
from padan.organisations.states import RoleName
from padan.outcomes.models import Answer, AnswerProof
from padan.outcomes.queries.outcomes import outcomes_of
from padan.outcomes.states import ProofState
from padan.training.queries.batches import taught_by


def answers_of(viewer: Viewer):
    """Answers as lines the viewer may read: of her centre's, forums' or taught batches; her own. Replaced ones as well.

    Enrolment, class, programme and person come along.
    """
    open_to = within_personal(viewer, "enrolment__batch__centre")
    if viewer.has(RoleName.INSTRUCTOR):
        open_to |= Q(enrolment__batch__in=taught_by(viewer))
    if viewer.person_id:
        open_to |= Q(enrolment__person_id=viewer.person_id)
    rows = Answer.objects.filter(open_to)
    return rows.select_related("enrolment__batch__programme", "enrolment__person").order_by("-pk")


def answers_at_window(enrolment, window):
    """Everything told of her at one window, as it came: what stands and what was replaced."""
    return Answer.objects.filter(enrolment=enrolment, window=window).order_by("pk")


def answer_of_hers(asked):
    """What she herself said at the window of this question, as it stands; or None."""
    rows = Answer.objects.filter(enrolment=asked.enrolment_id, window=asked.wave.window, teller="herself", stands=True)
    return rows.order_by("-pk").first()


def conflicts_of(viewer: Viewer):
    """Outcomes whose tellers disagree, among those the viewer may read; the centre comes along."""
    return outcomes_of(viewer).filter(in_conflict=True).select_related(
        "batch__programme", "batch__centre", "enrolment__batch", "enrolment__person", "answer"
    )  # fmt: skip


def answer_proofs_of(viewer: Viewer):
    """Files that show answers, which the viewer may open and look at: staff of the centre and its forum. Nobody else.

    What was taken back is not among them. Answer, class, programme and person come along.
    """
    centre = "answer__enrolment__batch__centre"
    open_to = Q(**{f"{centre}__in": viewer.centres}) | Q(**{f"{centre}__forum__in": viewer.kept_forums})
    rows = AnswerProof.objects.filter(open_to).exclude(state=ProofState.WITHDRAWN)
    related = ("answer__enrolment__batch__programme", "answer__enrolment__batch__centre", "answer__enrolment__person")
    return rows.select_related(*related).order_by("-pk")


def files_behind(answers) -> dict[int, list[AnswerProof]]:
    """The files of these answers (ids) that were not taken back: answer id to files, the newest first."""
    rows = AnswerProof.objects.filter(answer__in=answers).exclude(state=ProofState.WITHDRAWN)
    found: dict[int, list[AnswerProof]] = {}
    for row in rows.order_by("-brought_on", "-pk"):
        found.setdefault(row.answer_id, []).append(row)
    return found
