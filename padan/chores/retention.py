"""What is kept about persons, why, how long, and what erasure does to it: one declaration.

The erasure reads its columns here, ``docs/reference/retention.md`` is drawn from it, and a house test holds it against
the schema: every table stands here or in ``NOT_PERSONAL``, and every key to a person or an account in ``HERS`` or
``KEPT``.
"""

from dataclasses import dataclass

TASK = "public task, UU 27/2022 art. 20 (2) e"
CONSENT = "consent, UU 27/2022 art. 20 (2) a"
CONTRACT = "contract between the parties, UU 27/2022 art. 20 (2) b"
INTEREST = "legitimate interest: whom to ask, UU 27/2022 art. 20 (2) f"
DUTY = "duty to record processing, UU 27/2022 art. 31"


@dataclass(frozen=True)
class Rule:
    """A table that holds something about persons. ``columns`` are emptied by erasure; ``goes``: the row itself goes."""

    what: str
    why: str
    basis: str
    period: str
    columns: tuple[str, ...] = ()
    goes: bool = False
    otherwise: str = ""  # what happens instead, where erasure of a graduate does not reach


COURSE = "as long as the centre must account for the course; erased on request"
RULES = {
    "people.Person": Rule(
        "who she is", "training, certificates, finding her again", TASK, COURSE,
        ("name", "name_key", "nik_sealed", "nik_digest", "sex", "born_on", "birth_place", "phone", "email", "address",
         "education", "disability"),
    ),
    "people.User": Rule(
        "her account", "signing in", CONSENT, "until the account is closed",
        ("name", "email", "phone", "last_login"),
    ),
    "people.SignedLink": Rule(
        "for whom a link was made", "to send it again", TASK, "until erased", ("recipient",),
    ),
    "people.Message": Rule(
        "address and subject of a mail; its words until it has left", "to prove what was sent", TASK, "until erased",
        ("to", "subject", "body_sealed"),
    ),
    "training.Enrolment": Rule(
        "that she was in a class, and how it ended", "figures of the course", TASK, COURSE, ("external_ref",),
    ),
    "training.Application": Rule(
        "how she came to her place: scores, turn in reserve, why not", "choosing fairly, and showing how", TASK, COURSE,
        ("written_score", "interview_score", "reason"),
    ),
    "training.ApplicationPaper": Rule(
        "papers she brought to apply, with their files (KTP, KK, ijazah, photograph, SKCK), and what was said of each",
        "checking that she may take part", TASK,
        COURSE, ("note", "file_as", "file_name"), goes=True,
    ),
    "training.UnitResult": Rule(
        "what an assessor found of her in each unit", "certificates; matching by proven competence", TASK, COURSE,
    ),
    "training.AttendanceMark": Rule(
        "whether she was in class on a day", "completing the course", TASK, COURSE,
    ),
    "training.Certificate": Rule(
        "her certificates: what stands on them, the file, the credential", "issuing them, and their verification", TASK,
        COURSE, ("content", "credential", "revoke_words", "file_name", "file_as"),
    ),
    "matching.FairGuest": Rule(
        "that she was on the list of a job fair, and came", "running the fair, its numbers", TASK, COURSE,
    ),
    "matching.Turn": Rule(
        "in which lines of a fair she stood, and what came of it", "running the fair, its numbers", TASK, COURSE,
    ),
    "graduates.Graduate": Rule(
        "what she is searched by", "finding her", TASK, COURSE, ("words_key",),
    ),
    "graduates.Seeking": Rule(
        "what work she looks for", "finding it with her", CONSENT, "until she takes it back or is erased",
        ("earliest_on", "lowest_wage_idr", "home"), goes=True,
    ),
    "graduates.SeekingRegion": Rule(
        "where she is willing to work", "finding it with her", CONSENT, "until she takes it back or is erased",
        ("region",), goes=True,
    ),
    "graduates.Language": Rule(
        "which languages she speaks", "finding work with her", CONSENT, "until she takes it back or is erased",
        ("language", "level"), goes=True,
    ),
    "graduates.WayAbroad": Rule(
        "to which country she is on the way", "finding work there with her", TASK,
        "while she is on the route, or until she is erased", ("country",), goes=True,
    ),
    "graduates.CheckedCode": Rule(
        "what somebody checked of her for work abroad", "finding work there with her", TASK,
        "while she is on the route, or until she is erased", ("code", "until"), goes=True,
    ),
    "outcomes.Outcome": Rule(
        "job, employer and place as written", "tracing graduates", TASK, COURSE,
        ("job", "employer", "place", "source", "began_on"),
    ),
    "outcomes.Asked": Rule(
        "that she was asked where she stands, and reminded", "tracing graduates; the response rate", TASK, COURSE,
    ),
    "outcomes.Answer": Rule(
        "what she, or somebody for her, told of where she stands", "tracing graduates", TASK, COURSE,
        ("job", "employer", "place", "source", "began_on", "why_not"),
    ),
    "outcomes.AnswerProof": Rule(
        "files that show what she told, and what an officer said of them", "evidence of an answer", TASK,
        COURSE + "; the file goes when she takes it back", ("file_name", "file_as", "note"), goes=True,
    ),
    "outcomes.SampleRow": Rule(
        "that she was drawn to be checked, and what was found", "how far answers may be trusted", TASK, COURSE,
        ("how",),
    ),
    "outcomes.Call": Rule(
        "when she was called, and whether she was reached", "calling nobody too often", TASK, COURSE,
    ),
    "outcomes.Silence": Rule(
        "that she wants to be asked nothing", "not asking her", TASK, "until she takes it back or is erased", goes=True,
    ),
    "figures.FrozenRows": Rule(
        "as what she counted in a figure that was published, under the code of her course",
        "proving the figure later", TASK, "as long as the figure is kept",
    ),
    "figures.ReportFile": Rule(
        "in the workbook of a yearly report: the code of her course, and as what it counted",
        "accounting for the year", TASK, "as long as the report is kept",
    ),
    "placements.Placement": Rule(
        "that she worked, from when to when", "figures of placement", TASK, COURSE,
    ),
    "placements.Proof": Rule(
        "files that show her work", "evidence of a placement", TASK, COURSE, ("file_name", "file_as"), goes=True,
    ),
    "placements.CheckIn": Rule(
        "whether she was still there, and what she earned", "figures of placement", TASK, COURSE,
        ("monthly_wage_idr", "note"),
    ),
    "ventures.Venture": Rule(
        "her own business: name, what it does, where, its NIB", "figures of own businesses, standing by her", TASK,
        COURSE, ("name", "words", "region", "nib"),
    ),
    "ventures.VentureCheck": Rule(
        "whether her business still ran", "figures of own businesses", TASK, COURSE, ("employs",),
    ),
    "ventures.VentureCourse": Rule(
        "which of her courses belong to her business", "what training leads to", TASK, COURSE,
    ),
    "ventures.Backer": Rule(
        "which company was asked to stand by her business, what for, and what it said", "asking back", TASK, COURSE,
        ("words", "terms", "answered_by"),
    ),
    "ventures.NameShown": Rule(
        "to which of these companies she showed her name, and by which link or account", "proving her consent",
        CONSENT, "as long as the centre must account for the course; erased on request", ("given_through",),
    ),
    "overseas.Candidate": Rule(
        "her way to work abroad: under which rules, with whom, where she stands", "bringing her there and back safely",
        TASK, COURSE, ("words_key", "field", "why_ended", "kin_name", "kin_is", "kin_phone", "phone_abroad"),
    ),
    "overseas.Step": Rule(
        "at which stages she stood, and how each ended", "knowing who waits; choosing fairly, and showing how", TASK,
        COURSE, ("words",),
    ),
    "overseas.ExamAttempt": Rule(
        "which exams she took, with results and numbers of certificates", "the gates of a scheme", TASK, COURSE,
        ("score", "number", "check_words"),
    ),
    "overseas.Interview": Rule(
        "with which employers abroad she talked", "her way to work abroad", TASK, COURSE, ("words",),
    ),
    "overseas.Contract": Rule(
        "what her contract abroad says", "holding an employer to it", TASK, COURSE,
        ("place", "work", "lodging"),
    ),
    "overseas.Milestone": Rule(
        "her papers and days of travel, with numbers", "her way abroad and back, the figures of it", TASK, COURSE,
        ("number", "words"),
    ),
    "overseas.CheckIn": Rule(
        "how she is abroad, in her own words, and what was done about it", "standing by her", TASK, COURSE,
        ("words_sealed", "followed_sealed"),
    ),
    "overseas.GateResult": Rule(
        "what came of each step of a selection; of health the verdict alone", "choosing fairly, and showing how", TASK,
        COURSE, ("reached", "words"),
    ),
    "overseas.LanguageProgress": Rule(
        "how far her language has come, and in which class", "knowing when she may sit for an exam", TASK, COURSE,
        ("words",),
    ),
    "overseas.Payment": Rule(
        "money that was asked of her, by whom, what for, with its proof", "keeping her from being overcharged", TASK,
        COURSE, ("asker_name", "words", "withdrawn_why", "file_name", "file_as"),
    ),
    "overseas.Alarm": Rule(
        "that somebody had to look at something about her, and what was done", "standing by her", TASK, COURSE,
        ("words", "step_words"),
    ),
    "overseas.AlarmCandidate": Rule(
        "that her partner lost its permit while she was inside", "standing by her", TASK, COURSE,
    ),
    "overseas.Complaint": Rule(
        "what somebody complained of, and, sealed, who she is if she said so", "looking into it", TASK,
        "as long as the forum answers for it",
        otherwise="stays sealed: no key leads to her; with her receipt she asks the forum",
    ),
    "overseas.ComplaintWord": Rule(
        "her words and the answers, sealed", "looking into it", TASK, "as long as the complaint is kept",
        otherwise="stays sealed: no key leads to her",
    ),
    "overseas.ComplaintFile": Rule(
        "files she added, sealed, without their names", "looking into it", TASK, "as long as the complaint is kept",
        otherwise="stays sealed: no key leads to her",
    ),
    "overseas.EmployerChange": Rule(
        "for whom she works after a change", "standing by her", TASK, COURSE, ("place", "why"),
    ),
    "overseas.CandidatePaper": Rule(
        "papers for her way abroad: passport, permissions, letters, with their files, sealed; health letters only as "
        "long as she agrees", "registration, visa and contract", TASK,
        "as long as she is on the route; a replaced one a year longer; erased on request",
        ("number_sealed", "number_digest", "issued_on", "expires_on", "why_removed", "file_name", "file_as"),
    ),
    "overseas.PaperLook": Rule(
        "who opened which of her papers, and when", "showing her who looked", DUTY, COURSE,
    ),
    "overseas.PaperConsent": Rule(
        "to what she agreed, for whom, and when she took it back", "proving the consent", CONSENT,
        "as long as it may be asked for; it names her by code",
    ),
    "overseas.Cv": Rule(
        "her Japanese CV: name in katakana, address, motivation, wishes", "applying for work in Japan", CONSENT, COURSE,
        ("romaji", "katakana", "birth_place", "address", "motivation", "wishes"),
    ),
    "overseas.CvLine": Rule(
        "lines of her Japanese CV: schools, work, licences", "applying for work in Japan", CONSENT, COURSE, goes=True,
    ),
    "overseas.ShareView": Rule(
        "when a receiver abroad was shown which of her papers", "showing her who looked", DUTY, COURSE,
    ),
    "overseas.Share": Rule(
        "to whom abroad papers were shown, by name", "proving who was shown what", DUTY,
        "as long as the consents are kept",
        otherwise="stays: it names the receiver, who was shown what; what was shown is gone",
    ),
    "matching.RoundSeat": Rule(
        "what she got in a round of matching, and why; her wishes under her code in its frozen lists",
        "proving that a round was fair", TASK,
        "as long as the round is kept",
    ),
    "matching.Invitation": Rule(
        "that she was asked for work, what she answered and why", "finding work with her, proving who was asked", TASK,
        COURSE, ("words",),
    ),
    "matching.Consent": Rule(
        "that she showed her name to a company, and when she took it back", "proving the consent", CONSENT,
        "as long as it may be asked for; it names her by code",
    ),
    "organisations.Role": Rule(
        "what her account may do", "access", CONSENT, "ended with the account",
    ),
    "account.EmailAddress": Rule(
        "the address she signs in with", "signing in", CONSENT, "until the account is closed", ("email",), goes=True,
    ),
    "account.EmailConfirmation": Rule(
        "that an address was confirmed", "signing in", CONSENT, "until the account is closed", ("key",), goes=True,
    ),
    "mfa.Authenticator": Rule(
        "second factors", "signing in safely", CONSENT, "until the account is closed", ("data",), goes=True,
    ),
    "sessions.Session": Rule(
        "that she is signed in", "signing in", CONSENT, "12 hours", ("session_data",), goes=True,
    ),
    "intake.Remark": Rule(
        "what stood in one cell of a file", "settling what could not be read", TASK, COURSE,
        ("written", "detail", "answer"),
    ),
    "trail.Wording": Rule(
        "how an entry of the trail reads", "to show who did what", DUTY, "emptied on erasure; the chain stays whole",
        ("actor_label", "thing_label", "changes", "salt"),
    ),
    "organisations.Contact": Rule(
        "whom to ask at a company", "working together", INTEREST, "until she leaves or objects",
        otherwise="the company or the secretariat removes her (remove_contact)",
    ),
    "agreements.Party": Rule(
        "who signs for a party", "the agreement", CONTRACT, "as long as the agreement is kept",
        otherwise="stays: it is part of what was signed",
    ),
    "agreements.Signature": Rule(
        "who signed, when and how", "the agreement", CONTRACT, "as long as the agreement is kept",
        otherwise="stays: it is part of what was signed",
    ),
    "agreements.Witness": Rule(
        "who stood by at a signing", "minutes of the signing", CONTRACT, "as long as the agreement is kept",
        otherwise="stays in the minutes",
    ),
    "agreements.Document": Rule(
        "names and positions inside a frozen text", "the agreement", CONTRACT, "as long as the agreement is kept",
        otherwise="stays: its hash proves it",
    ),
    "agreements.Paper": Rule(
        "files of agreements", "the agreement", CONTRACT, "as long as the agreement is kept",
        otherwise="stays: its hash proves it",
    ),
    "forum.BoardMember": Rule(
        "who held a seat of a board", "history of the forum", INTEREST, "as long as the forum keeps its history",
        otherwise="stays: an office held in public",
    ),
    "forum.Forum": Rule(
        "phone and address of a secretariat", "reaching the forum", INTEREST, "as long as the forum is there",
        otherwise="the secretariat corrects them",
    ),
    "forum.Invitation": Rule(
        "who was asked to come, and who came", "holding the event; its attendance", INTEREST,
        "as long as the minutes are kept",
        otherwise="the secretariat takes the guest off the list; attendance is part of approved minutes",
    ),
    "forum.Minutes": Rule(
        "names inside approved minutes", "what was decided", INTEREST, "as long as the forum keeps its history",
        otherwise="stays: the paper is proven by its hash",
    ),
    "needs.SurveyPlace": Rule(
        "to whom a question about needs was sent", "asking companies", INTEREST, "as long as the survey is kept",
        otherwise="the secretariat corrects it on request",
    ),
    "curricula.Endorsement": Rule(
        "who of a company was asked about a curriculum, and who spoke for it", "asking industry; its word", INTEREST,
        "as long as the version is kept",
        otherwise="the centre corrects it on request; a given word stays with the company's name",
    ),
    "curricula.UnitRemark": Rule(
        "who of a company asked for a change", "asking back", INTEREST, "as long as the version is kept",
        otherwise="the centre corrects it on request",
    ),
    "training.CertificateSeries": Rule(
        "who signs the papers of a centre", "issuing certificates", INTEREST, "until the centre names another",
        otherwise="the centre writes down who signs now; papers that were issued keep their signatory",
    ),
    "training.GuestLesson": Rule(
        "who of a company taught", "keeping a promise", INTEREST, "as long as the agreement is kept",
        otherwise="the centre corrects it on request",
    ),
    "needs.Need": Rule(
        "who said what a company needs", "asking back", INTEREST, "as long as the need is kept",
        otherwise="the secretariat corrects it on request",
    ),
    "openings.Opening": Rule(
        "who wrote an opening and where news reach her", "asking back, prolonging", INTEREST,
        "as long as the opening is kept",
        otherwise="the company or the secretariat corrects it",
    ),
    "intake.Upload": Rule(
        "the file as a centre brought it", "proving what was imported", TASK, COURSE,
        otherwise="the file on the disk stays; erasure names it, the centre decides",
    ),
}  # fmt: skip

