"""What may be shown of an answer to a sensitive question, whatever its kind (`domain.md` §6.5)."""

from __future__ import annotations

from forms.identity import canonical, has_form, mask_account, mask_id, mask_phone
from forms.questionnaire import Questionnaire
from forms.views import Kind

HIDDEN = "***"
_MARKS = frozenset({"yes", "true", "1"})
_PERSONAL_CHECKS = frozenset({"id_number", "disability_cert"})
_COVERED = frozenset({"masked", "secret", "hidden-answer"})
"""Appearances of text that nobody shall read over a shoulder."""
_MOBILE_DIGITS, _FEWEST_DIGITS = 11, 7


def is_sensitive(form: Questionnaire, index: int) -> bool:
    """Whether a question asks for what lists and copies must not show; ID checks and appearances say so."""
    control, more = form.controls[index], form.binds[index].extensions
    if more.get("sensitive", "") in _MARKS:
        return True
    if control is not None and not _COVERED.isdisjoint(control.appearance.lower().split()):
        return True
    checks = (part.split() for part in more.get("check", "").split(";"))
    return any(words[0] in _PERSONAL_CHECKS for words in checks if words)


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
