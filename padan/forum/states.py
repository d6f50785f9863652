"""What gatherings, answers, tasks and activities can be, and which state follows which."""

from datetime import timedelta, timezone

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from padan.base.flow import Flow


class EventKind(models.TextChoices):
    MEETING = "meeting", _("Meeting")
    PLENARY = "plenary", _("Plenary meeting")
    COORDINATION = "coordination", _("Coordination meeting")
    SIGNING = "signing", _("Signing of agreements")
    INAUGURATION = "inauguration", _("Inauguration")
    DISCUSSION = "discussion", _("Group discussion")
    JOB_FAIR = "job_fair", _("Job fair")


class Zone(models.TextChoices):
    """The three clocks of Indonesia. None of them knows summer time."""

    WIB = "WIB", "WIB"
    WITA = "WITA", "WITA"
    WIT = "WIT", "WIT"

    @property
    def clock(self):
        return timezone(timedelta(hours=7 + list(Zone).index(self)), self.value)


class Answer(models.TextChoices):
    WAITING = "waiting", _("No answer yet")
    COMING = "coming", _("Coming")
    SUBSTITUTE = "substitute", _("Somebody else comes")
    ABSENT = "absent", _("Not coming")


class TaskState(models.TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Done as decided")
    DROPPED = "dropped", _("Dropped")


TASK_FLOW = Flow({TaskState.OPEN: {TaskState.DONE, TaskState.DROPPED}})


class ActivityState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Carried out")
    CANCELLED = "cancelled", _("Cancelled")


ACTIVITY_FLOW = Flow(
    {
        ActivityState.PLANNED: {ActivityState.RUNNING, ActivityState.FINISHED, ActivityState.CANCELLED},
        ActivityState.RUNNING: {ActivityState.FINISHED, ActivityState.CANCELLED},
    }
)


def in_words(day) -> str:
    """14 November 2024, in the language of the reader."""
    return date_format(day, "j F Y")
