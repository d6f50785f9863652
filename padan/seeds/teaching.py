"""Units, programmes, classes, the people in them, and where they stand three and six months later."""

from datetime import date, timedelta

from django.utils.text import capfirst

from padan.base.codes import name_key
from padan.base.sealing import digest, seal
from padan.curricula.models import CurriculumVersion, Programme, TaughtUnit
from padan.curricula.states import VersionState
from padan.graduates.models import Graduate
from padan.outcomes.models import Outcome
from padan.outcomes.states import Status, Window
from padan.people.models import NIK, Person
from padan.placements.states import Evidence
from padan.reference.models import Code, Scheme
from padan.seeds.chance import Chance
from padan.seeds.story import COHORT_FROM, COHORT_UNTIL, CUT_OFF, SEED, Story, moment
from padan.seeds.words import FUNDINGS, PILOT, REGIONS, SCHOOLS, TRADES
from padan.training.models import Batch, Enrolment
from padan.training.states import BatchState, EnrolmentState

CLASS_SIZE = 16
AT_SIX_MONTHS = {
    Status.SELF_EMPLOYED: 75,
    Status.STUDYING: 87,
    Status.APPRENTICESHIP: 37,
    Status.SEEKING: 150,
    Status.NOT_SEEKING: 50,
    Status.UNKNOWN: 175,
}
"""Beside the 674 who work, whose number hangs on the trade."""
EMPLOYED, PROVEN = 674, 519
AT_THREE_MONTHS = {
    Status.EMPLOYED: 389,
    Status.SELF_EMPLOYED: 48,
    Status.STUDYING: 60,
    Status.APPRENTICESHIP: 55,
    Status.SEEKING: 300,
    Status.NOT_SEEKING: 66,
    Status.UNKNOWN: 330,
}
NOW_TRAINING = ((PILOT, date(2024, 8, 5), date(2024, 12, 20)), (PILOT, date(2024, 9, 2), date(2025, 1, 31)),
                ("Plate Welder SMAW 3G-UP PF", date(2024, 10, 7), date(2024, 12, 13)))  # fmt: skip
PLANNED = (("Plate Welder SMAW 3G-UP PF", date(2024, 12, 2), date(2025, 1, 31)),) * 2


def build_units(story: Story) -> None:
    """Invented units, in an invented list: no code of it stands in SKKNI."""
    told = {"title": "Unit contoh (rekaan)", "source": "Cerita contoh", "loaded_at": moment(date(2024, 1, 8), 8)}
    scheme = Scheme.objects.create(scheme="contoh-unit", version="2024", **told)
    jobs = Scheme.objects.create(
        scheme="contoh-jabatan", version="2024", **(told | {"title": "Jabatan contoh (rekaan)"})
    )
    for at, trade in enumerate(TRADES, start=1):
        titles = [*trade.units, *(f"{verb} {thing}" for thing in trade.things for verb in trade.verbs)]
        story.units[trade.name] = Code.objects.bulk_create(
            Code(scheme=scheme, code=f"Z.99{trade.mark}01.{number:03d}.1", title=title)
            for number, title in enumerate(titles[: trade.units_named], start=1)
        )
        story.taught[trade.name] = story.units[trade.name][trade.units_named - trade.units_taught :]
        if trade.units:  # the first two of the story are asked for and taught nowhere
            story.taught[trade.name] = story.units[trade.name][2 : 2 + trade.units_taught]
        story.occupations[trade.name] = Code.objects.bulk_create(
            Code(scheme=jobs, code=f"Z99{at}.{number:02d}", title=capfirst(job))
            for number, job in enumerate(trade.jobs, start=1)
        )


