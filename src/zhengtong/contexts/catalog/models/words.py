"""Words that items are sorted by: themes, kinds, audiences; and one-things."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Theme(models.Model):
    """A life event or business event. ``aliases``: the same theme as other catalogues name it."""

    key = models.CharField(max_length=60, primary_key=True)
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    hint_zh = models.CharField(max_length=200, blank=True)
    hint_en = models.CharField(max_length=200, blank=True)
    icon = models.CharField(max_length=60, blank=True)
    aliases = ArrayField(models.CharField(max_length=100), default=list)
    audience = ArrayField(models.CharField(max_length=60), default=list)
    position = models.PositiveIntegerField(default=0)
    origin = models.CharField(max_length=20)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "catalog_theme"
        ordering: ClassVar = ["origin", "position", "name_zh"]

    def __str__(self) -> str:
        return self.name_zh


class Word(models.Model):
    """A word of the vocabulary: ``kind`` of item or ``audience``."""

    group = models.CharField(max_length=20)
    key = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    position = models.PositiveIntegerField(default=0)
    origin = models.CharField(max_length=20)

    class Meta:
        db_table = "catalog_word"
        ordering: ClassVar = ["group", "position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["group", "key"], name="catalog_word_once")]

    def __str__(self) -> str:
        return self.name_zh


class OneThing(models.Model):
    """一件事. ``content`` has the form of ``schema.ONE_THING``."""

    key = models.CharField(max_length=60, primary_key=True)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    content = models.JSONField()
    origin = models.CharField(max_length=20)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "catalog_one_thing"
        ordering: ClassVar = ["title_zh"]

    def __str__(self) -> str:
        return self.title_zh
