"""Accounts: opened by somebody who may, never by themselves."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from padan.base.errors import ActionDenied
from padan.people.models import User
from padan.people.queries import user_by_login
from padan.trail.actions import record


class AccountRefused(ActionDenied):
    """The address or the password does not make an account."""


@transaction.atomic
def open_account(*, name, email, password, by, at):
    """Open an account that signs in by e-mail. What it may do is told by the roles given to it.

    Whose consent it takes is the caller's to ask: roles, and who keeps them, stand a floor above.
    """
    try:
        validate_email(email)
    except ValidationError:
        raise AccountRefused(_("“%(email)s” is not an e-mail address.") % {"email": email}) from None
    if user_by_login(email):
        raise AccountRefused(_("There is an account with the e-mail %(email)s already.") % {"email": email})
    user = User(name=name.strip() or email, email=email)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise AccountRefused(" ".join(error.messages)) from None
    user.set_password(password)
    user.save()
    record(by, "account.opened", user, at=at)
    return user
