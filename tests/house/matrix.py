"""Who may open what: every address of the house, once, with its answer for each role.

Roles are written as three letters. ``own`` may open the page (for things: the thing on their side); ``others`` may
open a stranger's thing as well. Everybody else gets 404, the same as for a thing that does not exist; a visitor without
account is shown the way to sign in. Methods that a page does not know are answered 405, whoever asks.
"""

from dataclasses import dataclass, field

ROLES = {
    "sec": "secretariat",
    "brd": "board_member",
    "off": "centre_officer",
    "ins": "instructor",
    "com": "company_officer",
    "gra": "graduate",
    "lab": "labour_office",
    "aud": "auditor",
    "adm": "administrator",
    "pub": "public",
}
EVERYBODY = " ".join(ROLES)
SIGNED_IN = "sec brd off ins com gra lab aud adm"
STAFF = "sec brd off ins lab aud adm"
PEOPLE = "sec brd off ins aud"
NEEDS = "sec brd off com lab aud"


@dataclass(frozen=True)
class Route:
    """One address. ``thing`` names what the code in it belongs to; ``methods`` are those it answers."""

    own: str
    others: str = ""
    thing: str = ""
    methods: tuple[str, ...] = ("GET", "HEAD")
    data: dict = field(default_factory=dict)  # posted, good enough to be accepted
    answer: int = 200  # to those who may
    visitor: int = 302  # to a visitor who may not
    listing: bool = False
    args: tuple = ()
    answers: dict = field(default_factory=dict)  # role to answer, where it differs
    unknown_method: int = 405

    def answer_to(self, role):
        return self.answers.get(role, self.answer)

    @property
    def main(self):
        return self.methods[0]


def page(own, **more):
    return Route(own, **more)


def listing(own):
    return Route(own, listing=True)


def thing(name, own, others=""):
    return Route(own, others, name)


def act(own, others="", name="", answer=302, **data):
    return Route(own, others, name, ("POST",), data, answer)


def export(own):
    return act(own, answer=200, format="csv")


MATRIX = {
    "healthz": page(EVERYBODY, methods=("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")),
    # bodies, needs, agreements
    "company-list": listing(f"{NEEDS} adm"),
    "company-export": export(f"{NEEDS} adm"),
    "company-detail": thing("company", f"{NEEDS} adm", "aud adm"),
    "centre-list": listing(STAFF),
    "centre-export": export(STAFF),
    "centre-detail": thing("centre", STAFF, "aud adm"),
    "forum-list": listing(f"{STAFF} com"),
    "forum-export": export(f"{STAFF} com"),
    "forum-detail": thing("forum_body", f"{STAFF} com", "aud adm"),
    "need-list": listing(NEEDS),
    "need-export": export(NEEDS),
    "need-detail": thing("need", NEEDS, "aud"),
    "need-answer": Route("sec", "", "need", ("GET", "HEAD", "POST")),
    "need-withdraw": act("sec com", name="need"),
    "agreement-list": listing(NEEDS),
    "agreement-export": export(NEEDS),
    "agreement-detail": thing("agreement", NEEDS, "aud"),
    # training
    "programme-list": listing(STAFF),
    "programme-export": export(STAFF),
    "programme-detail": thing("programme", STAFF, "aud adm"),
    "batch-list": listing(STAFF),
    "batch-export": export(STAFF),
    "batch-detail": thing("batch", STAFF, "aud adm"),
    "graduate-list": listing(PEOPLE),
    "graduate-export": export(PEOPLE),
    "graduate-detail": thing("graduate", PEOPLE, "aud"),
    "graduate-nik": act("off", name="graduate", answer=200, reason="Memeriksa berkas pendaftaran."),
    # work
    "opening-list": listing(f"{NEEDS} gra"),
    "opening-export": export(f"{NEEDS} gra"),
    "opening-detail": thing("opening", f"{NEEDS} gra", "aud gra"),
    "placement-list": listing(f"{PEOPLE} com gra"),
    "placement-export": export(f"{PEOPLE} com gra"),
    "placement-detail": thing("placement", f"{PEOPLE} com gra", "aud"),
    "outcome-list": listing(PEOPLE),
    "outcome-export": export(PEOPLE),
    "reported-list": listing(STAFF),
    "reported-export": export(STAFF),
    # homes
    "industry-home": page("com"),
    "graduate-home": page("gra"),
    "graduate-own-export": act("gra", answer=200, format="json"),
}
"""Route name to who may open it."""