NOT_PERSONAL = frozenset(
    {
        "reference.Region", "reference.Scheme", "reference.Code", "reference.Decree",
        "overseas.Scheme", "overseas.SchemeVersion", "overseas.SchemeStage", "overseas.Gate", "overseas.PaperRule",
        "overseas.MilestoneRule", "overseas.FeeRule", "overseas.Permit", "overseas.Position",
        "reference.OtherTitle", "reference.UnitElement", "reference.Criterion", "needs.CodeDecision",
        "trail.Entry", "trail.Head",
        "organisations.Organisation", "organisations.Alias", "organisations.LikelyPair",
        "forum.BoardTerm", "forum.Event",
        "forum.PastMembership", "forum.Decision", "forum.Activity", "needs.Survey", "needs.NeedUnit",
        "curricula.Programme", "curricula.CurriculumVersion", "curricula.TaughtUnit",
        "curricula.SyllabusRow", "curricula.VersionAnswer",
        "agreements.Agreement", "agreements.AgreementScope", "agreements.NumberPattern", "agreements.Template",
        "agreements.Approval", "agreements.Intent", "agreements.Promise", "agreements.Delivery", "agreements.Target",
        "training.Batch", "training.BatchInstructor", "training.TrainingTarget",
        "training.IssuerKey",
        "openings.OpeningUnit", "openings.AgeLimit", "openings.VacancyReport",
        "outcomes.ReportedTotal", "outcomes.Replacement", "outcomes.Sample", "outcomes.Wave", "figures.Summary",
        "figures.Report", "figures.ReportFigure", "figures.ReportOrder",
        "figures.Frozen", "figures.Release", "figures.ReleasedFigure", "figures.PublishedCell",
        "matching.Booth", "matching.Round", "matching.RoundChange",
        "intake.Mapping", "chores.ChoreRun", "auth.Permission", "auth.Group", "contenttypes.ContentType",
    }
)  # fmt: skip
"""Tables that hold nothing about a person, or nothing but a code."""

