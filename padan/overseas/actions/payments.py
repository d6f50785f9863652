"""What was asked of a candidate: kept in the currency it was said in, compared with the rules of her own version."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from padan.base.clock import in_words
from padan.base.errors import ActionDenied
from padan.base.files import keep
from padan.base.readings import Problem, line
from padan.organisations.actions import FieldRefused
from padan.organisations.permissions import check_for
from padan.organisations.queries import viewer_of
from padan.overseas.actions.alarms import raise_alarms
from padan.overseas.actions.stepping import OPENED_FOR
from padan.overseas.models import Alarm, Candidate, FeeRule, Payment
from padan.overseas.money import MOST, doubt, like_yen, mixed_up, other
from padan.overseas.permissions import (
    check_may_keep_candidate,
    check_may_tell_payment,
    check_may_withdraw_payment,
    is_herself,
)
from padan.overseas.states import PAY, ROUTE, AlarmKind, Asker, Currency, Verdict
from padan.people.actions import issue_link
from padan.people.models import SignedLink
from padan.people.permissions import check_link_for
from padan.people.queries import address_of
from padan.trail.actions import record

OTHER = "other"
"""The purpose of what no rule names."""
LINK_LASTS = timedelta(days=180)
LONG_AGO = timedelta(days=10 * 365)
AT_ONCE = 500


class AmountUnclear(FieldRefused):
    """The amount is unlikely in its currency; whoever typed it says which it was."""

    def __init__(self, sentence):
        super().__init__("confirmed", sentence)


class PaymentKnown(ActionDenied):
    """The same was told already, or was taken back."""


@transaction.atomic
def record_payment(
    *, candidate, asker, purpose, amount, currency, asked_on, by, at, today,
    asker_name="", words="", paid_on=None, proof=None, confirmed="",
):  # fmt: skip
    """Write down what was asked of a candidate, or what she paid; beyond the rules it raises an alarm at once.

    ``confirmed`` is ``"30000 IDR"`` where an unlikely amount was asked back. Nothing is converted and nothing guessed.
    Raises NotAllowed, FieldRefused, AmountUnclear or PaymentKnown.
    """
    check_may_tell_payment(by, candidate)
    candidate = _locked(candidate)
    told = _checked(candidate, asker, purpose, amount, currency, asked_on, paid_on, asker_name, words, today)
    rules = FeeRule.objects.filter(version=candidate.version_id).order_by("pk")
    question = question_about(rules, asker=asker, purpose=purpose, amount=amount, currency=currency)
    if question and confirmed != f"{amount} {currency}":
        raise AmountUnclear(question)
    same = Payment.objects.filter(
        candidate=candidate, withdrawn_on=None,
        **{name: told[name] for name in ("asker", "purpose", "amount", "currency", "asked_on")},
    )  # fmt: skip
    if same.exists():
        raise PaymentKnown(
            _("The same was written down already: see the list. Another one of that day: say so in words.")
        )
    by_her = isinstance(by, SignedLink) or (by is not None and is_herself(viewer_of(by), candidate))
    kept = keep(proof.content, called=proof.name) if proof else {}
    payment = Payment.objects.create(
        candidate=candidate, by_her=by_her, verdict=Verdict.NOT_LISTED, rule=None, **told, **kept
    )
    record(by, "payment.recorded", payment, at=at, changes={
        "candidate": ["", candidate.code], "asker": ["", told["asker"]], "amount": ["", amount],
        "currency": ["", told["currency"]], "by_her": ["", by_her],
    })  # fmt: skip
    judge_payments(candidate=candidate, at=at, today=today)
    payment.refresh_from_db()
    return payment


def question_about(rules, *, asker, purpose, amount, currency) -> str:
    """What to ask back about an amount that is unlikely in its currency.

    Nothing where it is near what her own rule for this purpose says. An amount that is likely by itself is asked back
    where it is what that rule says in the other currency, or rupiah by the side in Japan that would be a fee in yen.
    """

    def fits(sort):
        told = [rule.most for rule in rules if (rule.purpose, rule.currency) == (purpose, sort)]
        return any(most <= 10 * amount <= 10 * most for most in told)

    if fits(currency):
        return ""
    in_yen = currency == Currency.IDR and asker == Asker.ABROAD and like_yen(amount)
    if fits(other(currency)) or in_yen:
        return mixed_up(amount, currency, little=currency == Currency.IDR)
    return doubt(amount, currency)


@transaction.atomic
def note_paid(*, payment, paid_on, by, at, today, proof=None):
    """What was asked has been paid. A proof may come later."""
    check_may_tell_payment(by, payment.candidate)
    payment = _payment(payment)
    if payment.paid_on is not None and proof is None:
        raise PaymentKnown(_("This was paid on %(day)s already.") % {"day": in_words(payment.paid_on)})
    if not payment.asked_on <= paid_on <= today:
        raise FieldRefused("paid_on", _("Write the day of the payment: not before it was asked, not after today."))
    payment.paid_on = paid_on
    for column, value in (keep(proof.content, called=proof.name) if proof else {}).items():
        setattr(payment, column, value)
    payment.save()
    record(by, "payment.paid", payment, at=at, changes={"paid_on": ["", paid_on], "proof": ["", proof is not None]})
    return payment


@transaction.atomic
def withdraw_payment(*, payment, words, by, at, today):
    """It was written down by mistake. The row stays and counts no more; its alarm is closed by a person, with words.

    ``by`` is her own link too, for what she told herself.
    """
    if isinstance(by, SignedLink):
        check_may_tell_payment(by, payment.candidate)
        if not payment.by_her:
            raise PaymentKnown(_("This was written down by your centre. Tell the forum if it is wrong."))
    else:
        check_for(by, check_may_withdraw_payment, payment)
    payment = _payment(payment)
    why = line(words, 300)
    if why is None or isinstance(why, Problem):
        raise FieldRefused("words", _("Say what was wrong with it."))
    payment.withdrawn_on, payment.withdrawn_why = today, why
    payment.save(update_fields=["withdrawn_on", "withdrawn_why", "updated_at"])
    record(by, "payment.withdrawn", payment, at=at, changes={"why": ["", why]})
    judge_payments(candidate=payment.candidate, at=at, today=today)
    return payment


@transaction.atomic
def payment_link(*, candidate, by, at) -> str:
    """A link by which she writes down what is asked of her, to be sent to her alone: its address.

    ``by`` is who keeps her route; or the link of her own route page, which leads on to it for two hours.
    """
    if isinstance(by, SignedLink):
        check_link_for(by, ROUTE, candidate)
    else:
        check_for(by, check_may_keep_candidate, candidate)
    lasts = OPENED_FOR if isinstance(by, SignedLink) else LINK_LASTS
    _link, token = issue_link(act=PAY, thing=candidate, recipient=candidate.code, by=by, at=at, lasts=lasts)
    return address_of("link", token)


@transaction.atomic
def judge_payments(*, candidate, at, today) -> int:
    """Compare what was asked of her with her rules again: when something is told, taken back, or she moved to others.

    The most of a rule is for all that was asked for its purpose together, in the order in which it was asked; what is
    in another currency than the rule's cannot be compared and is not on the list. Returns how many changed.
    """
    candidate = _locked(candidate)
    changed = _judge([candidate])
    raise_fee_alarms(candidates=[candidate.pk], at=at, today=today)
    return changed


def judge_moved(*, at, today) -> int:
    """Compare again whatever was judged by other rules than its candidate has now. For the night; set by set."""
    fits = FeeRule.objects.filter(
        version=OuterRef("candidate__version"), purpose=OuterRef("purpose"), currency=OuterRef("currency")
    )
    stale = ~Q(rule=None) & ~Q(rule__version=F("candidate__version"))
    missed = Q(rule=None) & Exists(fits)
    rows = Payment.objects.filter(stale | missed, withdrawn_on=None).order_by().values_list("candidate_id", flat=True)
    ids, changed = sorted(set(rows)), 0
    for start in range(0, len(ids), AT_ONCE):
        with transaction.atomic():
            some = Candidate.objects.select_for_update(of=("self",)).filter(pk__in=ids[start : start + AT_ONCE])
            changed += _judge(list(some.order_by("pk")))
    return changed


def raise_fee_alarms(*, at, today, candidates=None) -> int:
    """An alarm for each payment beyond the rules that has none yet."""
    rows = Payment.objects.filter(withdrawn_on=None).exclude(verdict=Verdict.ALLOWED)
    if candidates is not None:
        rows = rows.filter(candidate__in=candidates)
    rows = rows.filter(~Exists(Alarm.objects.filter(payment=OuterRef("pk"))))
    rows = rows.select_related("candidate__centre").order_by("pk")
    return raise_alarms(
        (
            {
                "kind": AlarmKind.FEE,
                "cause": f"fee:{payment.code}",
                "centre": payment.candidate.centre_id,
                "forum": payment.candidate.centre.forum_id,
                "candidate_id": payment.candidate_id,
                "payment_id": payment.pk,
                "number": 1,
                "due_on": payment.asked_on,
                "kept_from_centre": payment.asker == Asker.CENTRE,
            }
            for payment in rows.iterator(chunk_size=2000)
        ),
        at=at,
        today=today,
    )


def _judge(candidates) -> int:
    rules = {}
    for rule in FeeRule.objects.filter(version__in={one.version_id for one in candidates}).order_by("pk"):
        rules[rule.version_id, rule.purpose, rule.currency] = rule
    version_of = {one.pk: one.version_id for one in candidates}
    rows = Payment.objects.filter(candidate__in=candidates, withdrawn_on=None).order_by("asked_on", "pk")
    sums: dict[tuple, int] = {}
    changed = []
    for payment in rows:
        rule = rules.get((version_of[payment.candidate_id], payment.purpose, payment.currency))
        if rule is None:
            verdict = Verdict.NOT_LISTED
        else:
            key = payment.candidate_id, payment.purpose
            sums[key] = sums.get(key, 0) + payment.amount
            verdict = Verdict.ALLOWED if sums[key] <= rule.most else Verdict.BEYOND
        if (payment.verdict, payment.rule_id) != (verdict, rule and rule.pk):
            payment.verdict, payment.rule = verdict, rule
            changed.append(payment)
    Payment.objects.bulk_update(changed, ["verdict", "rule"], batch_size=500)
    return len(changed)


def _locked(candidate):
    rows = Candidate.objects.select_for_update(of=("self",)).select_related("centre", "partner", "version")
    return rows.get(pk=candidate.pk)


def _payment(payment):
    rows = Payment.objects.select_for_update(of=("self",)).select_related("candidate__centre")
    payment = rows.get(pk=payment.pk)
    if payment.withdrawn_on is not None:
        raise PaymentKnown(_("This was taken back on %(day)s.") % {"day": in_words(payment.withdrawn_on)})
    return payment


def _checked(candidate, asker, purpose, amount, currency, asked_on, paid_on, asker_name, words, today) -> dict:
    known = set(FeeRule.objects.filter(version=candidate.version_id).order_by().values_list("purpose", flat=True))
    if purpose not in known | {OTHER}:
        raise FieldRefused("purpose", _("Choose from the list; “something else” is always there."))
    name, said = line(asker_name, 150), line(words, 300)
    if isinstance(name, Problem):
        raise FieldRefused("asker_name", _("This name holds signs that cannot be seen, or is too long. Type it again."))
    if isinstance(said, Problem):
        raise FieldRefused("words", _("This holds signs that cannot be seen, or is too long. Type it again."))
    if purpose == OTHER and said is None:
        raise FieldRefused("words", _("Say in a few words what the money was for."))
    if not 0 < amount <= MOST:
        raise FieldRefused("amount", _("Write the amount in whole rupiah or yen, more than zero."))
    if not today - LONG_AGO <= asked_on <= today:
        raise FieldRefused("asked_on", _("Write the day on which it was asked, today or before."))
    if paid_on is not None and not asked_on <= paid_on <= today:
        raise FieldRefused("paid_on", _("Write the day of the payment: not before it was asked, not after today."))
    asker = Asker(asker)
    body = {Asker.PARTNER: candidate.partner, Asker.CENTRE: candidate.centre}.get(asker)
    return {
        "asker": asker, "organisation": body, "asker_name": name or "", "purpose": purpose, "words": said or "",
        "amount": amount, "currency": Currency(currency), "asked_on": asked_on, "paid_on": paid_on,
    }  # fmt: skip
