"""What the household pane shows, gathered from the store: words for codes, masks over secrets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from PySide6.QtCore import QCoreApplication

from forms.identity import mask_id, mask_phone
from storage import Store, cards
from storage.records import Record, Revision, number_of
from storage.visit_day import age, day_of, last_completed
from ui import codes, states
from ui.models.households import money, number
from ui.screens.household_details import CardLine, Dossier, EventLine, MemberLine

EVENTS = 12
"""How many events of the history are shown, the newest first."""
HEAD_RELATION = "01"


def dossier(store: Store, household_id: str, today: date) -> Dossier | None:
    """Return everything about a household, None if it is not here; ages are those of its last visit."""
    household = store.get("household", household_id)
    if household is None:
        return None
    members = sorted(store.find("member", household=household_id), key=_order)
    day = day_of(last_completed(store, household), today)
    return Dossier(
        household_id=household_id,
        head_name=household.get("head_name") or QCoreApplication.translate("dossier", "（未填户主）"),
        state=household.get("state", "listed"),
        facts=_facts(household),
        members=[_member(member, day) for member in members],
        attempts=[_attempt(household.body, row) for row in attempt_rows(household.body)],
        history=_history(store, household, members),
        cards=card_lines(store, household_id),
        conflicts=sum(len(record.conflicts) for record in (household, *members)),
    )


def card_lines(store: Store, household_id: str) -> list[CardLine]:
    """Return the cards that were issued to a household, those that count first."""
    found = sorted(store.find("card", household=household_id), key=lambda card: card.get("issued_on"))
    lines = [_card(store, card) for card in reversed(found)]
    return sorted(lines, key=lambda line: line.is_revoked)


def short_number(card_no: str) -> str:
    """Return the ends of a card number, enough to tell cards of a household apart."""
    return f"{card_no[:4]}…{card_no[-4:]}".upper()


def _card(store: Store, card: Record) -> CardLine:
    is_revoked = card.get("state") == cards.REVOKED
    if is_revoked:
        word, role = QCoreApplication.translate("dossier", "已作废"), "danger"
    elif card.get("sample"):
        word, role = QCoreApplication.translate("dossier", "样卡"), "notice"
    else:
        word, role = QCoreApplication.translate("dossier", "有效"), "good"
    reason = cards.revoked_because(store, card.id) if is_revoked else ""
    return CardLine(card.id, short_number(card.id), card.get("issued_on"), word, role, reason, is_revoked)


def attempt_rows(body: Mapping[str, str]) -> list[str]:
    """Return the keys of the dated attempts of a household, the latest first."""
    rows = [key for key in body if key.startswith("attempt[") and key.endswith("]")]
    return sorted(rows, key=lambda row: (body.get(f"{row}.date", ""), row), reverse=True)


def _order(member: Record) -> tuple[bool, bool, str]:
    has_left = bool(member.get("left_on") or member.get("left_reason"))
    return has_left, member.get("relation") != HEAD_RELATION, member.id


def _facts(household: Record) -> list[tuple[str, str]]:
    phone = mask_phone(household.get("phone")) if household.get("phone") else ""
    return [
        (QCoreApplication.translate("dossier", "户编号"), household.get("code")),
        (QCoreApplication.translate("dossier", "屯"), household.get("group_name")),
        (QCoreApplication.translate("dossier", "地址"), household.get("address")),
        (QCoreApplication.translate("dossier", "电话"), phone),
        (QCoreApplication.translate("dossier", "人口"), household.get("size")),
        (QCoreApplication.translate("dossier", "参考得分"), number(number_of(household.get("score")))),
        (
            QCoreApplication.translate("dossier", "人均纯收入"),
            _yuan(household.get("per_capita")),
        ),
    ]


def _yuan(text: str) -> str:
    value = number_of(text)
    if value is None:
        return ""
    return QCoreApplication.translate("dossier", "{amount} 元/年").format(amount=money(value))


def _member(member: Record, day: date) -> MemberLine:
    years = age(member.get("birth_date"), day)
    about = [
        codes.word("sex", member.get("sex")),
        QCoreApplication.translate("dossier", "{years} 岁").format(years=years) if years is not None else "",
        codes.word("health", member.get("health")),
        codes.word("labour", member.get("labour")),
    ]
    return MemberLine(
        name=member.get("full_name"),
        relation=codes.word("relation", member.get("relation")),
        about=" · ".join(filter(None, about)),
        id_masked=mask_id(member.get("id_number")),
        has_left=bool(member.get("left_on") or member.get("left_reason")),
    )


def _attempt(body: Mapping[str, str], row: str) -> EventLine:
    what = " ".join(filter(None, (body.get(f"{row}.result", ""), body.get(f"{row}.note", ""))))
    return EventLine(body.get(f"{row}.date", ""), what, body.get(f"{row}.person", ""))


def _history(store: Store, household: Record, members: list[Record]) -> list[EventLine]:
    found = list(_events(store, household, members))
    found.sort(key=lambda event: event.when, reverse=True)
    return found[:EVENTS]


def _events(store: Store, household: Record, members: list[Record]) -> Iterator[EventLine]:
    yield from (_event(one) for one in store.history("household", household.id))
    for visit in store.find("visit", household=household.id):
        yield from (_event(one) for one in store.history("visit", visit.id))
    for member in members:
        yield from (_event(one) for one in store.history("member", member.id))
    for card in store.find("card", household=household.id):
        yield from (_event(one) for one in store.history("card", card.id))


def _event(revision: Revision) -> EventLine:
    what = " · ".join(filter(None, (_change(revision), revision.reason)))
    return EventLine(revision.made_at[:16].replace("T", " "), what, revision.person)


def _change(revision: Revision) -> str:
    if revision.kind == "card":
        number = short_number(revision.record)
        if revision.patch.get("state", (None, None))[1] == cards.REVOKED:
            return QCoreApplication.translate("dossier", "户卡 {number}：作废").format(number=number)
        return QCoreApplication.translate("dossier", "户卡 {number}：发卡").format(number=number)
    subject = {
        "household": QCoreApplication.translate("dossier", "户信息"),
        "visit": QCoreApplication.translate("dossier", "入户调查"),
        "member": QCoreApplication.translate("dossier", "成员"),
    }[revision.kind]
    _old, state = revision.patch.get("state", (None, None))
    if state:
        return QCoreApplication.translate("dossier", "{subject}：状态改为“{state}”").format(
            subject=subject, state=states.word(state)
        )
    text = QCoreApplication.translate("dossier", "{subject}：改动 {count} 项")
    return text.format(subject=subject, count=len(revision.patch))
