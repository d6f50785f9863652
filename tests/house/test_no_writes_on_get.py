"""GET asks and never writes, and no page mentions what its view did not give it."""

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from factories.world import accounts_of, side
from house.matrix import MATRIX, ROLES

from padan.figures.actions.summaries import refresh_summaries

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER")
OWN_ACCOUNTING = ('"django_session"',)  # when a session was last seen
UNDEFINED = "!!undefined"


class Wrote(AssertionError):
    """A page that only shows wrote a row."""


def refuse_writes(execute, sql, params, many, context):
    if sql.lstrip().upper().startswith(WRITES) and not any(table in sql for table in OWN_ACCOUNTING):
        raise Wrote(sql)
    return execute(sql, params, many, context)


def test_the_guard_sees_a_write(db):
    with connection.execute_wrapper(refuse_writes), pytest.raises(Wrote):
        side("Melati", "32")


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    """One side and a signed-in client per role, with the public figures counted as every night counts them."""
    with django_db_blocker.unblock(), transaction.atomic():
        here = side("Melati", "32")
        accounts, clients = accounts_of(here), {role: Client() for role in ROLES}
        for short, client in clients.items():
            if short != "pub":
                client.force_login(accounts[ROLES[short]], backend=settings.AUTHENTICATION_BACKENDS[0])
        refresh_summaries()
        yield here, clients
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, route in MATRIX.items() if "GET" in route.methods])
def test_a_page_writes_nothing_and_names_nothing_undefined(house, name):
    (here, clients), route = house, MATRIX[name]
    args = route.args or ([getattr(here, route.thing).code] if route.thing else [])
    for role, client in clients.items():
        with connection.execute_wrapper(refuse_writes):
            for headers in ({}, {"HX-Request": "true"}):
                response = client.get(reverse(name, args=args), headers=headers)
                if not response.streaming:
                    assert UNDEFINED not in response.content.decode(errors="replace"), role
