"""How many deeds were done, in one row that is there from the beginning."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sampai", "0004_ledger_events"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "db_table": "change",
            },
        ),
        migrations.RunSQL("INSERT INTO change (id, number) VALUES (1, 0)", migrations.RunSQL.noop),
    ]
