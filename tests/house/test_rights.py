"""The permission matrix, walked: every address, every role, own and a stranger's and an absent thing, every method."""

import contextlib
import re

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse
from factories.world import accounts_of, two_sides
from house.matrix import ALL, MATRIX, ROLES

pytestmark = pytest.mark.django_db
ABSENT = "TDK-ADA99"


def addresses(patterns=None, before=""):
    """Every route of the resolver: name (or pattern, for one without a name) to pattern."""
    found = {}
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        pattern = f"{before}{entry.pattern}"
        if hasattr(entry, "url_patterns"):
            found |= addresses(entry.url_patterns, pattern)
        else:
            found[entry.name or pattern] = pattern
    return found


def test_every_address_is_declared_and_every_declaration_is_an_address():
    assert sorted(addresses()) == sorted(MATRIX)


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    """Both sides and one signed-in client per role: built once, since every request takes its writes back."""
    with django_db_blocker.unblock(), transaction.atomic():
        ours, theirs = two_sides()
        accounts, clients = accounts_of(ours), {}
        for short, role in ROLES.items():
            clients[short] = Client()
            if role in accounts:
                clients[short].force_login(accounts[role], backend=settings.AUTHENTICATION_BACKENDS[0])
        yield ours, theirs, clients
        transaction.set_rollback(True)


def ask(client, method, url, data=None, **headers):
    """One request whose writes are taken back, so that the next one finds the same world and the same sign-in."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = client.generic(method, url, **headers) if data is None else client.post(url, data, **headers)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    client.cookies = cookies
    return response.status_code, body


def address(name, route, side=None):
    if route.args:
        return reverse(name, args=route.args) + route.query
    return reverse(name, args=[getattr(side, route.thing).code if side else ABSENT]) if route.thing else reverse(name)


def closed_ways(body, role):
    """The pages that a page links to and that are closed to this role, whosever they are."""
    found = set()
    for path in set(re.findall(rb'<a [^>]*href="(/[^"?#]*)', body)) if role in ROLES else ():
        with contextlib.suppress(Resolver404):
            to = resolve(path.decode())
            if ROLES[role] not in getattr(to.func, "roles", ROLES.values()):
                found.add(to.url_name)
    return found


@pytest.mark.parametrize("name", MATRIX)
def test_an_address_answers_on_every_database_whom_it_is_meant_for(house, name):
    ours, _theirs, clients = house
    route, role = MATRIX[name], MATRIX[name].own.split()[0]
    got, _ = ask(clients[role], route.main, address(name, route, ours), route.data if route.main == "POST" else None)
    assert got == route.answer_to(role)


@pytest.mark.once
@pytest.mark.parametrize("name", MATRIX)
def test_each_role_gets_the_declared_answer_and_a_stranger_s_thing_looks_absent(house, name):
    ours, theirs, clients = house
    route = MATRIX[name]
    data = route.data if route.main == "POST" else None
    for role, client in clients.items():
        may = role in route.own.split()
        refused = route.visitor if role == "pub" else 404
        got, body = ask(client, route.main, address(name, route, ours), data)
        assert got == (route.answer_to(role) if may else refused), (role, "own")
        assert closed_ways(body, role) == set(), (role, "links to what it may not open")
        if not route.thing:
            continue
        theirs_got, theirs_body = ask(client, route.main, address(name, route, theirs), data)
        absent_got, absent_body = ask(client, route.main, address(name, route), data)
        assert absent_got == refused, (role, "absent")
        if role in route.others.split():
            assert theirs_got == route.answer_to(role), (role, "stranger's")
        else:
            assert theirs_got == absent_got, (role, "stranger's")
            assert abs(len(theirs_body) - len(absent_body)) <= 24, (
                role,
                "a stranger's thing looks unlike an absent one",
            )


@pytest.mark.once
@pytest.mark.parametrize("name", MATRIX)
def test_a_method_that_a_page_does_not_know_is_refused_to_everybody(house, name):
    """A method is looked at before anybody is asked for: a visitor, who may open the page, who may not."""
    ours, _theirs, clients = house
    route = MATRIX[name]
    for role in {"pub", next(iter(route.own.split())), next((role for role in ROLES if role not in route.own), "pub")}:
        for method in ALL:
            if method not in route.methods:
                got, _ = ask(clients[role], method, address(name, route, ours))
                assert got == 405, (role, method)


VARIANTS = (
    ("", {"HTTP_HX_REQUEST": "true"}),
    ("?format=csv", {"HTTP_HX_REQUEST": "true", "HTTP_HX_BOOSTED": "true"}),
    ("?format=json", {"HTTP_ACCEPT": "application/json"}),
)


@pytest.mark.once
@pytest.mark.parametrize("name", [name for name, route in MATRIX.items() if route.main == "GET"])
def test_no_variant_of_a_page_opens_what_the_page_refuses(house, name):
    """Who may open it asks for a stranger's thing in every way; all else takes the ways in turn, role by role."""
    ours, theirs, clients = house
    route = MATRIX[name]
    for at, (role, client) in enumerate(clients.items(), list(MATRIX).index(name)):
        for way, (query, headers) in enumerate(VARIANTS, at):
            if role == "pub" and headers.get("HTTP_HX_REQUEST"):
                continue  # a visitor's piece is answered by the way to sign in: tested below
            for side in (ours, theirs) if route.thing else (ours,):
                if way % len(VARIANTS) and (side is ours or role not in route.own.split()):
                    continue
                got, body = ask(client, "GET", address(name, route, side) + query, **headers)
                if role not in (route.own if side is ours else route.others).split():
                    assert got == (route.visitor if role == "pub" else 404), (role, side.mark)
                if side is ours and "pub" not in route.own and role not in ("aud", "adm", "gra"):
                    assert theirs.mark.encode() not in body, role


