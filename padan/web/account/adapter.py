"""Sign-in by e-mail or phone: how the accounts library finds our users."""

from allauth.account.adapter import DefaultAccountAdapter

from padan.people.queries import user_by_phone


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by administrators, never by strangers; phones are looked up as E.164."""

    def is_open_for_signup(self, request):
        return False

    def get_phone(self, user):
        return (user.phone, True) if user.phone else None

    def get_user_by_phone(self, phone):
        return user_by_phone(phone)
