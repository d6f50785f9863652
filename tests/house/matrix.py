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
ALL = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
STAFF = "sec brd off ins lab aud adm"
PEOPLE = "sec brd off ins aud"
NEEDS = "sec brd off com lab aud"
GAP = "sec brd off ins lab aud"
OFFICES = "sec brd off lab aud adm"
KEPT_BY = "sec brd off aud"
TEXTS = "sec brd off com aud"


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
    query: str = ""
    answers: dict = field(default_factory=dict)  # role to answer, where it differs

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


def library(visitor, signed_in, *args):
    """A page of the accounts library: it shows nobody's things but the visitor's own, whatever her role."""
    return Route(EVERYBODY, methods=ALL, args=args, answer=signed_in, answers={"pub": visitor})


MATRIX = {
    "healthz": page(EVERYBODY, methods=ALL),
    "public-home": page(EVERYBODY),
    "home": page(EVERYBODY, methods=ALL, answer=302),
    "preferences": act(EVERYBODY, theme="dark"),
    # figures: the same rules for everybody, each within her scope
    "week": page(STAFF),
    "figure-list": page(EVERYBODY),
    "figure-summary": page(STAFF),
    "figure": page(EVERYBODY, args=("placed",)),
    "figure-rows": page(EVERYBODY, args=("placed",)),
    "figure-download": page(EVERYBODY, args=("placed",), query="?format=csv", methods=("GET", "POST")),
    "figure-groups": page(EVERYBODY, args=("placed",), query="?by=trade"),
    "figure-groups-download": page(EVERYBODY, args=("placed",), query="?by=trade&format=csv"),
    # bodies, needs, agreements
    "company-list": listing(f"{NEEDS} adm"),
    "company-export": export(f"{NEEDS} adm"),
    "company-detail": thing("company", f"{NEEDS} adm", "aud adm"),
    "centre-list": listing(STAFF),
    "centre-export": export(STAFF),
    "centre-detail": thing("centre", STAFF, "aud adm"),
    "company-open": Route("sec adm", methods=("GET", "HEAD", "POST")),
    "centre-open": Route("sec adm", methods=("GET", "HEAD", "POST")),
    "office-list": listing(OFFICES),
    "office-export": export(OFFICES),
    "office-detail": thing("office", OFFICES, "aud adm"),
    "office-open": Route("sec adm", methods=("GET", "HEAD", "POST")),
    "body-edit": Route("sec adm", "adm", "company", ("GET", "HEAD", "POST")),
    "body-name-add": Route("sec adm", "adm", "company", ("POST",), {"name": "PT Nama Lama"}, 302),
    "body-name-drop": Route("sec adm", "adm", "company", ("POST",), {"name": "PT Nama Lama"}, 302),
    "body-twin": Route("sec adm", "adm", "company", ("GET", "HEAD", "POST")),
    "body-close": act("sec adm", "adm", "company", closed_on="2024-11-01"),
    "body-reopen": act("sec adm", "adm", "company", answer=422),
    "body-remove": act("sec adm", "adm", "company", answer=422),
    "contact-add": Route("sec com adm", "adm", "company", ("GET", "HEAD", "POST")),
    "contact-edit": Route("sec com adm", "adm", "contact", ("GET", "HEAD", "POST")),
    "contact-remove": act("sec com adm", "adm", "contact"),
    "pair-list": page("sec adm"),
    "pair-detail": Route("sec adm", "adm", "pair", ("GET", "HEAD", "POST")),
    "pair-apart": act("sec adm", "adm", "pair"),
    "chore-list": listing("aud adm"),
    "chore-export": export("aud adm"),
    "forum-list": page(f"{STAFF} com"),
    "forum-export": export(f"{STAFF} com"),
    "forum-detail": thing("forum_body", f"{STAFF} com", "aud adm"),
    "forum-new": Route("sec adm", methods=("GET", "HEAD", "POST")),
    "forum-change": Route("sec", "", "forum_body", ("GET", "HEAD", "POST")),
    "member-list": listing("sec brd off aud adm"),
    "member-export": export("sec brd off aud adm"),
    "member-detail": thing("company", "sec brd off aud adm", "aud adm"),
    "member-record": act("sec", name="company", joined_on="2024-01-02"),
    # boards
    "board-new": Route("sec", "", "forum_body", ("GET", "HEAD", "POST")),
    "board-detail": thing("board", f"{STAFF} com", "aud adm"),
    "seat-add": Route("sec", "", "board", ("POST",), {"position": "Humas", "name": "Tira Wandeka"}, 302),
    "board-decree": thing("board", "sec brd off com aud adm", "aud adm"),
    "board-decree-keep": act("sec", name="board", answer=422),
    "board-inaugurate": act("sec", name="board"),
    "board-cards": thing("board", "sec brd"),
    "board-handover": thing("board", "sec brd aud", "aud"),
    "board-handover-export": act("sec brd aud", "aud", "board", answer=200),
    "seat-detail": Route("sec", "", "seat", ("GET", "HEAD", "POST")),
    "seat-card": thing("seat", "sec brd"),
    # events
    "event-list": listing("sec brd off com aud"),
    "event-export": export("sec brd off com aud"),
    "event-new": Route("sec", methods=("GET", "HEAD", "POST")),
    "event-detail": thing("event", "sec brd off com aud", "aud"),
    "event-change": Route("sec", "", "event", ("GET", "HEAD", "POST")),
    "event-invite": Route("sec", "", "event", ("GET", "HEAD", "POST")),
    "event-send": act("sec", name="event", who="new"),
    "event-door": thing("event", "sec"),
    "event-walk-in": act("sec", name="event", answer=422),
    "event-attendance": thing("event", "sec brd"),
    "invitation-list": listing("sec brd off com"),
    "invitation-export": export("sec brd off com"),
    "invitation-detail": thing("invitation", "sec brd com"),
    "invitation-act": act("sec", name="invitation", do="mail"),
    "invitation-message": act("sec", name="invitation", answer=200),
    "invitation-door": Route("sec", "", "invitation", ("GET", "HEAD", "POST")),
    # minutes, decisions, tasks
    "minutes": thing("event", "sec brd"),
    "minutes-write": act("sec", name="event", text="Rapat dibuka.", revision="1"),
    "minutes-approve": act("sec", name="event", revision="1"),
    "minutes-correct": act("sec", name="event", answer=422),
    "minutes-paper": thing("minutes", "sec brd"),
    "decision-add": act("sec", name="event", words="Diputuskan."),
    "decision-change": Route("sec", "", "decision", ("GET", "HEAD", "POST")),
    "task-list": listing("sec brd off com aud"),
    "task-export": export("sec brd off com aud"),
    "task-detail": thing("task", "sec brd com aud", "aud"),
    "task-close": act("sec com", name="task", do="done"),
    # the work programme
    "activity-list": listing(f"{STAFF} com"),
    "activity-export": export(f"{STAFF} com"),
    "activity-new": Route("sec", methods=("GET", "HEAD", "POST")),
    "activity-detail": thing("activity", f"{STAFF} com", "aud adm"),
    "activity-change": Route("sec", "", "activity", ("GET", "HEAD", "POST")),
    "activity-step": act("sec", name="activity", do="begin"),
    "need-new": Route("sec com", "", "company", ("GET", "HEAD", "POST")),
    "need-link": act("sec com", name="company", answer=200),
    "demand": page(NEEDS),
    "demand-export": act(NEEDS, answer=200, by="unit", format="csv"),
    "survey-list": page("sec brd aud"),
    "survey-new": Route("sec", "", "", ("GET", "HEAD", "POST")),
    "survey-place-list": listing("sec brd aud"),
    "survey-place-export": export("sec brd aud"),
    "survey-link": act("sec", name="survey_place", answer=200),
    "survey-detail": thing("survey", "sec brd aud", "aud"),
    "survey-remind": act("sec", name="survey"),
    "need-list": listing(NEEDS),
    "need-export": export(NEEDS),
    "need-detail": thing("need", NEEDS, "aud"),
    "need-code-accept": act("sec", name="need", code="1"),
    "need-code-reject": act("sec", name="need", code="1"),
    "need-code-take-back": act("sec", name="need", code="1"),
    "need-unit-search": Route("sec", "", "need", ("GET", "HEAD", "POST")),
    "need-occupation-search": Route("sec", "", "need", ("GET", "HEAD", "POST")),
    "unit-list": listing(f"{STAFF} com"),
    "unit-export": export(f"{STAFF} com"),
    "unit-detail": thing("unit", f"{STAFF} com", f"{STAFF} com"),
    "need-answer": Route("sec", "", "need", ("GET", "HEAD", "POST")),
    "need-withdraw": act("sec com", name="need"),
    "need-news": thing("need", NEEDS, "aud"),
    "need-close": Route("sec", "", "need", ("GET", "HEAD", "POST")),
    "need-reopen": act("sec", name="need"),
    "requests-link": act("sec com", name="company", answer=200),
    "industry-requests": page("com"),
    "agreement-list": listing(NEEDS),
    "agreement-export": export(NEEDS),
    "agreement-detail": thing("agreement", NEEDS, "aud"),
    "agreement-print": thing("agreement", NEEDS, "aud"),
    "agreement-new": Route("sec", methods=("GET", "HEAD", "POST")),
    "agreement-edit": Route("sec", "", "draft", ("GET", "HEAD", "POST")),
    "agreement-step": act("sec", name="draft", to="draft"),
    "agreement-discard": act("sec", name="draft", answer=422),
    "agreement-renew": act("sec", name="draft", answer=422),
    "party-add": Route("sec", "", "draft", ("GET", "HEAD", "POST")),
    "party-edit": Route("sec com", "", "party", ("GET", "HEAD", "POST")),
    "party-number": act("sec com", name="party", answer=422),
    "party-earlier": act("sec", name="party"),
    "party-remove": act("sec", name="party", answer=422),
    "party-remind": act("sec brd off com", name="party", answer=422, kind="end"),
    "party-message": act("sec", name="party", answer=422),
    "promise-new": Route("sec", "", "draft", ("GET", "HEAD", "POST")),
    "promise-drop": act("sec", name="promise", answer=422),
    "number-pattern": Route("sec off", "", "centre", ("GET", "HEAD", "POST")),
    "agreement-texts": thing("agreement", TEXTS, "aud"),
    "text-begin": act("sec", name="agreement", do="addendum", title="Menambah jumlah"),
    "template-list": listing("sec brd"),
    "template-export": export("sec brd"),
    "template-detail": thing("template", "sec brd"),
    "template-pdf": thing("template", "sec brd"),
    "template-copy": act("sec", name="template", answer=422),
    "template-edit": Route("sec", "", "template", ("GET", "HEAD", "POST")),
    "template-retire": act("sec", name="template"),
    "document-detail": thing("document", TEXTS, "aud"),
    "document-pdf": thing("document", TEXTS, "aud"),
    "document-edit": Route("sec", "", "document", ("GET", "HEAD", "POST")),
    "document-act": act("sec", name="document", do="withdraw"),
    "document-correct": Route("sec", "", "document", ("GET", "HEAD", "POST")),
    "promise-list": listing(NEEDS),
    "promise-export": export(NEEDS),
    "promise-detail": thing("promise", NEEDS, "aud"),
    "promise-record": act("sec off", name="teaching", answer=422, do="lesson"),
    "delivery-file": thing("delivery", "sec brd off com aud", "aud"),
    "delivery-withdraw": act("sec", name="delivery"),
    "target-list": page(f"{STAFF} com"),
    "target-new": Route("sec", "", "", ("GET", "HEAD", "POST")),
    "target-detail": thing("target", f"{STAFF} com", "aud adm"),
    "target-rows": thing("target", f"{STAFF} com", "aud adm"),
    "target-change": Route("sec", "", "target", ("GET", "HEAD", "POST")),
    "target-export": act(f"{STAFF} com", "aud adm", "target", answer=200, format="csv"),
    # signing
    "sign-waiting": Route("off com", methods=("GET", "HEAD", "POST"), answer=302),
    "document-paper": thing("paper", "sec brd off com"),
    "party-sign": Route("sec com", "", "signing_party", ("GET", "HEAD", "POST"), answer=302),
    "signature-void": act("sec", name="ink", reason="Salah kertas"),
    "document-signing": thing("frozen", "sec brd off com"),
    "document-begin": act("sec", name="document", answer=422),
    "document-ink": act("sec", name="frozen", answer=422),
    "document-scan": act("sec", name="frozen", answer=422),
    "document-bring": act("sec", name="frozen", answer=422),
    "signing-day": thing("signing_day", "sec brd"),
    "signing-day-freeze": act("sec", name="signing_day"),
    "signing-day-witness": act("sec", name="signing_day", answer=422),
    "signing-day-minutes": act("sec brd", name="signing_day", answer=200),
    "signing-day-sheet": act("sec brd", name="signing_day", answer=200),
    "turn-move": act("sec", name="turn", to="up"),
    "turn-record": act("sec", name="turn"),
    "turn-undo": act("sec", name="turn", answer=422),
    "witness-remove": act("sec", name="witness"),
    "board": thing("signing_day", f"{STAFF} com", "aud adm"),
    "board-stream": thing("signing_day", f"{STAFF} com", "aud adm"),
    "board-link": act("sec", name="signing_day", answer=200),
    # training
    "programme-list": listing(STAFF),
    "programme-export": export(STAFF),
    "programme-detail": thing("programme", STAFF, "aud adm"),
    "what-if": thing("programme", GAP, "aud"),
    "what-if-copy": act("off ins", name="programme"),
    "gap": page(GAP),
    "visits": Route("sec off ins", methods=("GET", "HEAD", "POST")),
    "gap-export": act(GAP, answer=200, format="csv"),
    # curricula: the centre writes, its officers decide, its secretariat asks industry as well
    "version-list": listing(STAFF),
    "version-export": export(STAFF),
    "version-detail": thing("version", STAFF, "aud adm"),
    "version-changes": thing("draft_version", STAFF, "aud adm"),
    "version-paper": thing("version", STAFF, "aud adm"),
    "version-case": thing("version", STAFF, "aud adm"),
    "version-begin": act("off ins", name="programme"),
    "version-import": Route("off ins", "", "programme", ("GET", "HEAD", "POST")),
    "version-text": Route("off ins", "", "draft_version", ("GET", "HEAD", "POST")),
    "version-units": Route("off ins", "", "draft_version", ("GET", "HEAD", "POST")),
    "version-unit": Route("off ins", "", "taught", ("GET", "HEAD", "POST")),
    "version-answers": Route("off", "", "draft_version", ("GET", "HEAD", "POST")),
    "version-dismiss": act("off ins", name="draft_version"),
    "version-step": act("off", name="proposed_version", do="return", words="Perbaiki"),
    "version-ask": Route("sec off", "", "proposed_version", ("GET", "HEAD", "POST")),
    "version-remind": act("sec off", name="proposed_version"),
    "endorsement-link": act("sec off", name="asking", answer=200),
    "remark-resolve": Route("off ins", "", "unit_remark", ("POST",), {"answer": "Sudah"}, 302),
    "centre-teaching": Route("sec off", "", "centre", ("GET", "HEAD", "POST")),
    "batch-list": listing(STAFF),
    "batch-export": export(STAFF),
    "trainee-list": listing(PEOPLE),
    "trainee-export": export(PEOPLE),
    "batch-detail": thing("batch", STAFF, "aud adm"),
    "batch-seekers": Route("sec off ins", "", "batch", ("GET", "HEAD", "POST")),
    "graduate-ask": act("sec off ins", name="graduate", answer=200),
    "batch-new": Route("sec off", methods=("GET", "HEAD", "POST")),
    "batch-change": Route("sec off", "", "batch", ("GET", "HEAD", "POST")),
    "batch-step": act("sec off", name="batch", do="cancel", reason="Dana ditarik"),
    "batch-instructor": act("sec off", name="batch"),
    "batch-link": act("sec off", name="batch"),
    "batch-lesson": Route("sec off", "", "batch", ("GET", "HEAD", "POST")),
    "batch-applicants": Route("sec off", "", "batch", ("GET", "HEAD", "POST")),
    "applicant-new": Route("sec off", "", "batch", ("GET", "HEAD", "POST")),
    "batch-attendance": Route("sec off ins", "", "batch", ("GET", "HEAD", "POST")),
    "batch-results": Route("sec off ins", "", "batch", ("GET", "HEAD", "POST")),
    "batch-finish": Route("sec off", "", "batch", ("GET", "HEAD", "POST"), answer=302),
    "batch-leave": act("sec off", name="batch"),
    "batch-print": act("sec off ins", name="batch", answer=200, what="people", format="xlsx"),
    "application-detail": thing("application", "sec off"),
    "application-step": act("sec off", name="application", do="reregister"),
    "application-paper": act("sec off", name="application", kind="ktp", to="approved"),
    "application-file": thing("application", "sec off"),
    "training-target-list": page(STAFF),
    "training-target-set": act("sec off", answer=422),
    "training-target-export": export(STAFF),
    "training-target-drop": act("sec off", name="training_target"),
    "graduate-list": listing(PEOPLE),
    "graduate-export": export(PEOPLE),
    "graduate-detail": thing("graduate", PEOPLE, "aud"),
    "graduate-nik": act("off", name="graduate", answer=200, reason="Memeriksa berkas pendaftaran."),
    # work
    "opening-new": Route("sec off com", "", "company", ("GET", "HEAD", "POST")),
    "opening-ask": Route("sec off com", "", "company", ("POST",), {}, 200, answers={"off": 422}),
    "opening-keep": Route("sec com", "", "opening", ("GET", "HEAD", "POST")),
    "opening-edit": Route("sec com", "", "opening", ("GET", "HEAD", "POST")),
    "vacancy-list": listing("sec off com lab"),
    "vacancy-export": export("sec off com lab"),
    "vacancy-record": Route("sec off com", methods=("GET", "HEAD", "POST")),
    "opening-list": listing(f"{NEEDS} gra"),
    "opening-export": export(f"{NEEDS} gra"),
    "opening-detail": thing("opening", f"{NEEDS} gra", "aud gra"),
    "opening-talks": Route("sec off", "", "job_opening", ("GET", "HEAD", "POST")),
    "opening-invite": Route("sec off", "", "job_opening", ("GET", "HEAD", "POST")),
    "opening-remind": act("sec off", name="job_opening", answer=200),
    "opening-candidates-link": Route("sec off", "", "job_opening", ("POST",), {}, 200, answers={"off": 302}),
    "opening-candidates": Route("com", "", "job_opening", ("GET", "HEAD", "POST")),
    "job-invitation-list": listing("sec brd off aud"),
    "job-invitation-export": export("sec brd off aud"),
    "job-invitation-detail": thing("job_invitation", "sec brd off aud", "aud"),
    "job-invitation-act": act("sec off", name="job_invitation", answer=302, do="yes"),
    "job-invitation-message": act("sec off", name="job_invitation", answer=200),
    "own-question": Route("gra", "", "asked", ("GET", "HEAD", "POST")),
    "own-invitation": Route("gra", "", "job_invitation", ("GET", "HEAD", "POST")),
    "placement-list": listing(f"{PEOPLE} com gra"),
    "placement-export": export(f"{PEOPLE} com gra"),
    "placement-detail": thing("placement", f"{PEOPLE} com gra", "aud"),
    "placement-record": Route(
        "sec off com gra", "", "placement", ("POST",), {"do": "proof"}, 422, answers={"com": 400}
    ),
    "check-in-list": listing(f"{PEOPLE} com"),
    "check-in-export": export(f"{PEOPLE} com"),
    "check-in-detail": Route(f"{PEOPLE} com", "aud", "check_in", ("GET", "HEAD", "POST")),
    "check-in-link": act("sec off", "", "check_in", answer=200),
    "proof-file": thing("proof", "sec off gra"),
    "proof-withdraw": act("sec off gra", "", "proof"),
    "outcome-list": listing(PEOPLE),
    "outcome-export": export(PEOPLE),
    "reported-list": listing(STAFF),
    "reported-export": export(STAFF),
    # matching
    "round-list": listing(KEPT_BY),
    "round-export": export(KEPT_BY),
    "round-new": Route("sec off", methods=("GET", "HEAD", "POST")),
    "round-result-list": listing(KEPT_BY),
    "round-result-export": export(KEPT_BY),
    "round-detail": thing("round", KEPT_BY, "aud"),
    "round-act": act("sec off", name="round", do="discard"),
    "round-change": act("sec off", name="round", answer=422),
    "round-invite": act("sec off", name="round", answer=422),
    "round-verify": act(KEPT_BY, "aud", "round", answer=422),
    "opening-shortlist": thing("opening", f"{KEPT_BY} com", "aud"),
    "graduate-shortlist": thing("graduate", f"{PEOPLE} gra", "aud"),
    # files in
    "intake-list": Route("sec off adm", methods=("GET", "HEAD", "POST")),
    "intake-detail": thing("upload", "sec off adm", "adm"),
    "intake-answer": act("sec off adm", "adm", "upload", answer=422, do="save", remark="0"),
    "intake-enter": act("sec off adm", "adm", "upload"),
    "intake-cancel": act("sec off adm", "adm", "upload"),
    "intake-remains": act("sec off adm", "adm", "upload", answer=200),
    # homes
    "industry-home": page("com"),
    "fair": Route("sec brd", "", "fair", ("GET", "HEAD", "POST")),
    "fair-cards": act("sec", name="fair", answer=200, of="tables"),
    "fair-export": act("sec brd", name="fair", answer=200, format="csv"),
    "fair-wall": page(EVERYBODY, args=("ACR-TIDAK-ADA",), answer=404),
    "paper-list": listing(PEOPLE),
    "paper-export": export(PEOPLE),
    "paper-sign": Route("off", methods=("GET", "HEAD", "POST"), answer=302),
    "paper-series": Route("sec off", "", "centre", ("GET", "HEAD", "POST")),
    "batch-papers": Route("sec off", "", "batch", ("GET", "HEAD", "POST")),
    "paper-detail": thing("certificate", PEOPLE, "aud"),
    "paper-file": thing("certificate", f"{PEOPLE} gra", "aud"),
    "paper-credential": thing("certificate", f"{PEOPLE} gra", "aud"),
    "paper-act": act("sec off", name="certificate", do="number", number="7"),
    "graduate-papers": page("gra"),
    "issuer-profile": page(EVERYBODY, args=("LBG-TIDAK-ADA",), answer=404),
    "issuer-key": page(EVERYBODY, args=("LBG-TIDAK-ADA", "KCI-TIDAK-ADA"), answer=404),
    "issuer-status": page(EVERYBODY, args=("LBG-TIDAK-ADA", 0), answer=404),
    "graduate-home": page("gra"),
    "graduate-seeking": Route("gra", methods=("GET", "HEAD", "POST")),
    "graduate-own-export": act("gra", answer=200, format="json"),
    # behind a signed link: what it opens is told by the link, to whoever holds it (tests/web/link)
    "link": Route(EVERYBODY, methods=("GET", "HEAD", "POST"), args=("tidak-dikenal",), answer=404),
    # a paper in hand: who holds it, whoever that is (tests/web/verify)
    "verify": Route(EVERYBODY, methods=("GET", "HEAD", "POST")),
    "verify-code": page(EVERYBODY, args=("DOK-TIDAK-DIKENAL",), answer=404),
    # one's own account
    "account": library(302, 200),
    "account_login": library(200, 302),
    "account_logout": act(EVERYBODY),
    "account_inactive": library(200, 200),
    "account_reauthenticate": library(302, 200),
    "account_change_password": library(302, 200),
    "account_set_password": library(302, 302),
    "account_reset_password": library(200, 200),
    "account_reset_password_done": library(200, 200),
    "account_reset_password_from_key": library(200, 200, "ab", "cd"),
    "account_reset_password_from_key_done": library(200, 200),
    "mfa_index": library(302, 200),
    "mfa_authenticate": library(302, 302),
    "mfa_reauthenticate": library(302, 302),
    "mfa_reauthenticate_webauthn": library(302, 302),
    "mfa_activate_totp": library(302, 302),
    "mfa_deactivate_totp": library(302, 404),
    "mfa_view_recovery_codes": library(302, 404),
    "mfa_generate_recovery_codes": library(302, 302),
    "mfa_download_recovery_codes": library(302, 404),
    "mfa_list_webauthn": library(302, 200),
    "mfa_add_webauthn": library(302, 302),
    "mfa_edit_webauthn": library(302, 302, 1),
    "mfa_remove_webauthn": library(302, 302, 1),
    "mfa_login_webauthn": library(302, 302),
}
"""Route name to who may open it."""