def test_a_piece_asked_for_after_signing_out_leads_to_the_sign_in_page(house):
    response = house[-1]["pub"].get(reverse("graduate-list"), headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"].startswith(reverse("account_login"))
    assert not response.content


@pytest.mark.once
@pytest.mark.parametrize("name", [name for name, route in MATRIX.items() if route.listing])
def test_no_question_to_a_list_shows_a_stranger_s_row(house, name):
    """Every filter, the search, every order and every place in the list, with the stranger's own values.

    Words are asked in small letters, as a page repeats what was asked; a row would show the mark as it is written.
    """
    _ours, theirs, clients = house
    things = ("company", "programme", "batch", "need", "promise", "centre")
    asked = [
        *({"q": word} for word in (theirs.mark.lower(), f"peserta {theirs.mark.lower()}", "juru")),
        *({"sort": sort} for sort in ("name", "-name", "nik", "person__nik_digest", "words_key", "-code", "state")),
        *({thing: getattr(theirs, thing).code} for thing in things),
        *(
            {key: getattr(theirs, thing).code}
            for key in ("after", "before")
            for thing in ("graduate", "opening", "need")
        ),
        *({"after": str(theirs.outcome.pk)}, {"before": str(theirs.total.pk)}),
    ]
    for role in MATRIX[name].own.split():
        if role in ("aud", "adm", "gra"):
            continue  # these read both sides here, or openings of every company
        for params in asked:
            response = clients[role].get(reverse(name), params)
            assert response.status_code == 200
            assert theirs.mark.encode() not in response.content, (role, params)


@pytest.mark.parametrize("name", [name for name, route in MATRIX.items() if name.endswith("-export")])
def test_no_export_holds_a_stranger_s_row_or_a_nik(house, name):
    ours, theirs, clients = house
    for role in MATRIX[name].own.split():
        if role in ("aud", "adm", "gra"):
            continue
        _, body = ask(clients[role], "POST", address(name, MATRIX[name], ours), MATRIX[name].data)
        assert theirs.mark.encode() not in body, role
        assert ours.person.nik.encode() not in body, role


def test_who_reads_codes_finds_no_name_in_lists_pages_or_exports(house):
    ours, _theirs, clients = house
    name = ours.person.name.encode()
    for role in ("brd", "aud", "com", "lab", "adm"):
        for route in ("graduate-list", "placement-list", "outcome-list"):
            _, body = ask(clients[role], "GET", f"{reverse(route)}?q={ours.person.name.lower()}")
            assert name not in body, (role, route)
            _, body = ask(clients[role], "POST", reverse(route.replace("list", "export")), {"format": "csv"})
            assert name not in body, (role, route)
        for thing in ("graduate", "batch", "placement"):
            _, body = ask(clients[role], "GET", reverse(f"{thing}-detail", args=[getattr(ours, thing).code]))
            assert name not in body, (role, thing)


def test_a_name_is_no_oracle_for_who_reads_codes(house):
    """Searching for a name must not tell an auditor which code it belongs to."""
    ours, _theirs, clients = house
    page = clients["aud"].get(reverse("graduate-list"), {"q": "nobody of this name"}).content
    assert ours.graduate.code.encode() in page  # the question is not even understood: nothing is narrowed
