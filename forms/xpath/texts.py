"""Functions over text and truth."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from decimal import Decimal

from forms.xpath import patterns
from forms.xpath.context import Context
from forms.xpath.convert import NUMBERS, ONE, Value, to_boolean, to_number, to_string
from forms.xpath.function import MANY, Function
from forms.xpath.nodes import TEXT_LIMIT, string_value

_SPACE = re.compile(r"[ \t\r\n]+")
_DIGESTS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
_DIGITS = 6
"""Of the largest position in a text."""
_HEX = re.compile(r"[0-9a-f]{32}")
_SIGNATURE_BYTES = 64
_CHANCE_DIGITS = 16
"""The end of an id that is chance; its start may be time."""


def _string(context: Context, *value: Value) -> Value:
    return _text(context, *value)


def _text(context: Context, *value: Value) -> str:
    """Return an argument, or the context node, as text."""
    if value:
        return to_string(value[0])
    context.meter.read(context.node)
    return string_value(context.node)


def _strings(context: Context, values: tuple[Value, ...]) -> list[str]:
    found: list[str] = []
    for value in values:
        if isinstance(value, list):
            context.meter.spend(len(value))
            found.extend(string_value(node) for node in value)
        else:
            found.append(to_string(value))
    return found


def _joined(context: Context, separator: str, parts: list[str]) -> str:
    # The size is looked at before the text exists: a separator may be long and the parts many.
    context.meter.room(sum(map(len, parts)) + len(separator) * len(parts))
    return separator.join(parts)


def _concat(context: Context, *values: Value) -> Value:
    return _joined(context, "", _strings(context, values))


def _join(context: Context, separator: Value, *values: Value) -> Value:
    return _joined(context, to_string(separator), _strings(context, values))


def _starts_with(_: Context, text: Value, start: Value) -> Value:
    return to_string(text).startswith(to_string(start))


def _ends_with(_: Context, text: Value, end: Value) -> Value:
    return to_string(text).endswith(to_string(end))


def _contains(context: Context, text: Value, part: Value) -> Value:
    whole = to_string(text)
    context.meter.looked(whole)
    return to_string(part) in whole


def _substring_before(context: Context, text: Value, part: Value) -> Value:
    context.meter.looked(to_string(text))
    before, found, _after = to_string(text).partition(to_string(part)) if to_string(part) else ("", "", "")
    return before if found else ""


def _substring_after(context: Context, text: Value, part: Value) -> Value:
    context.meter.looked(to_string(text))
    return to_string(text).partition(to_string(part))[2] if to_string(part) else to_string(text)


def _substring(_: Context, text: Value, start: Value, *length: Value) -> Value:
    """XPath 1.0 §4.2: positions from 1, both ends rounded; NaN selects nothing."""
    whole = to_string(text)
    first = _rounded(to_number(start))
    end = NUMBERS.add(first, _rounded(to_number(length[0]))) if length else Decimal("Infinity")
    if first.is_nan() or end.is_nan():
        return ""
    return whole[_clamped(first - 1, len(whole)) : _clamped(end - 1, len(whole))]


def _rounded(number: Decimal) -> Decimal:
    return NUMBERS.add(number, Decimal("0.5")).to_integral_value("ROUND_FLOOR", NUMBERS)


def _clamped(number: Decimal, most: int) -> int:
    return int(min(max(number, Decimal(0)), Decimal(most)))


def _substr(_: Context, text: Value, start: Value, *end: Value) -> Value:
    """ODK: positions from 0, the end is not included, negative ones count from the end."""
    whole = to_string(text)
    first = _index(start)
    last = _index(end[0]) if end else None
    return whole[first:last]


def _index(value: Value) -> int | None:
    """Return a position as slices take it; None for what is no number."""
    number = to_number(value)
    if number.is_finite() and number.adjusted() < _DIGITS:
        return int(number)
    return None if number.is_nan() or number == 0 else (-TEXT_LIMIT if number < 0 else TEXT_LIMIT)


def _string_length(context: Context, *value: Value) -> Value:
    return Decimal(len(_text(context, *value)))


def _normalize_space(context: Context, *value: Value) -> Value:
    """XML's four kinds of space; a full-width one is a character like others."""
    whole = _text(context, *value)
    context.meter.looked(whole)
    return _SPACE.sub(" ", whole).strip(" ")


def _translate(context: Context, text: Value, source: Value, target: Value) -> Value:
    whole, to = to_string(text), to_string(target)
    context.meter.looked(whole)
    table: dict[int, str] = {}
    for at, sign in enumerate(to_string(source)):
        table.setdefault(ord(sign), to[at : at + 1])
    return whole.translate(table)


