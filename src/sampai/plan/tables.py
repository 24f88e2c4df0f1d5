"""Rows of plans: versions, sign-offs, problems."""

from django.db import models

from sampai.election.tables import OperationRow


class PlanRow(models.Model):
    """One version of an operation's plan. The document is never changed; only `status` moves on."""

    operation = models.ForeignKey(OperationRow, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=80)
    document = models.CharField(max_length=80)
    status = models.CharField(max_length=12)
    """`draft`, `checked`, `published` or `superseded`."""
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=150)
    published_at = models.DateTimeField(null=True)
    figures = models.JSONField(default=dict)

    class Meta:
        db_table = "plan"
        constraints = (models.UniqueConstraint(fields=["operation", "number"], name="one_plan_a_number"),)


class SignoffRow(models.Model):
    """One institution's signature under one version."""

    plan = models.ForeignKey(PlanRow, on_delete=models.CASCADE)
    institution = models.CharField(max_length=20)
    account = models.CharField(max_length=150)
    role = models.CharField(max_length=40)
    at = models.DateTimeField()
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "signoff"
        constraints = (models.UniqueConstraint(fields=["plan", "institution"], name="one_signoff_each"),)


class ProblemRow(models.Model):
    """One problem that a check found in a version."""

    plan = models.ForeignKey(PlanRow, on_delete=models.CASCADE)
    code = models.CharField(max_length=60)
    severity = models.CharField(max_length=8)
    subject = models.CharField(max_length=120)
    label = models.BigIntegerField(null=True, db_index=True)
    what = models.JSONField()
    """The sentence as key and data, said in the reader's language."""
    remedy = models.JSONField()

    class Meta:
        db_table = "problem"
