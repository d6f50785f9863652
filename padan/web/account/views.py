"""Where a person lands after sign-in, and her own account."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect

from padan.organisations.queries import roles_of
from padan.organisations.states import RoleName
from padan.web.pages import page

HOMES = {RoleName.COMPANY_OFFICER: "industry-home", RoleName.GRADUATE: "graduate-home"}


def home(request):
    """Each role at its own place: staff at the week page, a company officer and a graduate at theirs."""
    viewer = request.viewer
    if not request.user.is_authenticated:
        return redirect("public-home")
    if not viewer.roles:
        return redirect("account")
    if viewer.roles <= set(HOMES):
        return redirect(next(HOMES[role] for role in HOMES if role in viewer.roles))
    return redirect("week")


@login_required
def own_account(request):
    """What Padan knows of this account, and what it may do."""
    return page(request, "account/own.html", {"roles": roles_of(request.user)})
