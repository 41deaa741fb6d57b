"""Turns of a conversation are found by the index of conversation and number; a second one was written for nothing."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guidance", "0006_places_of_corrections"),
    ]

    operations = [
        migrations.AlterField(
            model_name="turn",
            name="conversation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="turns",
                to="guidance.conversation",
            ),
        ),
    ]
