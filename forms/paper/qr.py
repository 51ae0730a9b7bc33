"""QR symbols in 0.3 ms: the permutation of a version is learnt once from `qrcode`, then only looked up.

`qrcode` alone takes 24 ms, nearly all of it for trying eight masks in Python. A fixed mask is what the
standard calls not optimal and every decoder reads: tests decode rasterised pages.
"""

from __future__ import annotations

import functools
import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

#: Error level M, in `qrcode`'s numbers: restores 15 % of a symbol.
LEVEL = 0
MASK = 3

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_PLACE = {char: index for index, char in enumerate(_ALPHABET)}
_PAIRS = {a + b: f"{i * 45 + j:011b}" for i, a in enumerate(_ALPHABET) for j, b in enumerate(_ALPHABET)}
_PADDING = b"\xec\x11"
_LARGEST = 40


class TooLong(ValueError):
    """The text does not fit into the largest symbol."""


@dataclass(frozen=True, slots=True)
class _Template:
    """What a version of the symbol looks like, whatever it says.

    Attributes:
        arrange: Picks the modules, row by row, out of bits + inverted bits + "01".
        blocks: For each block how many data and how many correction bytes it has.
        bits: Length of the bit stream.
        side: Modules a side.
    """

    arrange: Callable[[str], tuple[str, ...]]
    blocks: tuple[tuple[int, int], ...]
    bits: int
    side: int


def rows(text: str, *, mask: int = MASK) -> tuple[str, ...]:
    """Return the symbol as rows of "0" and "1" (dark), without quiet zone.

    Text of the 45 characters 0–9 A–Z space $%*+-./: is written in alphanumeric mode, other text as UTF-8.

    Raises:
        TooLong: More than 3,391 such characters or 2,331 bytes.
    """
    mode, count, payload = _alphanumeric(text) if _is_alphanumeric(text) else _bytes(text.encode())
    version = _version(mode, len(payload))
    template = _template(version, mask)
    stream = _interleaved(_padded(mode, count, payload, version), template)
    modules = "".join(template.arrange(stream))
    return tuple(modules[start : start + template.side] for start in range(0, len(modules), template.side))


