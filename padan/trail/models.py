from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One thing that happened, linked by hash to the one before it."""

    seq = models.PositiveBigIntegerField(_("number"), unique=True)  # 1, 2, 3 … without a gap
    at = models.DateTimeField(_("when"))  # the time of the act, as the act was told
    written_at = models.DateTimeField(_("written"))  # the real time of writing
    verb = models.CharField(_("what"), max_length=60)  # dotted: "placement.started"
    thing_kind = models.CharField(_("kind"), max_length=60, blank=True)  # "placements.placement"
    thing_code = models.CharField(_("thing"), max_length=80, blank=True)
    actor_code = models.CharField(_("who"), max_length=80)  # a user's code, or "system"
    digest = models.CharField(max_length=64)  # HMAC-SHA-256 over the wording, own key
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)  # SHA-256 over all columns above

    class Meta:
        ordering = ["seq"]
        verbose_name = _("trail entry")
        indexes = [
            models.Index(fields=["thing_kind", "thing_code", "-seq"], name="trail_of_thing"),
            models.Index(fields=["actor_code", "-seq"], name="trail_of_actor"),
        ]


class Wording(models.Model):
    """What an entry reads like: labels and values before and after. Emptied when a person is erased."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="wording", primary_key=True)
    actor_label = models.CharField(max_length=200, blank=True)
    thing_label = models.CharField(max_length=300, blank=True)
    changes = models.JSONField(default=dict, blank=True)  # {"column": [before, after]}
    salt = models.CharField(max_length=32)  # without it the digest says nothing about a guessed value


class Head(models.Model):
    """The end of the chain: one row, locked while an entry is appended."""

    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
