"""The portal's own tables as Django sees them; it neither makes nor changes them."""

from django.db import models


class Account(models.Model):
    full_name = models.CharField(max_length=120)
    state = models.CharField(max_length=20)

    class Meta:
        managed = False
        db_table = "account"


class Position(models.Model):
    title = models.CharField(max_length=100)
    is_head = models.BooleanField()

    class Meta:
        managed = False
        db_table = "position"


class Post(models.Model):
    account = models.ForeignKey(Account, models.DO_NOTHING, db_column="account")
    position = models.ForeignKey(Position, models.DO_NOTHING, db_column="position")
    unit = models.BigIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        managed = False
        db_table = "post"


class RoleGrant(models.Model):
    account = models.ForeignKey(Account, models.DO_NOTHING, db_column="account")
    role = models.CharField(max_length=30)

    class Meta:
        managed = False
        db_table = "role_grant"


class Agency(models.Model):
    name = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        managed = False
        db_table = "agency_identity"


class SpecialDay(models.Model):
    day = models.DateField(primary_key=True)
    is_working = models.BooleanField()

    class Meta:
        managed = False
        db_table = "special_day"


class Notice(models.Model):
    account = models.BigIntegerField(db_column="account")
    read_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "notice"


class Document(models.Model):
    direction = models.CharField(max_length=3)
    state = models.CharField(max_length=30)
    code = models.CharField(max_length=80)
    type_name = models.CharField(max_length=100)
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=500)
    urgency = models.IntegerField()
    arrival_number = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    drafter = models.ForeignKey(Account, models.DO_NOTHING, null=True, related_name="+")
    signer = models.ForeignKey(Account, models.DO_NOTHING, null=True, related_name="+")

    class Meta:
        managed = False
        db_table = "document"


class Reader(models.Model):
    document = models.ForeignKey(Document, models.DO_NOTHING)
    principal = models.CharField(max_length=40)
    why = models.CharField(max_length=30)

    class Meta:
        managed = False
        db_table = "reader"


class Turn(models.Model):
    document = models.ForeignKey(Document, models.DO_NOTHING)
    principal = models.CharField(max_length=40)
    deed = models.CharField(max_length=30)
    due_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "turn"


class Opened(models.Model):
    document = models.ForeignKey(Document, models.DO_NOTHING)
    account_id = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "opened"
