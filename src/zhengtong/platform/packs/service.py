"""The door of the packs: check, load and export what is particular to a city."""

from __future__ import annotations

from .checking import check, core_folder
from .city import City, DaysOff, Division, city, days_off, forget_city
from .files import PackFile
from .findings import Finding, Report
from .form import check_form
from .gates import Gate, GaveWay, Refused, Trial, add_gate
from .loading import PackRefused, current, ensure_core, export, files_of, is_current, load
from .models import PackVersion
from .own_sections import BILINGUAL, DATE, TEXT, PlainSection
from .positions import Pointer
from .schemas import schema_files, write_schemas
from .sections import Declaration, PackView, Section, check_reference, register, register_reference_check
from .versions import LoadedVersion, versions

__all__ = [
    "BILINGUAL",
    "DATE",
    "TEXT",
    "City",
    "DaysOff",
    "Declaration",
    "Division",
    "Finding",
    "Gate",
    "GaveWay",
    "LoadedVersion",
    "PackFile",
    "PackRefused",
    "PackVersion",
    "PackView",
    "PlainSection",
    "Pointer",
    "Refused",
    "Report",
    "Section",
    "Trial",
    "add_gate",
    "check",
    "check_form",
    "check_reference",
    "city",
    "core_folder",
    "current",
    "days_off",
    "ensure_core",
    "export",
    "files_of",
    "forget_city",
    "is_current",
    "load",
    "register",
    "register_reference_check",
    "schema_files",
    "versions",
    "write_schemas",
]
