"""When a given value counts as the expected one, field by field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import product

from denialops.evaluation.fields import CLASSIFIED
from denialops.evaluation.normalise import (
    class_form,
    date_form,
    dates_in,
    folded,
    money_form,
    number_form,
    phone_form,
    spaced,
    squeezed,
    words,
)

TITLES = frozenset("mr mrs ms miss dr md do np pa pac dds dmd rn jd esq sfc cpt the parent or guardian of".split())
ORGANISATION_FILLERS = frozenset("inc llc pc llp pa pllc co company the of and plan a".split())
_GENERATIONS = frozenset("jr sr ii iii".split())
_DATE_FIELDS = frozenset("service_from service_to denial_date computed_deadline".split())
_SPANISH_UNITS = {"hora": "hour", "dia": "day", "mes": "month", "ano": "year"}
_NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "nine": 9, "twelve": 12}
_COUNTED = re.compile(
    r"\b(\d+)(?:st|nd|rd|th)?\)?[ -]*(business|working|calendar|dias?)?[ -]*"
    r"(hour|hora|day|dia|week|month|mes|year|ano)"
)
_SPELLED = re.compile(rf"\b({'|'.join(_NUMBER_WORDS)})\b(?: \(\d+\))? (day|month|year|week)")
_RULE_NUMBER = re.compile(r"[a-z0-9().:-]*\d[a-z0-9().:-]*")


def is_same(field: str, expected: object, given: object, letter: str) -> bool:
    """Whether `given` is `expected`, written differently at most."""
    if field in CLASSIFIED:
        return class_form(field, expected) == class_form(field, given)
    if field in _DATE_FIELDS:
        return date_form(expected) == date_form(given)
    match field:
        case "billed_amount" | "denied_amount":
            return _is_same_money(expected, given)
        case "appeal_fax" | "appeal_phone":
            return phone_form(expected) == phone_form(given)
        case "member_id" | "group_number" | "npi":
            return number_form(expected) == number_form(given)
        case "denial_reason_quote":
            return is_quote_of([expected], given, letter)
        case _:
            return _is_same_wording(field, expected, given)


def _is_same_wording(field: str, expected: object, given: object) -> bool:
    match field:
        case "patient_name":
            return is_same_person(expected, given)
        case "provider_name":
            return is_same_organisation(expected, given) or is_same_person(expected, given)
        case "payer":
            return is_same_organisation(expected, given)
        case "appeal_address":
            return is_same_address(expected, given)
        case "appeal_deadline_stated":
            return is_same_period(expected, given)
        case "service_description":
            return is_same_service(expected, given)
        case _:
            return squeezed(expected) == squeezed(given)


def _is_same_money(expected: object, given: object) -> bool:
    left, right = money_form(expected), money_form(given)
    return left is not None and right is not None and abs(left - right) < 0.006


def is_same_person(expected: object, given: object) -> bool:
    """Names in any order; initials stand for names and a middle name may be left out, Jr and Sr may not be mixed."""
    known, read = _name_words(expected), _name_words(given)
    known_generation, read_generation = _GENERATIONS & set(known), _GENERATIONS & set(read)
    if known_generation and read_generation and known_generation != read_generation:
        return False
    if "sr" in read_generation and not known_generation:
        return False
    known = [word for word in known if word not in _GENERATIONS]
    read = [word for word in read if word not in _GENERATIONS]
    if not known or not read:
        return False
    return all(_is_named(word, read) for word in _needed(known, read)) and all(_is_named(w, known) for w in read)


def _name_words(value: object) -> list[str]:
    without_nickname = re.sub(r'"[^"]*"', " ", str(value))
    return [word for word in words(without_nickname) if word not in TITLES]


def _needed(known: list[str], read: list[str]) -> list[str]:
    full = [word for word in known if len(word) > 1]
    if len(full) <= 2:
        return full
    return [full[0], full[-1], *(word for word in full[1:-1] if word in read)]


def _is_named(word: str, others: list[str]) -> bool:
    return any(
        word == other or (len(word) == 1 and other.startswith(word)) or (len(other) == 1 and word.startswith(other))
        for other in others
    )


def is_same_organisation(expected: object, given: object) -> bool:
    known = set(words(expected)) - ORGANISATION_FILLERS
    read = set(words(given)) - ORGANISATION_FILLERS
    if not known or not read:
        return squeezed(expected) == squeezed(given)
    shared = len(known & read)
    if shared / len(known) >= 0.75 and shared / len(read) >= 0.35:
        return True
    return read <= known and shared >= min(2, len(known))


def is_same_address(expected: object, given: object) -> bool:
    """ZIP codes and box numbers must agree, of the words half."""
    zips = [re.findall(r"\b\d{5}\b", str(side)) for side in (expected, given)]
    if zips[0] and zips[1] and zips[0][-1] != zips[1][-1]:
        return False
    boxes = [re.search(r"box (\d+)", str(side), re.IGNORECASE) for side in (expected, given)]
    if boxes[0] and (not boxes[1] or boxes[0].group(1) != boxes[1].group(1)):
        return False
    known, read = set(words(expected)), set(words(given))
    shared = len(known & read)
    return bool(known and read) and shared / len(known) >= 0.5 and shared / len(read) >= 0.5


def period_atoms(value: object) -> frozenset[tuple[str, object]]:
    """What a stated deadline says: dates, and counts with their unit."""
    if value is None:
        return frozenset()
    text = folded(value)
    atoms: set[tuple[str, object]] = {("date", day) for day in dates_in(text)}
    if "noon" in text and re.search(r"before|previous", text):
        atoms.add(("noon", "day before"))
    for number, kind, unit in _COUNTED.findall(text):
        name = "business day" if kind in ("business", "working") else _SPANISH_UNITS.get(unit, unit)
        atoms.add((name, int(number)))
    atoms.update((unit, _NUMBER_WORDS[number]) for number, unit in _SPELLED.findall(text))
    return frozenset(atoms)


def is_same_period(expected: object, given: object) -> bool:
    known, read = period_atoms(expected), period_atoms(given)
    if not known or not read:
        return spaced(expected).lower() == spaced(given).lower()
    return bool(known & read) and read <= known


def is_same_criterion(expected: object, given: object) -> bool:
    """By the numbers in them where both have some (years apart), otherwise by the words."""
    if squeezed(expected) == squeezed(given):
        return True
    known, read = _rule_numbers(expected), _rule_numbers(given)
    if known and read:
        # "42 CFR" alone names no rule: the longest number must be there
        longest = max(map(len, known))
        return known <= read or (read <= known and any(len(number) == longest for number in read))
    short = squeezed(given)
    return word_overlap(expected, given) >= 0.6 or (len(short) > 4 and short in squeezed(expected))


def _rule_numbers(value: object) -> frozenset[str]:
    found = (text for text in _RULE_NUMBER.findall(str(value).lower()) if not re.fullmatch(r"(19|20)\d\d\)?", text))
    return frozenset(map(squeezed, found)) - {""}


def is_same_service(expected: object, given: object) -> bool:
    fillers = ORGANISATION_FILLERS | {"for", "with"}
    known, read = set(words(expected)) - fillers, set(words(given)) - fillers
    if not known or not read:
        return False
    return word_overlap(expected, given) >= 0.4 or len(known & read) / min(len(known), len(read)) >= 0.7


def is_quote_of(accepted: Sequence[object], given: object, letter: str) -> bool:
    """A quote stands in the letter word for word and says what one of the accepted quotes says."""
    quote = spaced(given).lower()
    sayings = [spaced(text).lower() for text in accepted]
    if quote not in spaced(letter).lower() or len(quote) > 200 + 3 * max(map(len, sayings)):
        return False
    return any(_says_the_same(saying, quote) for saying in sayings)


def _says_the_same(saying: str, quote: str) -> bool:
    if saying in quote or (quote in saying and len(quote) >= 15):
        return True
    return word_overlap(saying, quote) >= 0.5 or _share_a_run(words(saying), words(quote))


def word_overlap(expected: object, given: object) -> float:
    """F1 of the words of two texts, each counted as often as it stands there."""
    known, read = Counter(words(expected)), Counter(words(given))
    total = known.total() + read.total()
    return 2 * (known & read).total() / total if known and read else 0.0


def _share_a_run(known: list[str], read: list[str]) -> bool:
    """At least six words in a row, and two fifths of the shorter text."""
    lengths: Counter[tuple[int, int]] = Counter()
    for left, right in product(range(len(known)), range(len(read))):
        if known[left] == read[right]:
            lengths[left, right] = lengths[left - 1, right - 1] + 1
    longest = max(lengths.values(), default=0)
    return longest >= 6 and longest >= 0.4 * min(len(known), len(read))
