"""Identity numbers, disability certificates, household and division codes; what may be shown of them.

Sources: GB 11643-1999 (`domain.md` §6.1), disability certificates §6.2, division codes §6.3, masking §6.5.
Nothing here tells a person which check digit was expected: that would help to invent numbers.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SIGNS = "10X98765432"
_EIGHTEEN = re.compile(r"\d{17}[\dX]", re.ASCII)
_FIFTEEN = re.compile(r"\d{15}", re.ASCII)
_CERTIFICATE = re.compile(r"(\d{17}[\dX])([1-7])([1-4])([0-9A-Z]{2})?", re.ASCII)
_DIVISION_LENGTHS = (2, 4, 6, 9, 12, 14)
_VILLAGE_DIGITS, _SERIAL_DIGITS = 12, 4


def canonical(number: str) -> str:
    """Return a number as it is kept: no spaces, X in capitals, no full-width digits of Chinese keyboards."""
    return "".join(unicodedata.normalize("NFKC", number).split()).upper()


def _check_sign(first_17: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True))
    return _SIGNS[total % 11]


def eighteen(number: str) -> str:
    """Return an old 15-digit number in its 18-digit form; any other text as it is."""
    number = canonical(number)
    if not _FIFTEEN.fullmatch(number):
        return number
    long = f"{number[:6]}19{number[6:]}"
    return long + _check_sign(long)


def has_form(number: str) -> bool:
    """Whether a text has the length and signs of an identity number, old or new."""
    number = canonical(number)
    return _EIGHTEEN.fullmatch(number) is not None or _FIFTEEN.fullmatch(number) is not None


def birth_date(number: str) -> date | None:
    """Return the birth date in a number of the right form; None if there is no such day."""
    digits = eighteen(number)[6:14]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def sex(number: str) -> str:
    """Return the sex in a number of the right form: `1` man, `2` woman (GB/T 2261.1)."""
    return "1" if int(eighteen(number)[16]) % 2 else "2"


def is_valid(number: str, today: date) -> bool:
    """Whether a number has the right form, a day of birth not in the future, and a true check digit."""
    number = eighteen(number)
    born = birth_date(number) if _EIGHTEEN.fullmatch(number) else None
    return born is not None and born <= today and _check_sign(number[:17]) == number[17]


def certificate_parts(number: str) -> tuple[str, str, str] | None:
    """Split a disability certificate into identity number, kind (1–7) and grade (1–4); None if it is none.

    20 signs, 22 when issued again (`domain.md` §6.2).
    """
    match = _CERTIFICATE.fullmatch(canonical(number))
    return (match[1], match[2], match[3]) if match else None


def mask_id(number: str) -> str:
    """`459981********0135`: for internal lists; public lists carry none at all."""
    number = canonical(number)
    shown = 10
    return (
        f"{number[:6]}{'*' * (len(number) - shown)}{number[-4:]}"
        if len(number) > shown
        else "*" * len(number)
    )


def mask_phone(number: str) -> str:
    """`138****1234`; land lines keep their last four."""
    number = canonical(number)
    mobile, tail = 11, 4
    if len(number) == mobile:
        return f"{number[:3]}****{number[-tail:]}"
    return f"{'*' * max(len(number) - tail, 0)}{number[-tail:]}" if len(number) > tail else "*" * len(number)


def mask_account(number: str) -> str:
    """Only the last four of a bank account."""
    number, tail = canonical(number), 4
    return f"{'*' * (len(number) - tail)}{number[-tail:]}" if len(number) > tail else "*" * len(number)


def household_code(village: str, serial: int) -> str:
    """Return the 16-digit household code: 12 digits of the village, 4 of the serial number (P03).

    Raises:
        ValueError: The village is no 12-digit code or the serial not in 1…9999.
    """
    if not (len(village) == _VILLAGE_DIGITS and village.isdecimal() and 0 < serial < 10**_SERIAL_DIGITS):
        raise ValueError(f"village {village!r}, serial {serial}")
    return f"{village}{serial:0{_SERIAL_DIGITS}d}"


def is_household_code(code: str) -> bool:
    """Whether a text is a household code."""
    return len(code) == _VILLAGE_DIGITS + _SERIAL_DIGITS and code.isascii() and code.isdecimal()


def is_division_code(code: str) -> bool:
    """Whether a text is a division code: 2, 4, 6, 9, 12 digits from province to village, 14 for a group."""
    return len(code) in _DIVISION_LENGTHS and code.isascii() and code.isdecimal()


def parent_division(code: str) -> str:
    """Return the code one level up, "" above a province."""
    shorter = [length for length in _DIVISION_LENGTHS if length < len(code)]
    return code[: shorter[-1]] if shorter else ""
