"""Shared by all tests: nothing here but what every room needs."""

import os

import pytest
from django.core.cache import cache
from django.db import connections
from django.db.backends.signals import connection_created
from django.utils import translation
from migrated import pour_into
from xdist.scheduler import LoadScopeScheduling


@pytest.fixture(autouse=True)
def english():
    """Source strings are English: sentences are checked in the language of the code. Pages choose by cookie."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """The tests' own database in memory begins as a copy of a migrated one; ``migrate`` then finds nothing to do."""
    if connections["default"].vendor == "sqlite":
        connection_created.connect(_migrated_at_first, dispatch_uid="migrated")


def _migrated_at_first(connection, **_more):
    if connection.is_in_memory_db():
        empty = not connection.connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        if empty:
            pour_into(connection.connection)


@pytest.fixture(autouse=True)
def nothing_counted_before():
    """Limits count in the cache: what one test asked too often is no other test's business."""
    cache.clear()


TOUCHES_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server", "arena", "bare_arena"}


def pytest_collection_modifyitems(config, items):
    """The second run, on a server, is for what touches its database; what does not has run already."""
    if not os.environ.get("PADAN_TEST_DATABASE_URL"):
        return
    again = {True: [], False: []}
    for item in items:
        touches = item.get_closest_marker("django_db") or TOUCHES_DATABASE & set(getattr(item, "fixturenames", ()))
        again[bool(touches) and not item.get_closest_marker("once")].append(item)
    config.hook.pytest_deselected(items=again[False])
    items[:] = again[True]


def pytest_xdist_make_scheduler(config, log):
    return Dealer(config, log)


class Dealer(LoadScopeScheduling):
    """Deals single tests in their order, but the races of one file together: they build on each other. (Groups by mark
    ask for what pytest 9.2 no longer has, and do nothing.)"""

    def __init__(self, config, log):
        config.option.loadscopereorder = False  # a browser's loop stays in its worker: journeys come last
        super().__init__(config, log)

    def _split_scope(self, nodeid):
        return nodeid.partition("::")[0] if nodeid.startswith("tests/races/") else nodeid
