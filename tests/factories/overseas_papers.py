import io
from datetime import UTC, date, datetime, timedelta

import factory
from factories.organisations import OrganisationFactory
from factories.overseas import CandidateFactory
from PIL import Image

from padan.base.files import keep
from padan.overseas.models import CandidatePaper, Cv, CvLine, PaperConsent, PaperLook, Share, ShareView
from padan.overseas.states import ConsentState, CvPart, Hand, Look, Purpose, Viewed

AT = datetime(2024, 11, 1, 3, tzinfo=UTC)


def photograph(size=(60, 80), colour=(90, 120, 160)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


class CandidatePaperFactory(factory.django.DjangoModelFactory):
    """A passport without a file; ``filed=True`` keeps a small photograph, sealed; ``letter=True``: a health letter."""

    class Meta:
        model = CandidatePaper

    class Params:
        letter = factory.Trait(kind="health_letter", health=True)

    candidate = factory.SubFactory(CandidateFactory)
    kind = "passport"
    hand = Hand.OFFICER
    brought_at = AT
    expires_on = date(2028, 11, 1)

    @classmethod
    def _create(cls, model, *args, filed=False, number="", **more):
        if filed:
            more |= keep(photograph(), called="berkas.jpg", sealed=True)
        paper = model(*args, **more)
        paper.number = number
        paper.save()
        return paper


class PaperLookFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PaperLook

    paper = factory.SubFactory(CandidatePaperFactory)
    candidate = factory.SelfAttribute("paper.candidate")
    what = Look.OPENED
    hand = Hand.OFFICER
    at = AT


class ShareFactory(factory.django.DjangoModelFactory):
    """A link for a company in Japan to passport and CV, open for two weeks from now."""

    class Meta:
        model = Share

    centre = factory.SubFactory(OrganisationFactory, centre=True)
    receiver = "株式会社さくら建設"
    kinds = ["passport"]
    expires_at = factory.LazyFunction(lambda: datetime.now(UTC) + timedelta(days=14))


class PaperConsentFactory(factory.django.DjangoModelFactory):
    """She agreed that her health papers are kept; ``shared=True``: that her papers are shown through a link."""

    class Meta:
        model = PaperConsent

    class Params:
        shared = factory.Trait(
            purpose=Purpose.SHARE,
            share=factory.SubFactory(ShareFactory, centre=factory.SelfAttribute("..candidate.centre")),
        )

    candidate = factory.SubFactory(CandidateFactory)
    purpose = Purpose.HEALTH
    state = ConsentState.GIVEN
    asked_at = given_at = AT


class ShareViewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ShareView

    share = factory.SubFactory(ShareFactory)
    what = Viewed.OPENED
    at = AT
    language = "ja"


class CvFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Cv

    candidate = factory.SubFactory(CandidateFactory)
    romaji = "SITI RAHMAWATI"
    katakana = "シティ・ラフマワティ"


class CvLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CvLine

    cv = factory.SubFactory(CvFactory)
    part = CvPart.SCHOOL
    position = 1
    year = 2019
    month = 5
    words = "SMK Negeri 1 卒業"