HERS = {
    "matching.FairGuest.graduate": "her number at a job fair",
    "matching.Turn.invitation": "what came of her turns",
    "matching.Turn.guest": "her turns at its tables",
    "people.User.person": "her account",
    "training.Enrolment.person": "her courses",
    "training.Application.enrolment": "how she came to her place",
    "training.ApplicationPaper.application": "papers she brought to apply",
    "training.UnitResult.enrolment": "her results",
    "training.AttendanceMark.enrolment": "her days in class",
    "training.Certificate.enrolment": "her certificates",
    "training.Certificate.replaces": "those that replaced them",
    "graduates.Graduate.person": "herself as a graduate",
    "graduates.Seeking.graduate": "what work she looks for",
    "graduates.SeekingRegion.seeking": "where she is willing to work",
    "graduates.Language.graduate": "the languages she speaks",
    "graduates.WayAbroad.graduate": "to which country she is on the way",
    "graduates.CheckedCode.graduate": "what was checked of her for work abroad",
    "outcomes.Outcome.enrolment": "where she stood after a course",
    "outcomes.Asked.enrolment": "in which waves she was asked",
    "outcomes.Answer.enrolment": "what was told of where she stands",
    "outcomes.Call.asked": "when she was called",
    "outcomes.SampleRow.enrolment": "whether she was drawn to be checked",
    "outcomes.Answer.asked": "what she answered to a wave",
    "outcomes.AnswerProof.answer": "files that show what she told",
    "outcomes.Answer.replaced_by": "what she said before she corrected it",
    "outcomes.Outcome.answer": "where she stands by her best answer",
    "outcomes.Silence.person": "whether she wants to be asked",
    "placements.Placement.graduate": "her work",
    "placements.Proof.placement": "files that show her work",
    "placements.CheckIn.placement": "what she told of her work",
    "ventures.Venture.graduate": "her own business",
    "ventures.VentureCheck.venture": "whether it still ran",
    "ventures.VentureCourse.venture": "the courses that belong to it",
    "ventures.VentureCourse.enrolment": "the businesses a course belongs to",
    "ventures.Backer.venture": "the companies asked to stand by it",
    "ventures.NameShown.backer": "to which of them she showed her name",
    "overseas.Candidate.person": "her ways to work abroad",
    "overseas.Step.candidate": "the stages she stood at",
    "overseas.ExamAttempt.candidate": "the exams she took",
    "overseas.Interview.candidate": "the employers she talked with",
    "overseas.Contract.candidate": "her contracts abroad",
    "overseas.Milestone.candidate": "her papers and days of travel",
    "overseas.CheckIn.candidate": "how she was abroad",
    "overseas.Payment.candidate": "money that was asked of her",
    "overseas.Alarm.candidate": "alarms about her",
    "overseas.Alarm.payment": "alarms about that money",
    "overseas.AlarmCandidate.candidate": "alarms that name her",
    "overseas.AlarmCandidate.alarm": "whom an alarm names",
    "overseas.EmployerChange.candidate": "for whom she worked after a change",
    "overseas.GateResult.candidate": "how she did in a selection",
    "overseas.LanguageProgress.candidate": "how far her language has come",
    "overseas.CandidatePaper.candidate": "papers for her way abroad",
    "overseas.PaperLook.candidate": "who looked at them",
    "overseas.PaperLook.paper": "who looked at each",
    "overseas.PaperConsent.candidate": "to what she agreed",
    "overseas.Cv.candidate": "her Japanese CV",
    "overseas.CvLine.cv": "its lines",
    "overseas.ShareView.candidate": "what a receiver abroad saw of her",
    "overseas.ShareView.paper": "which of her papers",
    "matching.RoundSeat.graduate": "what rounds of matching gave her",
    "matching.Invitation.graduate": "the work she was asked for",
    "matching.Consent.graduate": "to which companies she showed her name",
    "organisations.Role.user": "what her account may do",
    "account.EmailAddress.user": "the address she signs in with",
    "account.EmailConfirmation.email_address": "that she confirmed it",
    "mfa.Authenticator.user": "her second factors",
}
"""Keys along which rows are hers: the walk starts at the person and follows them."""

