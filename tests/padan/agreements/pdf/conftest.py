"""A typeset agreement of two parties, with its empty fields; signed once, and twice."""

import asyncio
from types import SimpleNamespace

import pytest
from authorities import NOW, authority, signatory

from padan.agreements.pdf.fields import prepare_fields
from padan.agreements.pdf.sealing import sign_field
from padan.agreements.queries.texts import PAPER
from padan.agreements.templates_shipped import shipped_text
from padan.agreements.wording import sample
from padan.agreements.wording.parts import fill_body
from padan.base.typesetting import labelled, typeset

FIRST, SECOND = "PHK-CONTOH1", "PHK-CONTOH2"


def agreement(kind="cooperation", title=""):
    """The typeset paper of an invented agreement, and its places to sign."""
    context = sample.context(kind)
    context["kepala"][1] += title
    parts = fill_body(shipped_text(kind), context).parts
    data = {
        "title": context["kepala"][0],
        "parts": parts,
        "parties": context["pihak"],
        "check": None,
        "sha256": "",
        "draft": False,
    }
    places = [SimpleNamespace(**place) for place in labelled(PAPER, data, "signature")]
    return typeset(PAPER, data, at=NOW), places


def without_a_loop():
    """Browser tests leave their loop running in this thread; the signing library's own calls begin without one."""
    left = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(left)


# setup and call of the tests beside this file alone; the browser's own teardown needs its loop
@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    return (yield from without_a_loop())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    return (yield from without_a_loop())


@pytest.fixture(scope="session")
def root():
    return authority()


@pytest.fixture(scope="session")
def ani(root):
    return signatory("Ani Contoh", root)


@pytest.fixture(scope="session")
def budi(root):
    return signatory("Budi Contoh", root)


@pytest.fixture(scope="session")
def typeset_once():
    return agreement()


@pytest.fixture(scope="session")
def paper(typeset_once):
    return typeset_once[0]


@pytest.fixture(scope="session")
def places(typeset_once):
    return typeset_once[1]


@pytest.fixture(scope="session")
def prepared(paper, places):
    return prepare_fields(paper, places)


@pytest.fixture(scope="session")
def once(prepared, root, ani):
    return sign_field(prepared, FIRST, ani.key(), trust=root.trust()).content


@pytest.fixture(scope="session")
def twice(once, root, budi):
    return sign_field(once, SECOND, budi.key(), trust=root.trust()).content
