"""What the letter itself demands of the packet, and whether the packet meets it where a program can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from denialops.domain.cases import CaseFile
from denialops.domain.facts import Fact, Facts
from denialops.domain.plan_exhibits import packet_documents
from denialops.domain.routing import Demand

DemandStatus = Literal["met", "not_met", "check"]

_WORDS: dict[str, Callable[[str], str]] = {
    "page_limit": lambda value: f"At most {value} pages in all",
    "copies_required": lambda value: f"Send {value} copies",
    "notice_enclosed": lambda value: "Enclose the denial notice",
    "form_required": lambda value: f"Use the form that the letter requires: {value}",
    "attestation": lambda value: f"Include this statement: “{value}”",
    "signature_required": lambda value: "Sign it as the letter asks",
    "argument_per_criterion": lambda value: "Give one argument for each criterion",
    "packet_rules": lambda value: value,
}


class CheckedDemand(NamedTuple):
    """`check`: only a person can tell. `note` says what is missing or what to look at."""

    demand: Demand
    status: DemandStatus
    note: str = ""


def demands_of(facts: Facts) -> tuple[Demand, ...]:
    """What is counted and what must be enclosed first, manners last."""
    return tuple(_demand(field, fact) for field in _WORDS for fact in facts.all(field))


def check_demands(case: CaseFile, *, packet_pages: int | None = None) -> tuple[CheckedDemand, ...]:
    """Against the exhibits and the draft of the case; `packet_pages` once it has been put together."""
    return tuple(_check(demand, case, packet_pages) for demand in demands_of(case.facts))


def _demand(field: str, fact: Fact) -> Demand:
    return Demand(field=field, value=fact.value, words=_WORDS[field](fact.value), evidence=fact.evidence)


def _check(demand: Demand, case: CaseFile, packet_pages: int | None) -> CheckedDemand:
    if demand.field == "page_limit" and demand.value.isdigit():
        return _check_pages(demand, case, packet_pages)
    if demand.field == "form_required":
        has_form = any(_is_called(demand.value, name) for name in _names(case))
        return _told(demand, has_form, "No exhibit has this name: fill in the form and add it.")
    if demand.field == "attestation":
        has_words = case.draft is not None and _plain(demand.value) in _plain(case.draft.body)
        return _told(demand, has_words, "The draft does not say this yet.")
    if demand.field == "notice_enclosed":
        return _told(demand, bool(case.documents), "The notice is not there.")
    return CheckedDemand(demand, "check")


def _check_pages(demand: Demand, case: CaseFile, packet_pages: int | None) -> CheckedDemand:
    """The exhibits alone can be too many; whether the rest fits is known once the packet is there."""
    exhibits, limit = sum(len(document.pages) for document in packet_documents(case)), int(demand.value)
    if packet_pages is None:
        if exhibits < limit:
            return CheckedDemand(demand, "check", f"The exhibits have {_pages(exhibits)}; the letter comes on top.")
        return CheckedDemand(demand, "not_met", f"The exhibits alone have {_pages(exhibits)}.")
    return _told(demand, packet_pages <= limit, f"The packet has {_pages(packet_pages)}.")


def _pages(count: int) -> str:
    return f"{count} page{'' if count == 1 else 's'}"


def _told(demand: Demand, is_met: bool, missing: str) -> CheckedDemand:
    return CheckedDemand(demand, "met") if is_met else CheckedDemand(demand, "not_met", missing)


def _names(case: CaseFile) -> Iterator[str]:
    for document in case.documents[1:]:
        yield from (document.title, document.filename)


def _is_called(form: str, name: str) -> bool:
    """Every word of the form's name, its number in brackets included, or that number alone."""
    words, there = _plain(form).split(), set(_plain(name).split())
    numbers = [word for word in words if any(character.isdigit() for character in word)]
    return bool(there) and (set(words) - {"form"} <= there or (bool(numbers) and set(numbers) <= there))


def _plain(words: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in words.casefold()).split())
