"""Electronic remittances come in: one case a denied claim, or beside the letter where a case of that claim is open."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from denialops.documents.remittance import RemittanceParts, part_of, read_parts
from denialops.documents.sniff import REMITTANCE, media_type_of
from denialops.domain.cases import CaseFile
from denialops.domain.documents import Document
from denialops.domain.records import WholeFile
from denialops.domain.remittance.claims import Claim, person_name
from denialops.domain.remittance.segments import Problem
from denialops.domain.rulebook.codes import CodeRules
from denialops.errors import CaseNotFound, IllegalTransition, InputError, UnsupportedType
from denialops.ports import CaseReads, UnitOfWork
from denialops.services.base import Desk, by
from denialops.services.intake import as_document
from denialops.services.joining import keep_whole, stand_beside
from denialops.services.records import Upload

_MANY = 200
"""Priority of imported claims: a letter that somebody waits for goes before them."""
_SHORTEST_NUMBER = 4
_OPEN = frozenset({"reading", "review", "failed"})
_NUMBER_FIELDS = ("claim_numbers", "reference_numbers", "patient_account")


class RemittanceOpened(NamedTuple):
    """What became of a file: case ids by fate, and what was wrong at which place."""

    claims: int
    denied: int
    opened: tuple[str, ...]
    joined: tuple[str, ...]
    duplicates: tuple[str, ...]
    skipped_paid: int
    problems: tuple[Problem, ...]


class RemittancePart(NamedTuple):
    """One denied claim as a file of its own."""

    claim: Claim
    upload: Upload
    title: str
    key: str


def is_remittance(upload: Upload) -> bool:
    """Whether the bytes are an electronic remittance, whatever the name. Never raises."""
    try:
        return media_type_of(upload.data, upload.filename) == REMITTANCE
    except InputError:
        return False


class Remittances(Desk):
    def open_remittance(self, upload: Upload, *, actor: str) -> RemittanceOpened:
        """Takes in every denied claim once, however often the file comes.

        A file is taken whole, also where it goes beyond the day's quota of cases; the next one is refused.
        Raises UnsupportedType for other files, QuotaSpent.
        """
        self.guards.quotas.refuse_spent("cases")
        if not is_remittance(upload):
            raise UnsupportedType("This is no electronic remittance (835).")
        whole, parts = split_remittance(upload, self.pipeline.rulebook.codes)
        kept = self._keep_file(upload) if parts else None
        fates: dict[str, list[str]] = {"opened": [], "joined": [], "duplicates": []}
        problems = list(whole.problems)
        for part in parts:
            try:
                fate, case_id = self._take(part, kept, fates["opened"], actor)
            except IllegalTransition:
                place = part.claim.payment
                words = "the case of this claim is being read: add the file again when that is done"
                problems.append(Problem(place.line, place.number, words))
            else:
                fates[fate].append(case_id)
        self.guards.quotas.count("cases", len(fates["opened"]))
        return RemittanceOpened(
            claims=whole.claims,
            denied=len(parts),
            skipped_paid=whole.claims - len(parts),
            problems=tuple(problems),
            **{fate: tuple(dict.fromkeys(case_ids)) for fate, case_ids in fates.items()},
        )

    def _keep_file(self, upload: Upload) -> WholeFile:
        """The file as it came stays beside the parts of it: no patient's case shows it, each knows it."""
        file = as_document(upload)
        return WholeFile(file.filename, self.vault.put(upload.data), file.size)

    def _take(self, part: RemittancePart, whole: WholeFile | None, new: list[str], actor: str) -> tuple[str, str]:
        """What became of one claim, and its case."""
        document = _document(part)
        with self.store.transaction() as unit:
            known = _find_known(unit, part, document)
            if known:
                return "duplicates", known
            self.vault.put(part.upload.data)
            case_id, has_it = self._find_same(unit, part.claim, document, new)
            if has_it:
                return "duplicates", case_id
            if case_id:
                self._join(unit, case_id, document, whole, actor)
            else:
                unit.open_case(part.key, by(actor, "case_opened", source="remittance"))
                added = by(actor, "document_added", document_id=document.document_id)
                unit.add_document(part.key, document, added)
                keep_whole(unit, part.key, document.document_id, whole, actor=actor)
        if case_id:
            self.enqueue(case_id, "extract")
            return "joined", case_id
        self.queue.submit(part.key, priority=_MANY)
        return "opened", part.key

    def _join(self, unit: UnitOfWork, case_id: str, document: Document, whole: WholeFile | None, actor: str) -> None:
        """Beside the letter; the facts are gathered anew from both."""
        self.refuse_while_reading(unit, case_id)
        read = self.pipeline.reader.survey(
            self.vault.get(document.sha256), filename=document.filename, document_id=document.document_id
        )
        kept = read.model_copy(update={"doc_type": "remittance", "title": document.title})
        stand_beside(unit, case_id, kept, whole=whole, actor=actor)

    def _find_same(self, unit: CaseReads, claim: Claim, document: Document, new: list[str]) -> tuple[str, bool]:
        """The open case of the same claim and patient, or any case that has this remittance already.

        The claims of one file are not joined to each other: they were sent as different ones.
        """
        found = ""
        for number in (number for number in claim.numbers if len(number) >= _SHORTEST_NUMBER):
            for row in unit.list_rows(show="all", search=number, today=self.clock.today()):
                if row.case_id in new:
                    continue
                if document.document_id in {kept.document_id for kept in unit.list_documents(row.case_id)}:
                    return row.case_id, True
                is_open = row.status in _OPEN and "extract" in unit.list_stages(row.case_id)
                if not found and is_open and _is_same(self.corrected_case(unit, row.case_id), claim, number):
                    found = row.case_id
        return found, False


