"""Rows of regions, stations and other places. A label is a village's code as a number (`span_of`)."""

from django.db import models

from sampai.election.tables import OperationRow


class RegionRow(models.Model):
    """A region of the nation's tree."""

    code = models.CharField(max_length=10, primary_key=True)
    parent = models.CharField(max_length=10, db_index=True)
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=10)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)

    class Meta:
        db_table = "region"


class NameRow(models.Model):
    """One word of a region's name or alias, folded to plain small letters, for searching."""

    word = models.CharField(max_length=60, db_index=True)
    region = models.ForeignKey(RegionRow, on_delete=models.CASCADE, db_index=False)

    class Meta:
        db_table = "region_word"


class RegisterRow(models.Model):
    """One version of an operation's register. Versions are never changed; the newest accepted one counts."""

    operation = models.ForeignKey(OperationRow, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=80)
    document = models.CharField(max_length=80)
    """Digest of the document that holds the tables."""
    status = models.CharField(max_length=12)
    """`offered`, `accepted` or `superseded`."""
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=150)
    stations = models.PositiveIntegerField()
    added = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "register"
        constraints = (models.UniqueConstraint(fields=["operation", "number"], name="one_register_a_number"),)


class StationRow(models.Model):
    """A station of an operation's present register, with what stands on lists and maps."""

    operation = models.ForeignKey(OperationRow, on_delete=models.CASCADE, db_index=False)
    code = models.CharField(max_length=13)
    label = models.BigIntegerField(db_index=True)
    """The village's label."""
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    cell = models.BigIntegerField(null=True, db_index=True)
    """The map cell of zoom 16 that it lies in, its column and row interleaved: a tile is a span of cells."""
    position_source = models.CharField(max_length=120, blank=True)
    position_certainty = models.CharField(max_length=12, blank=True)
    voters_m = models.PositiveIntegerField()
    voters_f = models.PositiveIntegerField()
    special = models.CharField(max_length=20, blank=True)
    hard = models.BooleanField()
    access = models.CharField(max_length=120, blank=True)
    signal = models.CharField(max_length=12, blank=True)
    """The best grade of any operator; empty where nobody said."""
    risk = models.CharField(max_length=16, blank=True)
    """The police class planned with."""
    count_state = models.PositiveSmallIntegerField(default=0)
    """Tepat jumlah: 0 not known, 1 right, 2 in doubt, 3 wrong. So the next four."""
    kind_state = models.PositiveSmallIntegerField(default=0)
    time_state = models.PositiveSmallIntegerField(default=0)
    target_state = models.PositiveSmallIntegerField(default=0)
    quality_state = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "station"
        constraints = (models.UniqueConstraint(fields=["code", "operation"], name="one_station_a_code"),)


class PlaceRow(models.Model):
    """A store, office, landing or other place of an operation's present register."""

    operation = models.ForeignKey(OperationRow, on_delete=models.CASCADE)
    code = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=160)
    label = models.BigIntegerField(db_index=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    cell = models.BigIntegerField(null=True, db_index=True)
    position_certainty = models.CharField(max_length=12, blank=True)
    volume_m3 = models.FloatField(null=True)

    class Meta:
        db_table = "place"
        constraints = (models.UniqueConstraint(fields=["operation", "code"], name="one_place_a_code"),)


class PlaceWordRow(models.Model):
    """One word of a place's name, or its code, folded to plain small letters, for searching."""

    word = models.CharField(max_length=60, db_index=True)
    label = models.BigIntegerField()
    """The place's label, so that a search in a territory reads these rows alone."""
    place = models.ForeignKey(PlaceRow, on_delete=models.CASCADE)

    class Meta:
        db_table = "place_word"


class FigureRow(models.Model):
    """One region's sums in one election: stations, people, and how many stations are in which state."""

    event = models.CharField(max_length=100)
    region = models.CharField(max_length=10)
    parent = models.CharField(max_length=10)
    stations = models.PositiveIntegerField(default=0)
    voters = models.PositiveIntegerField(default=0)
    hard = models.PositiveIntegerField(default=0)
    no_signal = models.PositiveIntegerField(default=0)
    special = models.PositiveIntegerField(default=0)
    states = models.JSONField(default=dict)
    """By measure, how many stations are not known, right, in doubt, wrong: `{"time": [0, 5, 1, 0], ...}`."""
    risks = models.JSONField(default=dict)
    """By police class, how many stations."""
    officers_needed = models.PositiveIntegerField(default=0)
    officers_assigned = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "figure"
        constraints = (models.UniqueConstraint(fields=["event", "region"], name="one_figure_a_region"),)
        indexes = (models.Index(fields=["event", "parent"], name="figure_children"),)


class CellRow(models.Model):
    """How many stations of one regency lie in one cell of the coarse map; what tiles up to zoom 11 show."""

    event = models.CharField(max_length=100)
    zoom = models.PositiveSmallIntegerField()
    cell = models.BigIntegerField()
    label = models.BigIntegerField()
    """The regency's first label."""
    stations = models.PositiveIntegerField()
    marks = models.JSONField(default=dict)
    """How many of them bear which mark: a state (`time:3`), a signal, a class, `hard`. None are left out."""
    sum_lat = models.FloatField()
    sum_lon = models.FloatField()

    class Meta:
        db_table = "cell"
        indexes = (
            models.Index(fields=["event", "zoom", "cell"], name="cell_span"),
            models.Index(fields=["event", "label"], name="cell_regency"),
        )


class MapChangeRow(models.Model):
    """How often what the map of an election shows has changed; tiles of another number are old."""

    event = models.CharField(max_length=100, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "map_change"


class StationWordRow(models.Model):
    """What one device said last of one measure at one station: the highest counter counts."""

    election = models.CharField(max_length=60)
    station = models.CharField(max_length=13)
    device = models.CharField(max_length=32)
    measure = models.CharField(max_length=10)
    counter = models.BigIntegerField()
    state = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "station_word"
        constraints = (
            models.UniqueConstraint(
                fields=["station", "election", "device", "measure"], name="one_word_a_measure"
            ),
        )


class HeardRow(models.Model):
    """How much was stated at a place, and when something came last."""

    place = models.CharField(max_length=40)
    election = models.CharField(max_length=60)
    events = models.BigIntegerField(default=0)
    last_ms = models.BigIntegerField(default=0)

    class Meta:
        db_table = "heard"
        constraints = (models.UniqueConstraint(fields=["place", "election"], name="one_heard_a_place"),)
