"""Chinese capital numerals, which cannot be altered with a pen stroke: 伍拾伍, 壹万零捌佰陆拾元整."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_LIMIT = 10**16


def number(value: int | Decimal) -> str:
    """Write a number in capitals: 55 → 伍拾伍, 2.5 → 贰点伍, -3 → 负叁.

    Raises:
        OverflowError: Ten thousand billion (10¹⁶) or more.
    """
    exact = Decimal(value)
    whole, point = divmod(abs(exact), 1)
    decimals = format(point.normalize(), "f")[2:] if point else ""
    tail = "点" + "".join(_DIGITS[int(digit)] for digit in decimals) if decimals else ""
    return ("负" if exact < 0 else "") + _whole(int(whole)) + tail


def money(amount: Decimal) -> str:
    """Write an amount in capitals to the fen, half a fen rounded up: 10860 → 壹万零捌佰陆拾元整.

    A sum that ends in jiao or yuan closes with 整, so that nothing can be added. A zero fills a gap:
    10.05 → 壹拾元零伍分. Less than nothing begins with 负.

    Raises:
        OverflowError: Ten thousand billion (10¹⁶) yuan or more.
    """
    fen_sum = int((abs(amount) * 100).to_integral_value(ROUND_HALF_UP))
    yuan, rest = divmod(fen_sum, 100)
    jiao, fen = divmod(rest, 10)
    sign = "负" if amount < 0 and fen_sum else ""
    whole = f"{_whole(yuan)}元" if yuan or not rest else ""
    return sign + whole + _small(jiao, fen, after_yuan=bool(yuan)) + ("" if fen else "整")


def _small(jiao: int, fen: int, *, after_yuan: bool) -> str:
    if not jiao:
        gap = "零" if after_yuan else ""
        return f"{gap}{_DIGITS[fen]}分" if fen else ""
    return f"{_DIGITS[jiao]}角" + (f"{_DIGITS[fen]}分" if fen else "")


def _whole(value: int) -> str:
    if value >= _LIMIT:
        raise OverflowError(value)
    if value == 0:
        return _DIGITS[0]
    text, gap = "", False
    for index in reversed(range(4)):
        group = value // 10_000**index % 10_000
        gap = bool(text) and (gap or group < 1_000)  # noqa: PLR2004 - a group without thousands
        if group:
            text += ("零" if gap else "") + _group(group) + _GROUPS[index]
            gap = False
    return text


def _group(value: int) -> str:
    """Write 1…9999; one zero stands for any number of empty places in the middle."""
    text, gap = "", False
    for index in reversed(range(4)):
        digit = value // 10**index % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[index]
        gap = not digit
    return text
