"""Who asked for a person and from which address are two columns; until now both were in one, the address last."""

import re

from django.db import migrations, models

ADDRESS = re.compile(r"(?:^| )(address:[0-9a-f]{20})$")


def part(apps, schema_editor):
    handovers = apps.get_model("guidance", "Handover").objects
    for row in handovers.filter(visitor__contains="address:").only("visitor"):
        if found := ADDRESS.search(row.visitor):  # names of accounts and keys do not end like this
            handovers.filter(pk=row.pk).update(visitor=row.visitor[: found.start()], visitor_address=found[1])


def join(apps, schema_editor):
    handovers = apps.get_model("guidance", "Handover").objects
    for row in handovers.exclude(visitor_address="").only("visitor", "visitor_address"):
        handovers.filter(pk=row.pk).update(visitor=f"{row.visitor} {row.visitor_address}".strip())


class Migration(migrations.Migration):
    dependencies = [
        ("guidance", "0007_one_index_less"),
    ]

    operations = [
        migrations.AddField(
            model_name="handover",
            name="visitor_address",
            field=models.CharField(blank=True, db_default="", help_text="a digest, for the limits", max_length=64),
        ),
        migrations.RunPython(part, join),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                condition=models.Q(("visitor_address", ""), _negated=True),
                fields=["visitor_address", "-asked"],
                name="guidance_handover_address",
            ),
        ),
    ]
