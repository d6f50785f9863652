import pytest
from click.testing import CliRunner
from factories.organisations import OrganisationFactory

from padan.cli.account import account
from padan.organisations.queries import viewer_of
from padan.people.models import User
from padan.trail.models import Entry

pytestmark = pytest.mark.django_db
GOOD = "kuda laut makan siang"


def opened(*args, password=GOOD):
    return CliRunner().invoke(
        account, ["open", "pengelola@contoh.padan.example", "--name", "Ranu", "--password", password, *args]
    )


def test_the_first_account_keeps_the_installation():
    done = opened()

    user = User.objects.get()
    assert (done.exit_code, viewer_of(user).roles) == (0, {"administrator"})
    assert user.check_password(GOOD)
    assert list(Entry.objects.order_by("seq").values_list("verb", flat=True)) == ["account.opened", "role.granted"]


def test_an_account_may_be_opened_for_a_role_at_a_body():
    centre = OrganisationFactory(centre=True)

    assert opened("--role", "centre_officer", "--at", centre.code).exit_code == 0
    assert viewer_of(User.objects.get()).centres == {centre.pk}


@pytest.mark.parametrize(
    ("args", "password"),
    [
        (("--role", "centre_officer"), GOOD),  # nowhere
        (("--at", "LBG-TIDAKADA"), GOOD),
        ((), "pendek"),
        ((), "pengelola@contoh.padan.example"),  # her own address
        ((), "1234567890"),
    ],
)
def test_what_cannot_be_opened_is_refused_whole_with_a_sentence(args, password):
    done = opened(*args, password=password)

    assert done.exit_code == 1
    assert "Error: " in done.output
    assert (User.objects.count(), Entry.objects.count()) == (0, 0)


def test_nobody_is_opened_twice():
    opened()

    assert "already" in opened().output
    assert User.objects.count() == 1


def test_an_address_must_be_one():
    done = CliRunner().invoke(account, ["open", "bukan surel", "--name", "x", "--password", GOOD])

    assert (done.exit_code, User.objects.count()) == (1, 0)
