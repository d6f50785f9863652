"""Which layout is handled by whom."""

from padan.intake.layouts.needs import Needs
from padan.intake.layouts.openings import Openings, Vacancies
from padan.intake.layouts.people import Alumni, Participants
from padan.intake.layouts.programmes import Programmes
from padan.intake.layouts.totals import Totals
from padan.intake.states import Layout

HANDLERS = {
    Layout.PROGRAMMES: Programmes,
    Layout.OPENINGS: Openings,
    Layout.VACANCIES: Vacancies,
    Layout.ALUMNI: Alumni,
    Layout.TOTALS: Totals,
    Layout.PARTICIPANTS: Participants,
    Layout.NEEDS: Needs,
}
