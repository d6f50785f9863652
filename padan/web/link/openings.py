"""A company writes its openings on a phone and looks after them: change, prolong, close. No account."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from padan.base.clock import business_now, now
from padan.openings.actions import link_to_written, write_opening
from padan.openings.queries import opening_behind
from padan.organisations.queries import company_behind
from padan.web.acting import done
from padan.web.industry.openings import edited, kept, seen_by
from padan.web.industry.writing import OpeningForm, regencies
from padan.web.pages import page


def write(request, link):
    """The company writes an opening; then stands before the page that looks after it."""
    company = get_object_or_404(company_behind(link))
    named = "" if link.recipient == company.name else link.recipient
    form = OpeningForm(request.POST or None, owner=company, initial={"written_by": named})
    if form.is_valid():
        found = done(form, write_opening, company=company, owner=company, by=link, at=business_now(), **form.told())
        if found:
            messages.success(request, _("Written down as a draft. Look at it once, then publish it."))
            return redirect(link_to_written(opening=found, by=link, at=now()))
    context = {"company": company, "form": form, "regencies": regencies()}
    return page(request, "link/openings/write.html", context, status=422 if request.method == "POST" else 200)


def keep(request, link):
    """One opening of the company; ``?ubah`` changes its words."""
    found = get_object_or_404(opening_behind(link))
    if "ubah" in request.GET:
        form, saved = edited(request, found, by=link)
        if saved:
            return redirect(request.path)
        context = {"opening": found, "form": form, "seen": seen_by(form, found), "regencies": regencies()}
        return page(request, "link/openings/edit.html", context, status=422 if request.method == "POST" else 200)
    context, after = kept(request, found, by=link, back=redirect(request.path))
    return after or page(request, "link/openings/keep.html", context, status=context["status"])
