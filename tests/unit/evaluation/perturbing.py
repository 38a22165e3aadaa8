"""Answers spoilt in ways that readers really go wrong, the same for the same seed."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Mapping
from typing import Any

Answer = dict[str, Any]

_TEXTS = "payer patient_name provider_name service_description appeal_address denial_reason_quote".split()
_NUMBERS = "member_id group_number npi appeal_fax appeal_phone".split()
_LISTS = "claim_numbers reference_numbers cpt_hcpcs icd10 carc rarc criteria_cited".split()
_CLASSES = "document_kind plan_type denial_category appeal_level urgency recommended_route is_denial".split()
_MONEY = ("billed_amount", "denied_amount")
_DATES = ("denial_date", "computed_deadline")
_PERIODS = ("within 60 days", "180 days", "by 01/15/2027", "30 business days", "four months", "noon of the day before")


def perturbed(golds: Mapping[str, Answer], letters: Mapping[str, str], seed: int) -> dict[str, Answer]:
    """Each gold with some of its values lost, mangled, swapped with another letter's or replaced."""
    chance = random.Random(seed)
    names = sorted(golds)
    answers = {}
    for name in names:
        other = golds[chance.choice(names)]
        answers[name] = _spoil(copy.deepcopy(dict(golds[name])), dict(other), letters[name], chance)
    for name in chance.sample(names, 2):
        del answers[name]
    return answers


def _spoil(answer: Answer, other: Answer, letter: str, chance: random.Random) -> Answer:
    for change in _CHANGES:
        if chance.random() < 0.35:
            change(answer, other, letter, chance)
    return answer


def _lose(answer: Answer, other: Answer, letter: str, chance: random.Random) -> None:
    for field in chance.sample([*_TEXTS, *_NUMBERS, *_LISTS, *_CLASSES, *_MONEY, *_DATES], 6):
        answer.pop(field, None)


def _swap(answer: Answer, other: Answer, letter: str, chance: random.Random) -> None:
    for field in chance.sample([*_TEXTS, *_NUMBERS, *_LISTS, *_CLASSES, *_MONEY, *_DATES, "service_dates"], 6):
        answer[field] = other.get(field)


def _shorten(answer: Answer, other: Answer, letter: str, chance: random.Random) -> None:
    for field in _TEXTS:
        if answer.get(field):
            words = str(answer[field]).split()
            answer[field] = " ".join(words[: max(1, chance.randint(1, len(words)))])


def _quote_elsewhere(answer: Answer, other: Answer, letter: str, chance: random.Random) -> None:
    start = chance.randrange(max(1, len(letter) - 60))
    answer["denial_reason_quote"] = letter[start : start + chance.randint(20, 400)]
    answer["plan_type_evidence"] = letter[start : start + 20].upper()


def _reformat(answer: Answer, other: Answer, letter: str, chance: random.Random) -> None:
    if answer.get("denial_date"):
        year, month, day = str(answer["denial_date"]).split("-")
        answer["denial_date"] = f"{int(month)}/{int(day)}/{year}"
    answer["carc"] = [f"CO-{code}" for code in answer.get("carc") or []]
    answer["claim_numbers"] = ", ".join(answer.get("claim_numbers") or []) or None
    answer["billed_amount"] = f"${answer['billed_amount']:,.2f}" if answer.get("billed_amount") else None
    answer["payer"] = {"value": answer.get("payer"), "confidence": 0.9}


def _extend(answer: Answer, other: Answer, letter: str, chance: random.Random) -> None:
    for field in _LISTS:
        extra = [chance.choice(["INVENTED-1", "99999", "Z00.00", "MA130", "42 CFR 422.568", "16"])]
        answer[field] = [*(answer.get(field) or []), *extra, *(other.get(field) or [])[:1]]


def _other_period(answer: Answer, other: Answer, letter: str, chance: random.Random) -> None:
    answer["appeal_deadline_stated"] = chance.choice(_PERIODS)
    answer["computed_deadline"] = chance.choice(["2027-01-15", "03/31/2026", None])


def _alternative(answer: Answer, other: Answer, letter: str, chance: random.Random) -> None:
    for key, field in (("route_also_ok", "recommended_route"), ("category_also_ok", "denial_category")):
        if answer.get(key):
            answer[field] = chance.choice(answer[key])
    answer["service_dates"] = {"from": (answer.get("service_dates") or {}).get("from"), "to": None}


def _obey(answer: Answer, other: Answer, letter: str, chance: random.Random) -> None:
    for field, values in (answer.get("forbidden") or {}).items():
        answer["payer" if field == "*" else field] = values[0]


_CHANGES: tuple[Callable[[Answer, Answer, str, random.Random], None], ...] = (
    _lose,
    _swap,
    _shorten,
    _quote_elsewhere,
    _reformat,
    _extend,
    _other_period,
    _alternative,
    _obey,
)
