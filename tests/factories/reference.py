import factory

from padan.reference.models import Code, Criterion, Decree, OtherTitle, Region, Scheme, UnitElement


class RegionFactory(factory.django.DjangoModelFactory):
    """A regency of West Java; numbered, so that two differ."""

    class Meta:
        model = Region

    version = "uji"
    code = factory.Sequence(lambda n: f"32.{n:04d}")
    name = factory.Sequence(lambda n: f"Kabupaten Contoh {n}")
    name_key = factory.LazyAttribute(lambda region: region.name.upper())
    kind = Region.Kind.REGENCY


class SchemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Scheme
        django_get_or_create = ("scheme", "version")

    scheme = "skkni"
    version = "uji"
    title = "Unit contoh"


class CodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Code

    scheme = factory.SubFactory(SchemeFactory)
    code = factory.Sequence(lambda n: f"C.24CTH01.{n:03d}.1")
    title = factory.Sequence(lambda n: f"Mengerjakan contoh {n}")


class DecreeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Decree
        django_get_or_create = ("number", "year")

    number = "56"
    year = 2018


class OtherTitleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OtherTitle

    code = factory.SubFactory(CodeFactory)
    title = factory.Sequence(lambda n: f"Melakukan contoh {n}")


class UnitElementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UnitElement

    unit = factory.SubFactory(CodeFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Menyiapkan contoh {n}")


class CriterionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Criterion

    element = factory.SubFactory(UnitElementFactory)
    number = factory.Sequence(lambda n: n + 1)
    words = factory.Sequence(lambda n: f"Contoh {n} disiapkan sesuai petunjuk.")
