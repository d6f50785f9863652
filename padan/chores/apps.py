from django.apps import AppConfig
from django.db.models.signals import post_migrate

from padan.base.search import mend_indexes


def mend(**_told):
    mend_indexes()


class ChoresConfig(AppConfig):
    """The last room that is told of a migration: by then every table has its new form."""

    name = "padan.chores"

    def ready(self):
        post_migrate.connect(mend, sender=self)
