"""The night of the route abroad: permits, money, papers, check-ins, standing still; then whoever must look is told."""

from padan.overseas.actions.alarms import escalate_alarms, tell_alarms
from padan.overseas.actions.check_ins import follow_check_ins
from padan.overseas.actions.payments import judge_moved, raise_fee_alarms
from padan.overseas.actions.positions import tell_matching
from padan.overseas.actions.watching import follow_answers, follow_papers, follow_permits, follow_stuck


def follow_overseas(*, today, at) -> int:
    """All daily checks, set by set, each idempotent; one run after missed nights catches up. Returns what changed."""
    done = follow_permits(today=today, at=at)
    done += judge_moved(today=today, at=at)
    done += raise_fee_alarms(today=today, at=at)
    done += follow_papers(today=today, at=at)
    done += follow_check_ins(today=today, at=at)
    done += follow_answers(today=today, at=at)
    done += follow_stuck(today=today, at=at)
    done += escalate_alarms(today=today, at=at)
    done += tell_matching(today=today, at=at)
    tell_alarms(today=today, at=at)
    return done