def split_remittance(upload: Upload, codes: CodeRules) -> tuple[RemittanceParts, tuple[RemittancePart, ...]]:
    """The whole file as counted, and each denied claim of it as a file."""
    whole = read_parts(upload.data, codes)
    name = Path(upload.filename.replace("\\", "/")).name
    seen: Counter[str] = Counter()
    parts: list[RemittancePart] = []
    for place, claim in enumerate(whole.denied, 1):
        identity = _identity(claim)
        seen[identity] += 1
        file = Upload(f"{Path(name).stem or 'remittance'}-{place}.835", part_of(claim))
        title = f"Denied claim {place} of {name}, segments {claim.payment.number} to {claim.everything[-1].number}"
        parts.append(RemittancePart(claim, file, title, _digest(identity, str(seen[identity]))))
    return whole, tuple(parts)


class UploadParts(NamedTuple):
    """The files that one file is worked on as: itself, or a remittance's denied claims with what is wrong with it."""

    uploads: tuple[Upload, ...]
    problems: tuple[Problem, ...] = ()


def parts_of(upload: Upload, codes: CodeRules) -> UploadParts:
    """A remittance without a denied claim stays whole, so that it says of itself that nothing is denied."""
    if not is_remittance(upload):
        return UploadParts((upload,))
    whole, parts = split_remittance(upload, codes)
    return UploadParts(tuple(part.upload for part in parts) or (upload,), whole.problems)


def _document(part: RemittancePart) -> Document:
    changes = {"document_id": _digest(part.key, "document"), "title": part.title, "doc_type": "remittance"}
    return as_document(part.upload).model_copy(update={**changes, "media_type": REMITTANCE})


def _find_known(reads: CaseReads, part: RemittancePart, document: Document) -> str:
    """The case that this claim of this payment opened or joined before, also a removed one."""
    try:
        reads.get_state(part.key)
    except CaseNotFound:
        known = reads.find_file(document.sha256)
        return known.case_id if known else ""
    return part.key


def _identity(claim: Claim) -> str:
    """Payer, claim and check: the same in every copy of the file."""
    check, payer = claim.header.find("TRN"), claim.party("PR").find("N1")
    written = (payer.at(4) or payer.at(2) if payer else "", check.at(2) if check else "", *claim.numbers)
    return "\x1f".join(written) if claim.numbers else "\x1f".join((*written, *(s.raw for s in claim.everything)))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1e".join(("remittance", *parts)).encode()).hexdigest()[:32]


def _is_same(case: CaseFile, claim: Claim, number: str) -> bool:
    """The number stands there as a number of the claim, and nothing says it is another patient's."""
    wanted = _squash(number)
    if not any(_squash(value) == wanted for field in _NUMBER_FIELDS for value in case.facts.values(field)):
        return False
    patient, member = claim.find("NM1", "QC"), case.facts.value("member_id")
    if patient is None or (member and _squash(member) == _squash(patient.at(9))):
        return True
    name = case.facts.value("patient_name")
    return not name or bool(set(name.casefold().split()) & set(person_name(patient).casefold().split()))


def _squash(number: str) -> str:
    """A number without its hyphens and spaces."""
    return "".join(filter(str.isalnum, number)).casefold()
