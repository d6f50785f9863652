from padan.people.models import User


def user_by_phone(phone: str):
    """The account with this phone (E.164), or None."""
    return User.objects.filter(phone=phone).order_by("pk").first() if phone else None


def user_by_login(login: str):
    """The account with this e-mail, or None."""
    return User.objects.filter(email__iexact=login).order_by("pk").first()
