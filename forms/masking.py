"""What may be shown of an answer to a sensitive question, whatever its kind (`domain.md` §6.5)."""

from __future__ import annotations

from forms.identity import canonical, has_form, mask_account, mask_id, mask_phone
from forms.questionnaire import Bind
from forms.views import Kind

HIDDEN = "***"
_MARKS = frozenset({"yes", "true", "1"})
_PERSONAL_CHECKS = frozenset({"id_number", "disability_cert"})
_MOBILE_DIGITS, _FEWEST_DIGITS = 11, 7


def is_sensitive(bind: Bind) -> bool:
    """Whether a question asks for what lists and copies must not show; ID checks say so too."""
    return bind.extensions.get("sensitive", "") in _MARKS or any(
        part.split()[0] in _PERSONAL_CHECKS
        for part in bind.extensions.get("check", "").split(";")
        if part.strip()
    )


def masked(kind: Kind, text: str) -> str:
    """Return what is shown instead of an answer: the ends of a long number, of anything else nothing."""
    if not text or kind not in {Kind.TEXT, Kind.BARCODE, Kind.INTEGER}:
        return HIDDEN if text else ""
    if has_form(text):
        return mask_id(text)
    number = canonical(text)
    if not number[:-1].isdecimal() or len(number) < _FEWEST_DIGITS:
        return HIDDEN
    return mask_phone(number) if len(number) == _MOBILE_DIGITS else mask_account(number)
