"""How each state looks: the kinds of ``components/status.html``. The word always stands beside it."""

from padan.agreements.states import AgreementState, DocumentState, Pulse
from padan.curricula.states import VersionState
from padan.figures.states import ReleaseState
from padan.forum.states import ActivityState, Answer, TaskState
from padan.intake.states import UploadState
from padan.matching.states import InvitationState, RoundState, SeatReason, TurnResult, TurnState
from padan.needs.states import NeedState
from padan.openings.states import CodeCheck, OpeningState
from padan.outcomes.states import AskedState, Status, TotalState, WaveState
from padan.placements.states import Evidence, PlacementState
from padan.training.states import BatchState, CertificateState, Check, EnrolmentState, Mark, Result
from padan.ventures.states import Alive, VentureState

TONES = {
    "wait": (
        ReleaseState.DRAFT,
        WaveState.PLANNED,
        AskedState.WAITING,
        AskedState.ASKED,
        AskedState.REMINDED,
        RoundState.WAITING,
        RoundState.FROZEN,
        TurnState.WAITING,
        CertificateState.DRAFT,
        TaskState.OPEN,
        ActivityState.PLANNED,
        NeedState.OPEN,
        VersionState.PROPOSED,
        AgreementState.IN_REVIEW,
        AgreementState.AGREED,
        AgreementState.SCHEDULED,
        DocumentState.FROZEN,
        BatchState.PLANNED,
        BatchState.REGISTRATION,
        BatchState.SELECTION,
        EnrolmentState.APPLIED,
        EnrolmentState.RESERVE,
        Check.PENDING,
        Mark.LATE,
        InvitationState.INVITED,
        InvitationState.INTERVIEW,
        PlacementState.OFFERED,
        Status.SEEKING,
        UploadState.WAITING,
        UploadState.READING,
        UploadState.COMMITTING,
    ),
    "ok": (
        ReleaseState.HELD,
        ReleaseState.RELEASED,
        AskedState.ANSWERED,
        AskedState.KNOWN,
        RoundState.KEPT,
        SeatReason.PLACED,
        TurnState.CALLED,
        TurnState.DONE,
        TurnResult.OFFERED,
        CertificateState.ISSUED,
        TaskState.DONE,
        ActivityState.FINISHED,
        Answer.COMING,
        NeedState.ANSWERED,
        AgreementState.ACTIVE,
        DocumentState.COMPLETE,
        Pulse.AWAKE,
        VersionState.IN_FORCE,
        BatchState.COMPLETED,
        EnrolmentState.COMPLETED,
        Check.APPROVED,
        Mark.PRESENT,
        Result.COMPETENT,
        OpeningState.OPEN,
        CodeCheck.KNOWN,
        InvitationState.ACCEPTED,
        InvitationState.STARTED,
        PlacementState.WORKING,
        Status.EMPLOYED,
        Status.SELF_EMPLOYED,
        VentureState.RUNNING,
        TotalState.REPLACED,
        Alive.ALIVE,
        UploadState.COMMITTED,
    ),
    "unknown": (
        AskedState.REFUSED,
        RoundState.OPEN,
        SeatReason.NO_OPENING,
        Answer.WAITING,
        NeedState.WITHDRAWN,
        CertificateState.WITHDRAWN,
        AgreementState.DRAFT,
        DocumentState.DRAFT,
        VersionState.DRAFT,
        OpeningState.DRAFT,
        CodeCheck.NONE,
        CodeCheck.NOT_CHECKED,
        InvitationState.DECLINED,
        InvitationState.WITHDRAWN,
        PlacementState.DECLINED,
        Status.UNKNOWN,
        TotalState.STANDS,
        Alive.UNKNOWN,
    ),
    "new": (
        WaveState.OPEN,
        RoundState.CLEARED,
        TurnState.TALKING,
        TurnResult.INTERESTED,
        ActivityState.RUNNING,
        Answer.SUBSTITUTE,
        AgreementState.SIGNED,
        InvitationState.INTERESTED,
        InvitationState.OFFERED,
        VersionState.ENDORSED,
        BatchState.TRAINING,
        EnrolmentState.TRAINING,
        EnrolmentState.SELECTED,
        Status.STUDYING,
        Status.APPRENTICESHIP,
        UploadState.REVIEWED,
    ),
    "sleep": (
        WaveState.CLOSED,
        AskedState.STOPPED,
        RoundState.DISCARDED,
        SeatReason.ALL_FULL,
        TurnState.LEFT,
        TurnResult.UNSUITABLE,
        TaskState.DROPPED,
        ActivityState.CANCELLED,
        Answer.ABSENT,
        NeedState.CLOSED,
        AgreementState.EXPIRED,
        AgreementState.RENEWED,
        DocumentState.VOIDED,
        Pulse.ASLEEP,
        VersionState.RETIRED,
        BatchState.POSTPONED,
        BatchState.CANCELLED,
        EnrolmentState.REFUSED,
        Mark.EXCUSED,
        OpeningState.CLOSED,
        OpeningState.EXPIRED,
        InvitationState.UNSUITABLE,
        PlacementState.ENDED,
        Status.NOT_SEEKING,
        Status.NOT_WORKING,
        VentureState.CLOSED,
        Alive.CLOSED,
        UploadState.CANCELLED,
    ),
    "bad": (
        ReleaseState.BROKEN,
        AgreementState.TERMINATED,
        CertificateState.REVOKED,
        RoundState.FAILED,
        UploadState.FAILED,
    ),
    "warn": (
        AskedState.UNREACHABLE,
        InvitationState.LAPSED,
        TurnState.ABSENT,
        AgreementState.EXPIRING,
        Pulse.DOZING,
        EnrolmentState.DROPPED,
        EnrolmentState.FAILED,
        Check.REJECTED,
        Mark.ABSENT,
        Result.NOT_YET,
        CodeCheck.UNKNOWN,
        CodeCheck.WORDS,
        Status.UNCLEAR,
    ),
}

_TONE = {(type(member), str(member)): tone for tone, members in TONES.items() for member in members}
LADDER = (Evidence.NONE, Evidence.SELF_REPORT, Evidence.FILE, Evidence.EMPLOYER, Evidence.OFFICER)


def tone_of(member) -> str:
    """The kind of status drawn for a member of one of the rooms' enums."""
    return _TONE.get((type(member), str(member)), "unknown")


def steps_of(evidence) -> int:
    """How many steps of the evidence ladder are filled, 0 to 4."""
    return LADDER.index(evidence)
