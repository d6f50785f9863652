from padan.agreements.models import Target


def targets_of(forum):
    """What a forum set out to reach, the newest period first."""
    return Target.objects.filter(forum=forum).order_by("-starts_on", "pk")
