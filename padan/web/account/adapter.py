"""Sign-in by e-mail or phone: how the accounts library finds our users."""

import re

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _

from padan.people.queries import user_by_phone

NO_SUCH_SIGN_IN = _("That does not match any account. Check the e-mail or phone number, and the password.")


def as_e164(written):
    """A phone as a person writes it in E.164, Indonesian unless another country is named; "" where it is no phone.

    0812-3456-7890, 62 812 3456 7890 and +62 (0)812 3456 7890 are one number.
    """
    if not re.fullmatch(r"\+?[\d\s().–-]+", written.strip()):
        return ""
    digits = re.sub(r"\D", "", written.replace("(0)", ""))
    if written.strip().startswith("+"):
        number = digits
    elif digits.startswith("0"):
        number = "62" + digits[1:]
    elif digits.startswith("62"):
        number = digits
    elif digits.startswith("8"):
        number = "62" + digits
    else:
        return ""
    return f"+{number}" if re.fullmatch(r"[1-9]\d{7,14}", number) else ""


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by administrators, never by strangers; phones are looked up as E.164."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": NO_SUCH_SIGN_IN,
        "phone_password_mismatch": NO_SUCH_SIGN_IN,
        "username_password_mismatch": NO_SUCH_SIGN_IN,
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request):
        return False

    def get_phone(self, user):
        return (user.phone, True) if user.phone else None

    def get_user_by_phone(self, phone):
        return user_by_phone(as_e164(phone))
