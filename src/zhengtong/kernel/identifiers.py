"""Numbers that name people and organisations: proved by their check digits, masked where people read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zhengtong.kernel.said_of_oneself import hide_what_is_said_of_oneself

_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_IDENTITY_CHECKS = "10X98765432"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_EARLIEST_BIRTH_YEAR = 1850


@dataclass(frozen=True)
class IdentityNumber:
    """What a citizen identity number says (GB 11643-1999)."""

    number: str
    division: str
    birth_date: date
    sex: Literal["male", "female"]


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None


def identity_check_character(first_17: str) -> str:
    """The last character of an identity number, by ISO 7064 MOD 11-2."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _IDENTITY_WEIGHTS, strict=True))
    return _IDENTITY_CHECKS[total % 11]


def parse_identity_number(text: str) -> IdentityNumber | None:
    """The 18-character number, or None when division, birth date or check character cannot be right.

    Whether the division exists or the person was born before today is for the caller to ask.
    """
    number = text.strip().upper()
    if len(number) != 18 or not _digits(number[:17]) or number[0] == "0":
        return None
    birth_date = _day(number[6:14])
    if birth_date is None or birth_date.year < _EARLIEST_BIRTH_YEAR:
        return None
    if identity_check_character(number[:17]) != number[17]:
        return None
    sex: Literal["male", "female"] = "male" if int(number[16]) % 2 else "female"
    return IdentityNumber(number=number, division=number[:6], birth_date=birth_date, sex=sex)


def credit_code_check_character(first_17: str) -> str:
    """The last character of a unified social credit code (GB 32100-2015, MOD 31).

    Raises:
        ValueError: a character outside the code's alphabet.
    """
    values = (_CREDIT_ALPHABET.index(letter) for letter in first_17)
    total = sum(value * weight for value, weight in zip(values, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_ALPHABET[-total % 31]


def is_credit_code(text: str) -> bool:
    """Whether this is a well-formed unified social credit code of an organisation."""
    code = text.strip().upper()
    if len(code) != 18 or any(letter not in _CREDIT_ALPHABET for letter in code):
        return False
    return _digits(code[2:8]) and credit_code_check_character(code[:17]) == code[17]


def is_mobile_phone(text: str) -> bool:
    """A mainland mobile number: eleven digits, 13 to 19 in front."""
    return re.fullmatch(r"1[3-9][0-9]{9}", text.strip()) is not None


def is_bank_card(text: str) -> bool:
    """13 to 19 digits of a card network that is used here, with a right Luhn digit (ISO/IEC 7812)."""
    number = re.sub(r"[ -]", "", text.strip())
    if not re.fullmatch(r"(?:62|4|5[1-5]|35)[0-9]{11,17}", number) or not 13 <= len(number) <= 19:
        return False
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


# Up to three separators are allowed between digits, as people write them in groups.
_APART = r" \-._·•–—/"
_NUMBER = re.compile(rf"(?<![0-9])[0-9](?:[{_APART}]{{0,3}}[0-9]){{12,17}}[{_APART}]{{0,3}}[0-9Xx](?![0-9Xx])")
_PHONE = re.compile(
    rf"(?<![0-9A-Za-z])(?:\+?86[{_APART}]?)?(1[3-9][0-9](?:[{_APART}]{{0,3}}[0-9]){{8}})(?![0-9A-Za-z])"
)
_EMAIL = re.compile(r"(?<![\w.+-])([\w.+-]{1,64})@([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5})", re.ASCII | re.I)
# before a number, these words say whose it is: then a slip of the pen in it does not matter
_OF_A_PERSON = re.compile(r"(?:身份证|身份證|身分證|证件|證件|\bID\b|identity)[^0-9，。；\n]{0,12}$", re.IGNORECASE)
_TO_ASCII = {0xFF10 + n: 0x30 + n for n in range(10)} | {
    0xFF38: ord("X"), 0xFF58: ord("x"), 0xFF20: ord("@"), 0xFF0D: ord("-"), 0xFF0E: ord("."), 0x3000: ord(" "),
    0x24EA: 0x30, **{0x2460 + n: 0x31 + n for n in range(9)},
}  # fmt: skip
_BETWEEN = frozenset(" -._·•–—/")
_SPOKEN_DIGITS = "零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两"
_SPOKEN = re.compile(rf"(?:[0-9{_SPOKEN_DIGITS}][ \-]?){{10,}}[0-9{_SPOKEN_DIGITS}Xx]")
_FROM_SPOKEN = str.maketrans(_SPOKEN_DIGITS, "0" + "0123456789" + "1" + "123456789" + "2")
_INTERESTING = re.compile(rf"[0-9@]|[{_SPOKEN_DIGITS}]{{5}}")


def _starred(written: str, head: int, tail: int) -> str:
    letters = [place for place, c in enumerate(written) if c not in _BETWEEN]
    hidden = set(letters[head : len(letters) - tail])
    return "".join("*" if place in hidden else c for place, c in enumerate(written))


def _masked_number(found: re.Match[str]) -> str:
    """The whole of it, or as much as is a number before a space: what follows may be the next word."""
    written = found.group()
    ends = [len(written), *(place for place in range(len(written) - 1, 12, -1) if written[place] in _BETWEEN)]
    of_a_person = bool(_OF_A_PERSON.search(found.string, max(0, found.start() - 24), found.start()))
    for end in ends:
        hidden = _hidden(written[:end], of_a_person=of_a_person)
        if hidden:
            return hidden + written[end:]
    return written


def _hidden(written: str, *, of_a_person: bool) -> str:
    """The number with its digits starred; empty where its form is not that of a personal number."""
    number = "".join(c for c in written if c not in _BETWEEN)
    if of_a_person:
        return _starred(written, 1, 1)
    if len(number) == 18 and parse_identity_number(number):
        return _starred(written, 1, 1)
    # the numbers of the first generation have 15 digits and no check digit
    if len(number) == 15 and _digits(number) and number[0] != "0" and _day("19" + number[6:12]):
        return _starred(written, 1, 1)
    if _digits(number) and is_bank_card(number):
        return _starred(written, 0, 4)
    return ""


def _masked_phone(found: re.Match[str]) -> str:
    prefix = found.group()[: found.start(1) - found.start()]
    return prefix + _starred(found.group(1), 3, 4)


def _masked_email(found: re.Match[str]) -> str:
    name = found.group(1)
    return name[0] + "*" * (len(name) - 1) + "@" + found.group(2)


def mask_personal_data(text: str, *, doors: bool = True) -> str:
    """The text with identity numbers, mobile numbers, bank cards, e-mail names and what people say of themselves
    hidden by ``*``.

    Length and grouping stay, so that positions in the text still hold. A number is hidden only where its form (birth
    date, check digit, network) is right or the words before it say whose it is, so codes of matters and case numbers
    stay readable. Full-width digits and digits in characters are seen too. Names are found after a cue alone (我叫 …).
    ``doors``: the numbers of buildings and doors, too.
    """
    shown = hide_what_is_said_of_oneself(text, doors=doors)
    plain = shown.translate(_TO_ASCII)
    if not _INTERESTING.search(plain):
        return shown
    plain = _SPOKEN.sub(lambda found: found.group().translate(_FROM_SPOKEN), plain)
    masked = _NUMBER.sub(_masked_number, plain)
    masked = _PHONE.sub(_masked_phone, masked)
    masked = _EMAIL.sub(_masked_email, masked)
    if masked == plain:
        return shown
    return "".join("*" if c == "*" else original for c, original in zip(masked, shown, strict=True))
