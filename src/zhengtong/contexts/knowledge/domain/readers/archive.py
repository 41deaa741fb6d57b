"""Zip containers (DOCX, XLSX) are looked through before anything in them is unpacked."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

from zhengtong.contexts.knowledge.domain.readers.limits import MIB, Limits
from zhengtong.kernel.errors import Fault

_SMALL = 1 * MIB  # a ratio says nothing about small members: an empty sheet compresses a thousandfold


def check_archive(stream: BinaryIO, name: str, limits: Limits) -> tuple[str, ...]:
    """Names of the members, after their declared sizes were found sensible; the stream is left at its beginning.

    The declared sizes can be believed: zipfile stops reading a member where its declared size ends.

    Raises:
        Fault: no zip file, damaged, encrypted, or unpacking it would fill the memory.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise damaged(name) from error
    finally:
        stream.seek(0)
    total = sum(member.file_size for member in members)
    suspicious = any(
        member.file_size > _SMALL and member.file_size > limits.member_ratio * max(member.compress_size, 1)
        for member in members
    )
    if len(members) > limits.members or total > limits.unpacked_bytes or suspicious:
        raise Fault(
            "archive-bomb",
            "%(name)s would unpack to %(size)s MB in %(members)s parts; it was not opened.",
            "Save the document again with its own program; if it stays this way, do not trust it.",
            params={"name": name, "size": f"{total / MIB:.0f}", "members": len(members)},
            status=413,
        )
    if any(member.flag_bits & 0x1 for member in members):
        raise encrypted(name)
    return tuple(member.filename for member in members)


def damaged(name: str) -> Fault:
    """The refusal of a file that cannot be read to its end."""
    return Fault(
        "file-damaged",
        "%(name)s is damaged or incomplete and cannot be read.",
        "Open it with its own program, save it again and try once more.",
        params={"name": name},
    )


def encrypted(name: str) -> Fault:
    """The refusal of a file behind a password."""
    return Fault(
        "file-encrypted",
        "%(name)s is protected by a password.",
        "Remove the password and try again.",
        params={"name": name},
    )
