import functools

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from padan.base.codes import new_code
from padan.base.stamps import Recorded
from padan.overseas.models.protection import Alarm
from padan.overseas.states import Accused, ComplaintState, Matter, PassedTo


class Complaint(Recorded):
    """What somebody tells the forum, with or without her name. Everything in her words is sealed.

    No key leads to her: who gives her name gives it in words. ``organisation`` is the body it is about where she
    chose one; its people never see the complaint.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=functools.partial(new_code, "ADU"))
    forum = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    accused = models.CharField(_("about whom"), max_length=10, choices=Accused)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    matter = models.CharField(_("about what"), max_length=10, choices=Matter)
    receipt_digest = models.CharField(max_length=64, unique=True, editable=False)  # of the code she was given once
    who_sealed = models.BinaryField(null=True, blank=True)  # her name and how to reach her, if she told
    about_sealed = models.BinaryField(null=True, blank=True)  # whom it is about, as she wrote it
    told_on = models.DateField(_("received on"))
    state = models.CharField(_("state"), max_length=12, choices=ComplaintState, default=ComplaintState.RECEIVED)
    state_since = models.DateField(_("since"))
    to_office = models.BooleanField(_("before the labour office"), default=False)
    passed_to = models.CharField(_("passed on to"), max_length=10, choices=PassedTo, blank=True)
    handled_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    alarm = models.OneToOneField(Alarm, on_delete=models.PROTECT, related_name="complaint")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("complaint")
        constraints = [
            models.CheckConstraint(
                name="complaint_passed_on_to_somebody",
                condition=~Q(state=ComplaintState.PASSED_ON) | ~Q(passed_to=""),
            ),
            models.CheckConstraint(
                name="complaint_about_the_forum_before_the_office",
                condition=~Q(accused=Accused.FORUM) | Q(to_office=True),
            ),
        ]
        indexes = [models.Index(fields=["forum", "state", "-id"], name="complaint_of_forum")]

    def __str__(self):
        return self.code


class ComplaintWord(Recorded):
    """One message of a complaint: hers, or the answer to her."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="said")
    from_her = models.BooleanField(default=True)
    told_on = models.DateField(_("on"))
    words_sealed = models.BinaryField()

    class Meta:
        ordering = ["complaint_id", "pk"]
        verbose_name = _("message of a complaint")


class ComplaintFile(Recorded):
    """A picture or PDF she added; its bytes are sealed like her words, its name is not kept."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=4)
    content_sealed = models.BinaryField()

    class Meta:
        ordering = ["complaint_id", "pk"]
        verbose_name = _("file of a complaint")