def _regex(context: Context, text: Value, expression: Value) -> Value:
    """ODK: the whole text has to match."""
    return patterns.matches(context.meter, to_string(text), to_string(expression))


def _boolean(_: Context, value: Value) -> Value:
    return to_boolean(value)


def _not(_: Context, value: Value) -> Value:
    return not to_boolean(value)


def _boolean_from_string(_: Context, value: Value) -> Value:
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return value == ONE
    return to_string(value).strip().lower() in ("1", "true")


def _digest(context: Context, text: Value, algorithm: Value, *encoding: Value) -> Value:
    name, whole = _DIGESTS.get(to_string(algorithm).upper()), to_string(text)
    if name is None:
        return ""
    context.meter.looked(whole)
    found = hashlib.new(name, whole.encode(errors="replace"), usedforsecurity=False).digest()
    return found.hex() if encoding and to_string(encoding[0]) == "hex" else base64.b64encode(found).decode()


def _decoded(text: str) -> bytes | None:
    """Decode base64; spaces and missing `=` are forgiven."""
    compact = "".join(text.split()).rstrip("=")
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _base64_decode(context: Context, text: Value) -> Value:
    whole = to_string(text)
    context.meter.looked(whole)
    found = _decoded(whole)
    return "" if found is None else found.decode(errors="replace")


def _extract_signed(context: Context, content: Value, key: Value) -> Value:
    """ODK: base64 of an Ed25519 signature and the text it signs; "" unless the public key fits."""
    from cryptography.exceptions import InvalidSignature  # only forms that use it wait for it
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    whole = to_string(content)
    context.meter.looked(whole)
    signed, public = _decoded(whole), _decoded(to_string(key))
    if signed is None or public is None or len(signed) < _SIGNATURE_BYTES:
        return ""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(
            signed[:_SIGNATURE_BYTES], signed[_SIGNATURE_BYTES:]
        )
    except (InvalidSignature, ValueError):
        return ""
    return signed[_SIGNATURE_BYTES:].decode(errors="replace")


def _uuid(context: Context, *length: Value) -> Value:
    """A UUID of version 4 (RFC 4122), or so many characters of chance."""
    if not length:
        return _version_4(context.world.new_id())
    wanted = to_number(length[0])
    if not wanted.is_finite() or wanted < 1:
        return ""
    context.meter.room(int(min(wanted, Decimal(TEXT_LIMIT + 1))))
    context.meter.spend(int(wanted))
    found = ""
    while len(found) < wanted:
        found += context.world.new_id()[-_CHANCE_DIGITS:]
    return found[: int(wanted)]


def _version_4(digits: str) -> str:
    if not _HEX.fullmatch(digits):
        return digits
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def _itext(context: Context, name: Value) -> Value:
    return context.world.itext(to_string(name))


def _version(context: Context) -> Value:
    return context.world.version


def _property(context: Context, name: Value) -> Value:
    return context.world.properties.get(to_string(name), "")


TEXT_FUNCTIONS: Mapping[str, Function] = {
    "string": Function(_string, 0, 1),
    "concat": Function(_concat, 1, MANY),
    "join": Function(_join, 1, MANY, rows=True),
    "starts-with": Function(_starts_with, 2, 2),
    "ends-with": Function(_ends_with, 2, 2),
    "contains": Function(_contains, 2, 2),
    "substring-before": Function(_substring_before, 2, 2),
    "substring-after": Function(_substring_after, 2, 2),
    "substring": Function(_substring, 2, 3),
    "substr": Function(_substr, 2, 3),
    "string-length": Function(_string_length, 0, 1),
    "normalize-space": Function(_normalize_space, 0, 1),
    "translate": Function(_translate, 3, 3),
    "regex": Function(_regex, 2, 2, inspect=patterns.inspect),
    "boolean": Function(_boolean, 1, 1),
    "boolean-from-string": Function(_boolean_from_string, 1, 1),
    "not": Function(_not, 1, 1),
    "true": Function(lambda _: True, 0, 0),
    "false": Function(lambda _: False, 0, 0),
    "digest": Function(_digest, 2, 3),
    "base64-decode": Function(_base64_decode, 1, 1),
    "extract-signed": Function(_extract_signed, 2, 2),
    "uuid": Function(_uuid, 0, 1),
    "version": Function(_version, 0, 0),
    "jr:itext": Function(_itext, 1, 1),
    "property": Function(_property, 1, 1),
}
