"""Rows of deeds done, of looks at restricted fields, and of documents by digest."""

from django.db import models


class AuditRow(models.Model):
    """One deed: who did what to which subject, when. Written in the deed's own transaction, never changed."""

    at = models.DateTimeField(db_index=True)
    account = models.CharField(max_length=150, db_index=True)
    institution = models.CharField(max_length=20)
    role = models.CharField(max_length=40)
    deed = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, db_index=True)
    detail = models.JSONField(default=dict)

    class Meta:
        db_table = "audit"


class LookRow(models.Model):
    """One look at restricted fields: who, which page, which subject, the highest class shown."""

    at = models.DateTimeField(db_index=True)
    account = models.CharField(max_length=150, db_index=True)
    institution = models.CharField(max_length=20)
    subject = models.CharField(max_length=120, db_index=True)
    secrecy = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "look"


class DocumentRow(models.Model):
    """One document, compressed, under the digest of its content. Never changed."""

    digest = models.CharField(max_length=80, primary_key=True)
    kind = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    """Bytes before compression."""
    body = models.BinaryField()

    class Meta:
        db_table = "document"
