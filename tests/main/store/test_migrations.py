"""The migrations are those of the tables."""

from django.core.management import call_command


def test_the_tables_have_no_change_without_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
