"""GET asks and never writes, and no page mentions what its view did not give it."""

import pytest
from django.db import connection
from django.urls import reverse
from factories.world import accounts_of, side
from house.matrix import MATRIX, ROLES

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


@pytest.mark.parametrize("name", [name for name, route in MATRIX.items() if "GET" in route.methods])
def test_a_page_writes_nothing_and_names_nothing_undefined(db, client, name):
    here, route = side("Melati", "32"), MATRIX[name]
    accounts = accounts_of(here)
    args = route.args or ([getattr(here, route.thing).code] if route.thing else [])
    for role in ROLES:
        client.logout()
        if role != "pub":
            client.force_login(accounts[ROLES[role]])
        with connection.execute_wrapper(refuse_writes):
            for headers in ({}, {"HX-Request": "true"}):
                response = client.get(reverse(name, args=args), headers=headers)
                if not response.streaming:
                    assert UNDEFINED not in response.content.decode(errors="replace"), role
