from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "padan.people"

    def ready(self):
        from padan.people import checks  # noqa: F401  registers them, once the models stand
