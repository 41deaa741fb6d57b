"""``algorithms.yaml``: what may act by itself, who answers for it. Kept by the ledger; nothing else may run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from zhengtong.kernel.actors import Actor
from zhengtong.platform.ledger import service as ledger

from .files import PackFile
from .models import PackVersion
from .own_sections import BILINGUAL, TEXT, PlainSection
from .sections import Declaration


class AlgorithmsSection(PlainSection):
    """Every algorithm has an owner, a purpose, its inputs and a risk level; the schema asks for them."""

    name = "algorithms"
    pattern = "algorithms.yaml"
    order = 2
    schema: Mapping[str, Any] | None = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Register of algorithms",
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["id", "version", "name", "owner", "purpose", "risk"],
            "properties": {
                "id": {"type": "string", "pattern": "^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)+$", "maxLength": 80},
                "version": {"type": "string", "minLength": 1, "maxLength": 40},
                "name": BILINGUAL,
                "owner": BILINGUAL,
                "purpose": BILINGUAL,
                "inputs": {
                    "type": "array",
                    "items": BILINGUAL,
                },
                "risk": {"enum": ["information", "suggestion", "favourable", "adverse"]},
                "filing_number": TEXT,
                "enabled": {"type": "boolean"},
            },
        },
    }

    def declares(self, file: PackFile) -> Iterable[Declaration]:
        for index, entry in enumerate(file.data):
            yield Declaration("algorithm", entry["id"], file, (index,))

    def load(self, files: Sequence[PackFile], pack: PackVersion, actor: Actor) -> int:
        definitions = [ledger.AlgorithmDefinition(**entry) for file in files for entry in file.data]
        ledger.register_algorithms(definitions, source=pack.layer, actor=actor)
        return len(definitions)