def build_programmes(story: Story) -> dict[str, Programme]:
    """58 programmes, each with a version in force; together they teach 411 of the units that companies name."""
    programmes, versions, units = {}, [], []
    for trade in TRADES:
        deck = story.chance.deck(story.taught[trade.name])
        size = max(10, -(-trade.units_taught // len(trade.programmes)))
        for at, (name, hours) in enumerate(trade.programmes):
            programme = programmes[name] = Programme(
                code=story.chance.code("PRG"),
                centre=story.centres[{3: 1, 4: 2}.get(at % 5, 0)],
                name=name,
                name_key=name_key(name),
                trade=trade.name,
                hours=hours,
                goal=f"Peserta mampu bekerja sebagai {story.chance.choice(trade.jobs)} pada tingkat awal.",
            )
            version = CurriculumVersion(
                code=f"KUR{programme.code.removeprefix('PRG')}",
                programme=programme,
                number=1,
                state=VersionState.IN_FORCE,
                in_force_from=date(2023, 1, 2),
                objective=programme.goal,
            )
            versions.append(version)
            chosen = story.chance.hand(deck, size)
            if name.startswith("Plate Welder SMAW"):  # five of the seven units that PT Contoh Mitra Presisi asks for
                chosen = list({unit.pk: unit for unit in [*story.units[trade.name][2:7], *chosen]}.values())
            units += [
                TaughtUnit(version=version, unit=unit, hours=hours // len(chosen), order=at)
                for at, unit in enumerate(chosen, start=1)
            ]
    Programme.objects.bulk_create(programmes.values())
    CurriculumVersion.objects.bulk_create(versions)
    TaughtUnit.objects.bulk_create(units, batch_size=500)
    story.versions = {version.programme_id: version for version in versions}
    return programmes


def build_classes(story: Story, programmes: dict[str, Programme]) -> None:
    """78 classes that ended within the cohort's half year, and those that are running or planned."""
    days = _class_ends(story, sum(trade.graduates for trade in TRADES) // CLASS_SIZE)
    numbers: dict[str, int] = {}
    rows = []
    for trade in TRADES:
        story.batches[trade.name] = []
        for at in range(trade.graduates // CLASS_SIZE):
            name, hours = trade.programmes[at % len(trade.programmes)]
            ends_on = next(days)
            starts_on = ends_on - timedelta(days=round(hours / 8 * 7 / 5))
            batch = _batch(story, programmes[name], numbers, starts_on, ends_on, BatchState.COMPLETED)
            story.batches[trade.name].append(batch)
            rows.append(batch)
    running = [_batch(story, programmes[name], numbers, *term, BatchState.TRAINING) for name, *term in NOW_TRAINING]
    planned = [_batch(story, programmes[name], numbers, *term, BatchState.PLANNED) for name, *term in PLANNED]
    Batch.objects.bulk_create([*rows, *running, *planned])
    story.running, story.planned = running, planned


def _class_ends(story, count):
    """The first and the last day of the half year, and Fridays between."""
    fridays = [COHORT_FROM + timedelta(days=2 + 7 * week) for week in range(26)]
    days = [COHORT_FROM, COHORT_UNTIL, *(fridays[at % len(fridays)] for at in range(count - 2))]
    story.chance.shuffle(days)
    return iter(days)


def _batch(story, programme, numbers, starts_on, ends_on, state):
    numbers[programme.name] = number = numbers.get(programme.name, 0) + 1
    mode = "Boarding" if story.chance.random() < 0.25 else "Non Boarding"
    name = f"{programme.name} {mode} {number}"
    return Batch(
        code=story.chance.code("KLS", 6),
        centre=programme.centre,
        programme=programme,
        version=story.versions[programme.pk],
        name=name,
        name_key=name_key(name),
        mode=mode,
        number=number,
        starts_on=starts_on,
        ends_on=ends_on,
        funding=story.chance.choice(FUNDINGS),
        state=state,
    )


def build_people(story: Story) -> None:
    """1,248 who finished and 48 who are learning now; every one invented."""
    seats = [(trade.name, batch) for trade in TRADES for batch in story.batches[trade.name]]
    seats += [("", batch) for batch in story.running]
    people = [_person(story, at) for at in range(len(seats) * CLASS_SIZE)]
    Person.objects.bulk_create(people, batch_size=500)
    enrolments, graduates = [], []
    for at, person in enumerate(people):
        trade, batch = seats[at // CLASS_SIZE]
        done = batch.state == BatchState.COMPLETED
        enrolments.append(
            Enrolment(
                batch=batch,
                person=person,
                number=at % CLASS_SIZE + 1,
                state=EnrolmentState.COMPLETED if done else EnrolmentState.TRAINING,
                finished_on=batch.ends_on if done else None,
            )
        )
        if done:
            graduate = _graduate(person, batch)
            graduates.append(graduate)
            story.graduates.setdefault(trade, []).append(graduate)
    Enrolment.objects.bulk_create(enrolments, batch_size=500)
    Graduate.objects.bulk_create(graduates, batch_size=500)
    story.enrolments = {row.person_id: row for row in enrolments}


def _person(story, at):
    chance = story.chance
    sex = chance.choice(list(Person.Sex))
    born_on = date(1994, 1, 1) + timedelta(days=chance.randrange(365 * 11))
    day = born_on.day + (40 if sex == Person.Sex.FEMALE else 0)
    nik = f"990101{day:02d}{born_on:%m%y}{at + 1:04d}"  # no region of Indonesia has the code 99
    name = chance.name() if chance.random() < 0.9 else ""
    return Person(
        code=chance.code("ORG", 10),
        name=name,
        name_key=name_key(name),
        nik_sealed=seal(nik, purpose=NIK),
        nik_digest=digest(nik, purpose=NIK),
        sex=sex,
        born_on=born_on,
        birth_place=chance.choice(REGIONS).partition(" ")[2],
        education=chance.choice(SCHOOLS),
    )


def _graduate(person, batch):
    code = f"LLS{person.code.removeprefix('ORG')}"
    return Graduate(
        code=code,
        person=person,
        centre=batch.centre,
        batch=batch,
        words_key=f"{code} {person.name} {batch.name}".casefold(),
        finished_on=batch.ends_on,
    )


def build_outcomes(story: Story) -> None:
    """Where the cohort stands at three and six months. Whoever was placed by then is employed, as her company says."""
    begun = {row.graduate_id: row for row in story.placements if row.started_on}
    six = _six_months(story, begun)
    three = _three_months(story, begun, six)
    firms = {trade.name: [company.name for company in story.companies[trade.name]] for trade in TRADES}
    jobs = {trade.name: trade.jobs for trade in TRADES}
    proofs = _proofs(story, begun, six)
    days_of = Chance(SEED + 1)  # a chance of its own: the rest of the story stays as it was told
    rows = []
    for trade, graduates in story.graduates.items():
        for graduate in graduates:
            placement = begun.get(graduate.pk)
            told = _told(story, placement, jobs[trade], firms[trade])
            told["began_on"] = _began_on(days_of, graduate, placement, early=three[graduate.pk] == Status.EMPLOYED)
            for window, days, statuses in ((Window.MONTHS_3, 90, three), (Window.MONTHS_6, 180, six)):
                status = statuses[graduate.pk]
                rows.append(_outcome(story, graduate, window, days, status, proofs.get(graduate.pk), told))
    Outcome.objects.bulk_create(rows, batch_size=500)


def _days_after(graduate, placement):
    return (placement.started_on - graduate.finished_on).days if placement else 10_000


def _six_months(story, begun):
    rest = [status for status, number in AT_SIX_MONTHS.items() for _ in range(number)]
    story.chance.shuffle(rest)
    offered = {row.graduate_id for rows in story.offers.values() for row in rows}  # without work until November
    found = {}
    for trade in TRADES:
        graduates = story.graduates[trade.name]
        placed = [row for row in graduates if _days_after(row, begun.get(row.pk)) <= 180]
        free = [row for row in graduates if row.pk not in begun and row.pk not in offered]
        employed = {row.pk for row in [*placed, *story.chance.sample(free, trade.employed - len(placed))]}
        found |= {row.pk: Status.EMPLOYED if row.pk in employed else rest.pop() for row in graduates}
    return found


def _three_months(story, begun, six):
    everyone = [row for trade in TRADES for row in story.graduates[trade.name]]
    early = [row.pk for row in everyone if _days_after(row, begun.get(row.pk)) <= 90]
    free = [row.pk for row in everyone if row.pk not in begun]
    still = [pk for pk in free if six[pk] == Status.EMPLOYED]
    wanted = AT_THREE_MONTHS[Status.EMPLOYED]
    left = story.chance.sample(
        [pk for pk in free if six[pk] in (Status.SEEKING, Status.UNKNOWN)], 15
    )  # jobs lost since
    employed = {*early, *left, *story.chance.sample(still, wanted - len(early) - len(left))}
    rest = [
        status for status, number in AT_THREE_MONTHS.items() if status != Status.EMPLOYED for _ in range(number)
    ]  # fmt: skip
    story.chance.shuffle(rest)
    return {row.pk: Status.EMPLOYED if row.pk in employed else rest.pop() for row in everyone}


def _proofs(story, begun, six):
    """519 of the employed have more than their own word; each placement is confirmed by its company."""
    employed = [row for trade in TRADES for row in story.graduates[trade.name] if six[row.pk] == Status.EMPLOYED]
    sure = [row.pk for row in employed if row.pk in begun]
    others = story.chance.sample([row.pk for row in employed if row.pk not in begun], PROVEN - len(sure))
    ladder = [Evidence.FILE, Evidence.EMPLOYER, Evidence.EMPLOYER, Evidence.OFFICER]
    return dict.fromkeys(sure, Evidence.EMPLOYER) | {pk: story.chance.choice(ladder) for pk in others}


def _told(story, placement, jobs, firms):
    chance = story.chance
    if placement:
        company = placement.opening.company
        return {"job": placement.opening.title, "employer": company.name, "place": company.region.name}
    return {"job": capfirst(chance.choice(jobs)), "employer": chance.choice(firms), "place": chance.choice(REGIONS)}


def _began_on(days_of, graduate, placement, *, early):
    """The first day as she tells it; one in nine does not remember it."""
    after, forgotten = (days_of.randrange(4, 88) if early else days_of.randrange(92, 178)), days_of.randrange(9) == 0
    if placement:
        return placement.started_on
    return None if forgotten else graduate.finished_on + timedelta(days=after)


def _outcome(story, graduate, window, days, status, proof, told):
    held_on = graduate.finished_on + timedelta(days=days)
    silent = status == Status.UNKNOWN
    answered_on = held_on if silent else min(held_on + timedelta(days=story.chance.randrange(15)), CUT_OFF)
    working = status == Status.EMPLOYED
    if silent:
        evidence = Evidence.NONE
    elif working and window == Window.MONTHS_6 and proof:
        evidence = proof
    else:
        evidence = Evidence.SELF_REPORT
    return Outcome(
        enrolment=story.enrolments[graduate.person_id],
        batch_id=graduate.batch_id,
        window=window,
        status=status,
        evidence=evidence,
        as_of=answered_on,
        noted_on=answered_on,
        source="" if silent else "Penelusuran contoh",
        **(told if working else {}),
    )
