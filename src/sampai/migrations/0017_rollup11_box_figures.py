from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAMES = "total, silent, troubled, with_gaps, lone, misfits, due, arrived"


def fill(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Count the boxes that are there already."""
    for digits, parent in ((0, 0), (2, 0), (4, 2), (6, 4)):
        schema_editor.execute(
            f"""
            INSERT INTO custody_figure (event, region, parent, {NAMES})
            SELECT o.event, SUBSTR(b.owner, 1, {digits}), SUBSTR(b.owner, 1, {parent}), COUNT(*),
                COUNT(CASE WHEN b.count = 0 THEN 1 END),
                COUNT(CASE WHEN b.troubles <> '' THEN 1 END),
                COUNT(CASE WHEN b.gaps > 0 THEN 1 END),
                COUNT(CASE WHEN b.lone_ms IS NOT NULL THEN 1 END),
                COUNT(CASE WHEN b.misfits > 0 THEN 1 END),
                COUNT(CASE WHEN b.kind <> 'container' THEN 1 END),
                COUNT(CASE WHEN b.received_ms IS NOT NULL AND b.kind <> 'container' THEN 1 END)
            FROM custody_box b JOIN operation o ON o.id = b.operation_id
            WHERE b.plan IS NOT NULL AND LENGTH(b.owner) >= {digits}
            GROUP BY 1, 2, 3
            """
        )


class Migration(migrations.Migration):
    dependencies = [
        ("sampai", "0016_exercise"),
    ]

    operations = [
        migrations.CreateModel(
            name="BoxFigureRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event", models.CharField(max_length=100)),
                ("region", models.CharField(max_length=6)),
                ("parent", models.CharField(max_length=4)),
                ("total", models.IntegerField(default=0)),
                ("silent", models.IntegerField(default=0)),
                ("troubled", models.IntegerField(default=0)),
                ("with_gaps", models.IntegerField(default=0)),
                ("lone", models.IntegerField(default=0)),
                ("misfits", models.IntegerField(default=0)),
                ("due", models.IntegerField(default=0)),
                ("arrived", models.IntegerField(default=0)),
            ],
            options={
                "db_table": "custody_figure",
                "indexes": [models.Index(fields=["event", "parent"], name="box_figure_children")],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "region"), name="one_box_figure_a_region")
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
