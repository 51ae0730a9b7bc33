"""Every function of the table, by examples; sources: XPath 1.0 §4, ODK XForms specification."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forms.xpath.compile import compiled
from forms.xpath.context import Context
from forms.xpath.functions import FUNCTIONS
from forms.xpath.special import SPECIAL
from forms.xpath.tree import ExpressionError
from tests.forms.xpath.world import StillWorld, text, tree

EXAMPLES = [
    # text
    ("string(12.50)", "12.5"),
    ("string(true())", "true"),
    ("concat('a', 1, 'b')", "a1b"),
    ("concat(/data/member/name)", "AnBoCai"),
    ("join('、', /data/member/name)", "An、Bo、Cai"),
    ("join(', ', 'a', 'b')", "a, b"),
    ("starts-with('石鼓村', '石')", "true"),
    ("ends-with('石鼓村', '村')", "true"),
    ("contains('石鼓村', '鼓')", "true"),
    ("substring-before('1999/04/01', '/')", "1999"),
    ("substring-before('abc', 'x')", ""),
    ("substring-before('abc', '')", ""),
    ("substring-after('1999/04/01', '/')", "04/01"),
    ("substring-after('abc', '')", "abc"),
    ("substring('12345', 2, 3)", "234"),
    ("substring('12345', 2)", "2345"),
    ("substring('12345', 1.5, 2.6)", "234"),
    ("substring('12345', 0, 3)", "12"),
    ("substring('12345', 0 div 0, 3)", ""),
    ("substring('12345', -42, 1 div 0)", "12345"),
    ("substring('12345', -1 div 0, 1 div 0)", ""),
    ("substring('12345', 2, 1 div 0)", "2345"),
    ("substring('12345', -1 div 0)", "12345"),
    ("substr('hello', 1, 3)", "el"),
    ("substr('hello', 1)", "ello"),
    ("substr('hello', -3)", "llo"),
    ("substr('hello', 0 div 0)", "hello"),
    ("substr('hello', -99, 2)", "he"),
    ("substr('hello', 1000000000000)", ""),
    ("substr('hello', 0, 1 div 0)", "hello"),
    ("substr('hello', 0, -1)", "hell"),
    ("substr('hello', 3, 1)", ""),
    ("string-length('𬀩𬀩')", "2"),
    ("normalize-space('  a   b ')", "a b"),
    ("normalize-space('　甲　')", "　甲　"),
    ("translate('bar', 'abc', 'AB')", "BAr"),
    ("translate('--aaa--', 'abc-', 'ABC')", "AAA"),
    ("translate('aa', 'aa', 'xy')", "xx"),
    ("regex('13912345678', '1[3-9][0-9]{9}')", "true"),
    ("regex('139', '[0-9]')", "false"),
    ("regex('139', concat('[', ''))", "false"),
    ("regex('石鼓村', '\\p{Han}+')", "true"),
    ("regex('000', '(?!0+$)[0-9]+')", "false"),
    ("boolean-from-string('TRUE')", "true"),
    ("boolean-from-string('yes')", "false"),
    ("boolean-from-string(1)", "true"),
    ("boolean-from-string(2)", "false"),
    ("boolean-from-string(true())", "true"),
    ("not(false())", "true"),
    ("boolean('false')", "true"),
    ("digest('abc', 'SHA-1', 'hex')", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    ("digest('abc', 'MD5')", "kAFQmDzST7DWlj99KOF/cg=="),
    ("digest('abc', 'SHA-256', 'hex')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ("string-length(digest('abc', 'SHA-384', 'hex'))", "96"),
    ("string-length(digest('abc', 'SHA-512', 'base64'))", "88"),
    ("digest('abc', 'CRC')", ""),
    ("base64-decode('5Lit')", "中"),
    ("base64-decode('?')", ""),
    ("base64-decode('5Li t')", "中"),
    ("base64-decode('YQ')", "a"),
    ("extract-signed('x', 'y')", ""),
    ("version()", "7"),
    ("property('deviceid')", "collect:1"),
    ("property('email')", ""),
    ("jr:itext('q1')", "«q1»"),
    ("uuid()", "00000000-0000-4000-8000-000000000001"),
    ("uuid(5)", "00000"),
    ("string-length(uuid(40))", "40"),
    ("uuid(0)", ""),
    ("uuid('x')", ""),
    # numbers
    ("number('12.50')", "12.5"),
    ("number('')", "NaN"),
    ("number('1e3')", "NaN"),
    ("number(true())", "1"),
    ("number('2015-11-15')", "16754"),
    ("int(-3.7)", "-3"),
    ("int('x')", "NaN"),
    ("floor(-2.5)", "-3"),
    ("ceiling(-2.5)", "-2"),
    ("round(2.5)", "3"),
    ("round(-2.5)", "-2"),
    ("round(2.345, 2)", "2.35"),
    ("round(-2.345, 2)", "-2.34"),
    ("round(1.2, 10000)", "1.2"),
    ("round(1.2, -10000)", "0"),
    ("round(1250, -2)", "1300"),
    ("round(12345678901234567890123456789012.5)", "12345678901234567890123456789013"),
    ("round(1, 'x')", "NaN"),
    ("round(1234, -2)", "1200"),
    ("round(1 div 0)", "Infinity"),
    ("round('x', 2)", "NaN"),
    ("abs(-5)", "5"),
    ("pow(2, 10)", "1024"),
    ("pow(2, 0.5)", "1.4142135623730951"),
    ("pow(-8, 0.5)", "NaN"),
    ("pow(0, 0)", "1"),
    ("pow(0, -1)", "Infinity"),
    ("pow('', 0.5)", "NaN"),
    ("pow(10, 99999999)", "Infinity"),
    ("exp(1000)", "Infinity"),
    ("sqrt(2)", "1.414213562373095048801688724209698"),
    ("sqrt(-1)", "NaN"),
    ("log(0)", "-Infinity"),
    ("log10(1000)", "3"),
    ("exp10(2)", "100"),
    ("sin(0)", "0"),
    ("cos(0)", "1"),
    ("tan(0)", "0"),
    ("asin(0)", "0"),
    ("acos(1)", "0"),
    ("atan(0)", "0"),
    ("atan2(0, 1)", "0"),
    ("exp(0)", "1"),
    ("pi()", "3.141592653589793238462643383279503"),
    ("random() < 1", "true"),
    ("sum(/data/member/age)", "48"),
    ("sum(/data/nothing)", "0"),
    ("min(/data/member/age)", "7"),
    ("max(/data/member/age)", "41"),
    ("max(3, 5, '')", "5"),
    ("min('x', 1)", "NaN"),
    ("min(/data/nothing)", "NaN"),
    # dates
    ("today()", "2015-11-15"),
    ("now()", "2015-11-15T09:30:00.000+08:00"),
    ("date('2015-11-15T10:00')", "2015-11-15"),
    ("date(16754)", "2015-11-15"),
    ("date('2015-02-30')", ""),
    ("date(1 div 0)", ""),
    ("date(99999999999)", ""),
    ("date('2015-1-2')", "2015-01-02"),
    ("date('0000-01-01')", ""),
    ("date('99999-01-01')", ""),
    ("date(true())", ""),
    ("date-time(16754.5)", "2015-11-15T12:00:00.000"),
    ("date-time('x')", ""),
    ("decimal-date-time('1970-01-02T12:00:00Z')", "1.5"),
    ("decimal-date-time('x')", "NaN"),
    ("decimal-date('1970-01-03')", "2"),
    ("decimal-time('06:00')", "0.25"),
    ("decimal-time('1970-01-01T18:00:00+08:00')", "0.75"),
    ("decimal-time('x')", "NaN"),
    ("decimal-time('06:00:00.000+08:00')", "0.25"),
    ("decimal-time(3.75)", "0.75"),
    ("decimal-time('25:00')", "NaN"),
    ("format-date('2015-01-02', '%Y年%n月%e日 %a')", "2015年1月2日 周五"),
    ("format-date('2015-01-02', '%y-%m-%d %b W%W %% %q')", "15-01-02 1月 W01 % %q"),
    ("format-date('', '%Y')", ""),
    ("format-date('9999-12-31', '%Y%')", "9999%"),
    ("format-date('0001-01-01T00:00:00+08:00', '%Y')", "0001"),
    ("format-date-time('18:05:00.000+08:00', '%H:%M')", "18:05"),
    ("format-date-time(16754.5, '%e %b %H:%M')", "15 11月 12:00"),
    ("format-date-time('2015-01-02T09:05:07.012', '%H:%M:%S.%3 %h')", "09:05:07.012 9"),
    ("today() + 7", "16761"),
    ("today() - '2015-11-01'", "14"),
    ("today() > '2015-11-14'", "true"),
    # node-sets and choices
    ("count(/data/member)", "3"),
    ("count('x')", "0"),
    ("count-non-empty(/data/member/age)", "2"),
    ("selected('a b', 'b')", "true"),
    ("selected('ab c', 'b')", "false"),
    ("is-selected('a b', 'a')", "true"),
    ("count-selected('a  b')", "2"),
    ("selected-at('a b', 1)", "b"),
    ("selected-at('a b', 2)", ""),
    ("selected-at('a b', 'x')", ""),
    ("selected-at('a b', -1)", ""),
    ("selected-at('a b', 1.9)", "b"),
    ("name(/data/member)", "member"),
    ("local-name(/data/nothing)", ""),
    ("checklist(1, 2, true(), 'x', false())", "true"),
    ("checklist(3, -1, true(), 'x', false())", "false"),
    ("checklist(2, 2, 5, 0, -3, 'yes', 'no', 'false', '')", "true"),
    ("checklist(2, -1, /data/member/age)", "true"),
    ("weighted-checklist(3, -1, true(), 2, false(), 5)", "false"),
    ("weighted-checklist(2, 2, true(), 2, false(), 5)", "true"),
    ("count(randomize(/data/member, 42))", "3"),
    ("count(randomize(/data/member))", "3"),
    ("join(' ', sort-by(/data/member, age)/name)", "Bo An Cai"),
    ("join(' ', sort-by(/data/member, ./age, false())/name)", "Cai An Bo"),
    ("sort-by('c a b', '3 1 2')", "a b c"),
    ("sort-by('c a b', '3 1 2', false())", "c b a"),
    ("sort-by('c a b', '10 9 x')", "a c b"),
    ("sort-by('c a b', '2 1')", "a c b"),
    ("distance('0 0;0 1') > 111000 and distance('0 0;0 1') < 112000", "true"),
    ("distance('x y')", "NaN"),
    ("distance('')", "NaN"),
    ("distance('1 2')", "0"),
    ("distance('91 0;0 0')", "NaN"),
    ("distance('0 0', '0 1', '0 2') = distance('0 0;0 1;0 2')", "true"),
    ("geofence('0.5 0.5 3 4', '0 0;0 1;1 1;1 0;0 0')", "true"),
    ("geofence('1.5 0.5', '0 0;0 1;1 1;1 0;0 0')", "false"),
    ("geofence('', '0 0;0 1;1 1;0 0')", "false"),
    ("geofence('0 0', 'nowhere')", "false"),
    ("intersects('0 0;1 1;1 0;0 1')", "true"),
    ("intersects('0 0;0 1;1 1;1 0;0 0')", "false"),
    ("intersects('')", "false"),
    ("area('0 0;0 1;1 1;1 0') > 12000000000", "true"),
    ("enclosed-area('0 0')", "0"),
    # special forms
    ("if(1 > 2, 'yes', 'no')", "no"),
    ("coalesce('', /data/empty, 'third')", "third"),
    ("coalesce('', '')", ""),
    ("coalesce(number(''), 5)", "5"),
    ("once('first')", "first"),
    ("position(/data/member[2])", "2"),
    ("position(/data/nothing)", "0"),
    ("/data/member[position() = last()]/name", "Cai"),
    ("indexed-repeat(/data/member/name, /data/member, 2)", "Bo"),
    ("indexed-repeat(/data/member/name, /data/member, 9)", ""),
    ("indexed-repeat('x', 'y', 1)", ""),
    ("jr:choice-name('1', ' /data/name ')", "name:1"),
    ("jr:choice-name('1', '/data/nothing')", ""),
    ("pulldata('towns', 'kind', 'name', 'n5')", "2"),
    ("pulldata('towns', 'colour', 'name', 'n5')", ""),
    ("pulldata('nowhere', 'kind', 'name', 'n5')", ""),
    ("instance('towns')/root/item[name = 'n5']/kind", "2"),
    ("count(instance('nowhere')/root/item)", "0"),
    ("current()/name", "Qing"),
]


@pytest.mark.parametrize("expression, expected", EXAMPLES, ids=[example for example, _ in EXAMPLES])
def test_a_function_gives_what_the_specification_says(expression: str, expected: str) -> None:
    assert text(expression) == expected


def test_every_function_has_an_example() -> None:
    shown = " ".join(expression for expression, _ in EXAMPLES)

    assert [name for name in (*FUNCTIONS, *SPECIAL) if f"{name}(" not in shown] == []


def test_functions_without_argument_take_the_context_node() -> None:
    assert text("string()", "/data/name") == "Qing"
    assert text("string-length()", "/data/name") == "4"
    assert text("normalize-space()", "/data/name") == "Qing"
    assert text("number()", "/data/member/age") == "41"
    assert text("name()", "/data/name") == "name"


def test_if_evaluates_only_the_branch_it_takes() -> None:
    assert text("if(true(), 'x', uuid())") == "x"
    assert text("concat(if(true(), 'x', uuid()), uuid())").endswith("1")


@pytest.mark.parametrize("name", [*FUNCTIONS, *SPECIAL])
def test_a_wrong_number_of_arguments_is_found_before_anything_runs(name: str) -> None:
    function = FUNCTIONS.get(name) or SPECIAL[name]
    count = function.least - 1 if function.least else function.most + 1

    with pytest.raises(ExpressionError, match="wrong_arguments"):
        compiled(f"{name}({', '.join(['/data'] * count)})")


def test_an_unknown_function_is_found_before_anything_runs() -> None:
    with pytest.raises(ExpressionError, match=r"unknown_function: no-such\(\)"):
        compiled("no-such(1)")


def test_a_bad_pattern_is_found_before_anything_runs() -> None:
    with pytest.raises(ExpressionError, match="bad_regex"):
        compiled("regex(/data/name, '[')")


def test_signed_content_is_given_only_if_the_key_fits() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    content = base64.b64encode(key.sign("救灾物资".encode()) + "救灾物资".encode()).decode()
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    other = base64.b64encode(bytes(32)).decode()

    assert text(f"extract-signed('{content}', '{public}')") == "救灾物资"
    assert text(f"extract-signed('{content}', '{other}')") == ""


def test_days_and_months_are_written_in_the_language_of_the_form() -> None:
    class English(StillWorld):
        language = "English (en)"

    written = compiled("format-date('2015-11-15', '%a %e %b')")(Context(English(), tree()))

    assert written == "Sun 15 Nov"
