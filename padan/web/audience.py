"""For whom a page is: others get the page that says nothing is here, visitors the way to sign in."""

import functools

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django_htmx.http import HttpResponseClientRedirect

from padan.organisations.states import RoleName as R

FORUM = (R.SECRETARIAT, R.BOARD_MEMBER)
CENTRE = (R.CENTRE_OFFICER, R.INSTRUCTOR)
STAFF = (*FORUM, *CENTRE, R.LABOUR_OFFICE, R.AUDITOR, R.ADMINISTRATOR)
READS_PEOPLE = (*FORUM, *CENTRE, R.AUDITOR)
READS_ROUTE = (*FORUM, R.CENTRE_OFFICER, R.AUDITOR)
READS_NEEDS = (*FORUM, R.CENTRE_OFFICER, R.COMPANY_OFFICER, R.LABOUR_OFFICE, R.AUDITOR)
READS_OPENINGS = (*READS_NEEDS, R.GRADUATE)
READS_SHORTLISTS = (*FORUM, R.CENTRE_OFFICER, R.COMPANY_OFFICER, R.AUDITOR)
READS_AGREEMENTS = READS_NEEDS
READS_PLACEMENTS = (*READS_PEOPLE, R.COMPANY_OFFICER, R.GRADUATE)
READS_COMPANIES = (*READS_NEEDS, R.ADMINISTRATOR)
READS_FORUMS = (*STAFF, R.COMPANY_OFFICER)


def for_roles(*roles):
    """Open a page to these roles. What each sees on it is told by the scoped questions."""

    def wrap(view):
        @functools.wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                to = redirect_to_login(request.get_full_path())
                return HttpResponseClientRedirect(to.url) if request.htmx else to
            if not request.viewer.has(*roles):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.roles = roles  # the navigation asks
        return guarded

    return wrap
