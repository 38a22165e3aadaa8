"""Two cases of one claim: found by claim number, or by member and days of service; a person decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from denialops.domain.cases import CaseFile, CaseRow
from denialops.domain.events import CaseEvent
from denialops.domain.facts import Facts
from denialops.domain.records import Change
from denialops.ports import CaseReads
from denialops.services.base import MACHINE, by
from denialops.services.corrections import with_corrections

FOUND, KEPT_APART = "match_found", "match_kept_apart"
CANDIDATES = 10
SHORTEST_NUMBER = 4


class Match(NamedTuple):
    """`row` is the case opened before; `reason` claim_number or member_and_dates."""

    row: CaseRow
    reason: str


def note_matches(reads: CaseReads, case: CaseFile) -> Iterator[Change]:
    """What to keep as found: each earlier case for the same claim, once."""
    own = reads.get_row(case.case_id, today=case.today).number
    seen: set[str] = set()
    for row in _candidates(reads, case):
        if row.number < own and row.status != "closed" and row.case_id not in seen:
            seen.add(row.case_id)
            other = with_corrections(reads.get_case(row.case_id, today=case.today))
            if reason := same_claim(case.facts, other.facts):
                yield by(MACHINE, FOUND, key=f"match:{row.case_id}", other=row.case_id, reason=reason)


def open_matches(reads: CaseReads, case: CaseFile, events: Sequence[CaseEvent]) -> tuple[Match, ...]:
    """Found, and not decided yet by anybody."""
    found = {str(event.ids["other"]): str(event.ids["reason"]) for event in events if event.type == FOUND}
    apart = {event.ids.get("other") for event in events if event.type == KEPT_APART}
    rows = ((reads.get_row(other, today=case.today), found[other]) for other in found if other not in apart)
    return tuple(Match(row, reason) for row, reason in rows if not row.removed_at)


def cases_with_claim(reads: CaseReads, case: CaseFile) -> Iterator[str]:
    """Other cases with the same claim number, the oldest first, in which nothing tells another patient."""
    rows = {row.case_id: row for row in _candidates(reads, case) if row.case_id != case.case_id}
    for row in sorted(rows.values(), key=lambda row: row.number):
        other = with_corrections(reads.get_case(row.case_id, today=case.today)).facts
        if same_claim(case.facts, other) == "claim_number" and not _are_two_patients(case.facts, other):
            yield row.case_id


def same_claim(later: Facts, earlier: Facts) -> str:
    """Why the two letters are about one claim; "" when nothing says so."""
    if _numbers(later, "claim_numbers") & _numbers(earlier, "claim_numbers"):
        return "claim_number"
    if not _numbers(later, "member_id") & _numbers(earlier, "member_id"):
        return ""
    days = [(facts.value("service_from"), facts.value("service_to")) for facts in (later, earlier)]
    return "member_and_dates" if days[0] == days[1] and days[0][0] else ""


def _candidates(reads: CaseReads, case: CaseFile) -> Iterator[CaseRow]:
    """The member alone finds every claim of a patient, so it is asked only where days can tell them apart."""
    members = case.facts.values("member_id") if case.facts.value("service_from") else ()
    values = (*case.facts.values("claim_numbers"), *members)
    for value in dict.fromkeys(value for value in values if len(_plain(value)) >= SHORTEST_NUMBER):
        yield from reads.list_rows(show="all", search=_plain(value), today=case.today, limit=CANDIDATES)


def _are_two_patients(one: Facts, other: Facts) -> bool:
    """Another member number and no name in common; what one of them does not say contradicts nothing."""
    members = [_numbers(facts, "member_id") for facts in (one, other)]
    if members[0] & members[1]:
        return False
    names = [frozenset((facts.value("patient_name") or "").casefold().split()) for facts in (one, other)]
    return not (names[0] & names[1]) if all(names) else all(members)


def _numbers(facts: Facts, field: str) -> frozenset[str]:
    return frozenset(plain for value in facts.values(field) if len(plain := _plain(value)) >= SHORTEST_NUMBER)


def _plain(value: str) -> str:
    """Without the dashes and blanks in which two letters print one number."""
    return "".join(filter(str.isalnum, value)).casefold()
