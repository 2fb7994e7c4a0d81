from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KamConfig(AppConfig):
    name = "kam"

    def ready(self) -> None:
        autodiscover_modules("hooks")
