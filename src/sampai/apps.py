"""The one Django application: all rooms' tables share one migration history."""

from django.apps import AppConfig


class SampaiConfig(AppConfig):
    """Sampai as Django sees it."""

    name = "sampai"
    default_auto_field = "django.db.models.BigAutoField"