KEPT = {
    "ventures.Backer.proposed_by": "a company was asked to stand by a business; by an account without a name",
    "overseas.CandidatePaper.brought_by": "who brought a paper; an account without a name",
    "overseas.PaperLook.by": "a paper was opened; by an account without a name",
    "overseas.Share.made_by": "a share link was made; by an account without a name",
    "training.Batch.announced_by": "who announced a selection; an account without a name",
    "training.ApplicationPaper.checked_by": "who checked a paper; an account without a name",
    "training.AttendanceMark.by": "who kept the attendance; an account without a name",
    "training.Certificate.revoked_by": "who revoked a paper answers for it; her account has no name any more",
    "openings.AgeLimit.approver": "who let an age limit pass answers for it; her account has no name any more",
    "openings.VacancyReport.by": "a vacancy was reported; by an account without a name",
    "training.BatchInstructor.user": "who taught a class is part of the class; her account has no name any more",
    "forum.BoardMember.user": "a seat of a board is held in public; her account has no name any more",
    "forum.Decision.user": "what was decided stays; its owner's account has no name any more",
    "needs.CodeDecision.by": "what was accepted or rejected teaches later suggestions; by an account without a name",
    "placements.Placement.verified_by": "work was checked by an officer; her account has no name any more",
    "outcomes.Call.by": "she was called; by an account without a name",
    "outcomes.Sample.drawn_by": "a sample was drawn; by an account without a name",
    "outcomes.SampleRow.checked_by": "an answer was checked; by an account without a name",
    "outcomes.AnswerProof.checked_by": "a file was looked at; by an account without a name",
    "outcomes.Replacement.replaced_by": "rows were set in the place of a total; by an account without a name",
    "outcomes.Replacement.undone_by": "that was taken back; by an account without a name",
    "overseas.Permit.checked_by": "a permit was looked up; by an account without a name",
    "overseas.Alarm.taken_by": "somebody looked at it; by an account without a name",
    "overseas.Alarm.closed_by": "it was dealt with; by an account without a name",
    "overseas.Complaint.handled_by": "it was looked into; by an account without a name",
    "overseas.Complaint.alarm": "a complaint leads to nobody: its alarm has no candidate",
    "matching.Round.by": "a round was worked out; by an account without a name",
    "intake.Upload.by": "a file was brought in; by an account without a name",
    "intake.Remark.settled_by": "a question was answered; by an account without a name",
}
"""Keys to an account or person that stay, and why."""


def page() -> str:
    """``docs/reference/retention.md``."""
    lines = [
        "# What is kept about persons, and how long",
        "",
        "Drawn from `padan/chores/retention.py`. `padan erase CODE --reason …` empties the columns named here; codes",
        "and states stay, so that figures still add up. What the law or a contract obliges to keep says so.",
        "",
        "| table | what | why | basis | how long | erasure |",
        "|---|---|---|---|---|---|",
    ]
    for label, rule in RULES.items():
        if rule.goes:
            erased = "the row goes"
        elif rule.otherwise:
            erased = rule.otherwise
        elif rule.columns:
            erased = "emptied: " + ", ".join(f"`{column}`" for column in rule.columns)
        else:
            erased = "stays, with codes only"
        lines.append(f"| {label} | {rule.what} | {rule.why} | {rule.basis} | {rule.period} | {erased} |")
    lines += ["", "## Keys that stay", ""]
    lines += [f"- `{key}`: {why}." for key, why in KEPT.items()]
    return "\n".join([*lines, ""])