def rectangles(symbol: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the dark areas as (x, y from the top, width, height) in modules, as few as rows allow."""
    growing: dict[tuple[int, int], list[int]] = {}
    for y, row in enumerate(symbol):
        spans = [match.span() for match in re.finditer("1+", row)]
        for span in growing.keys() - set(spans):
            yield _closed(span, growing[span])
        growing = {span: [growing[span][0] if span in growing else y, y] for span in spans}
    for span, lines in growing.items():
        yield _closed(span, lines)


def _closed(span: tuple[int, int], lines: list[int]) -> tuple[int, int, int, int]:
    return span[0], lines[0], span[1] - span[0], lines[1] - lines[0] + 1


@dataclass(frozen=True, slots=True)
class _Mode:
    indicator: str
    length_bits: tuple[int, int, int]
    """Size of the length field in versions 1–9, 10–26, 27–40."""

    def length_size(self, version: int) -> int:
        return self.length_bits[(version > 9) + (version > 26)]  # noqa: PLR2004 - the standard's table 3


_ALPHANUMERIC = _Mode("0010", (9, 11, 13))
_BYTES = _Mode("0100", (8, 16, 16))


def _is_alphanumeric(text: str) -> bool:
    return bool(text) and all(map(_PLACE.__contains__, text))


def _alphanumeric(text: str) -> tuple[_Mode, int, str]:
    pairs = [_PAIRS[text[start : start + 2]] for start in range(0, len(text) - 1, 2)]
    odd = f"{_PLACE[text[-1]]:06b}" if len(text) % 2 else ""
    return _ALPHANUMERIC, len(text), "".join(pairs) + odd


def _bytes(data: bytes) -> tuple[_Mode, int, str]:
    return _BYTES, len(data), f"{int.from_bytes(data, 'big'):0{len(data) * 8}b}" if data else ""


@functools.cache
def _capacity(version: int) -> int:
    return sum(block.data_count for block in _blocks(version))


def _blocks(version: int) -> Sequence[Any]:
    from qrcode import base  # 60 ms, wanted only by those who print

    blocks: Sequence[Any] = base.rs_blocks(version, LEVEL)
    return blocks


@functools.lru_cache(maxsize=1000)
def _version(mode: _Mode, payload_bits: int) -> int:
    for version in range(1, _LARGEST + 1):
        if 4 + mode.length_size(version) + payload_bits <= 8 * _capacity(version):
            return version
    raise TooLong(payload_bits)


def _padded(mode: _Mode, count: int, payload: str, version: int) -> bytes:
    capacity = _capacity(version)
    bits = f"{mode.indicator}{count:0{mode.length_size(version)}b}{payload}"
    bits += "0" * min(4, 8 * capacity - len(bits))
    bits += "0" * (-len(bits) % 8)
    data = int(bits, 2).to_bytes(len(bits) // 8, "big")
    return data + (_PADDING * capacity)[: capacity - len(data)]


def _interleaved(data: bytes, template: _Template) -> str:
    """Return the bit stream of data and correction bytes, its inverse, and the two constants."""
    pieces, corrections, start = [], [], 0
    for size, extra in template.blocks:
        piece = data[start : start + size]
        start += size
        pieces.append(piece)
        corrections.append(_correction(piece, extra))
    longest = max(map(len, pieces))
    mixed = bytes(piece[index] for index in range(longest) for piece in pieces if index < len(piece))
    mixed += bytes(byte for column in zip(*corrections, strict=True) for byte in column)
    value = int.from_bytes(mixed, "big") << (template.bits - 8 * len(mixed))
    inverse = value ^ ((1 << template.bits) - 1)
    return f"{value:0{template.bits}b}{inverse:0{template.bits}b}01"


def _powers() -> tuple[list[int], list[int]]:
    """Return exponentials and logarithms of GF(256) with the polynomial 0x11d."""
    exponentials, logarithms = [0] * 512, [0] * 256
    value = 1
    for index in range(255):
        exponentials[index] = exponentials[index + 255] = value
        logarithms[value] = index
        value = value << 1 ^ (0x11D if value & 0x80 else 0)
    return exponentials, logarithms


_EXP, _LOG = _powers()


@functools.cache
def _remainders(count: int) -> tuple[int, ...]:
    """Return for each byte what it adds to the remainder by the generator of `count` correction bytes."""
    generator = [1]
    for index in range(count):
        longer = [*generator, 0]
        for place, factor in enumerate(generator):
            longer[place + 1] ^= _EXP[_LOG[factor] + index]
        generator = longer
    return tuple(
        int.from_bytes(
            bytes(_EXP[_LOG[factor] + _LOG[byte]] if byte else 0 for factor in generator[1:]), "big"
        )
        for byte in range(256)
    )


def _correction(data: bytes, count: int) -> bytes:
    table, shift = _remainders(count), 8 * (count - 1)
    kept = (1 << shift) - 1
    remainder = 0
    for byte in data:
        remainder = (remainder & kept) << 8 ^ table[(remainder >> shift) ^ byte]
    return remainder.to_bytes(count, "big")


@functools.cache
def _template(version: int, mask: int) -> _Template:
    """Learn a version from `qrcode`: which bit goes to which module, and where the mask inverts it."""
    blocks = tuple((block.data_count, block.total_count - block.data_count) for block in _blocks(version))
    bits = 8 * sum(data + extra for data, extra in blocks)
    draw = _drawing(version, mask)
    zeros, ones = draw([0] * (bits // 8)), draw([255] * (bits // 8))
    bit_of = [0] * len(zeros)
    for digit in range(bits.bit_length()):
        marked = draw(_marking(digit, bits))
        bit_of = [bit | ((marked[at] != zeros[at]) << digit) for at, bit in enumerate(bit_of)]
    picks = [
        bit_of[at] + (bits if zeros[at] else 0) if zeros[at] != ones[at] else 2 * bits + zeros[at]
        for at in range(len(zeros))
    ]
    return _Template(operator.itemgetter(*picks), blocks, bits, version * 4 + 17)


def _marking(digit: int, bits: int) -> list[int]:
    """Return bytes in which a bit is set if its number has the binary digit."""
    stream = "".join("1" if index >> digit & 1 else "0" for index in range(bits))
    return [int(stream[start : start + 8], 2) for start in range(0, bits, 8)]


def _drawing(version: int, mask: int) -> Callable[[list[int]], list[bool]]:
    """Return a function that has `qrcode` draw a finished byte stream."""
    from qrcode.main import QRCode

    symbol: Any = QRCode(version=version, error_correction=LEVEL, border=0, mask_pattern=mask)
    side = version * 4 + 17

    def draw(stream: list[int]) -> list[bool]:
        symbol.modules_count = side
        symbol.modules = [[None] * side for _ in range(side)]
        for row, column in ((0, 0), (side - 7, 0), (0, side - 7)):
            symbol.setup_position_probe_pattern(row, column)
        symbol.setup_position_adjust_pattern()
        symbol.setup_timing_pattern()
        symbol.setup_type_info(False, mask)  # noqa: FBT003 - qrcode's signature
        if version >= 7:  # noqa: PLR2004 - smaller versions carry no version number
            symbol.setup_type_number(False)  # noqa: FBT003 - qrcode's signature
        symbol.map_data(stream, mask)
        return [bool(module) for row in symbol.modules for module in row]

    return draw
