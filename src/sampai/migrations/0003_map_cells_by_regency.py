from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sampai", "0002_desk_search_and_filters"),
    ]

    operations = [
        migrations.CreateModel(
            name="MapChangeRow",
            fields=[
                ("event", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("number", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "db_table": "map_change",
            },
        ),
        migrations.RemoveField(
            model_name="cellrow",
            name="worst",
        ),
        migrations.AddField(
            model_name="cellrow",
            name="label",
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="cellrow",
            name="marks",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="placerow",
            name="cell",
            field=models.BigIntegerField(db_index=True, null=True),
        ),
    ]
