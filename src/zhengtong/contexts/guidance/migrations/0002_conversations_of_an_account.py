"""An account's own conversations are found by the account."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("guidance", "0004_review")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("account", ""), _negated=True),
                fields=["account", "-created"],
                name="guidance_conversation_account",
            ),
        ),
    ]
