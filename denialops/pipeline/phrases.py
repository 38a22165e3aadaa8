"""What a letter says of a case's facts: phrases that remember where they come from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from denialops.domain.cases import CaseFile
from denialops.domain.documents import Document
from denialops.domain.draft_text import split_sentences
from denialops.domain.facts import Fact
from denialops.domain.packets import exhibit_letter, exhibit_title
from denialops.domain.plan_exhibits import packet_documents
from denialops.domain.wording import as_date, as_money, day, dollars, one_line
from denialops.pipeline.provenance import Told, tell, told_series

_VENDOR_CRITERIA = re.compile(r"InterQual|\bMCG\b|Milliman")
_STATED_REASONS = 6
_NO_SERVICE = Told("[[Add: the denied service and its code]]", ())


class Phrases:
    """Attributes are Told values, None where the case does not say it."""

    def __init__(self, case: CaseFile, phase: str, ordinary_words: frozenset[str]) -> None:
        self._case = case
        self._facts = case.facts
        self._ordinary_words = ordinary_words
        self.phase = phase

    def told(self, field: str) -> Told | None:
        return next(iter(self.all(field)), None)

    def all(self, field: str) -> Sequence[Told]:
        return [told for fact in self._facts.all(field) if (told := _told(fact)).text]

    def listed(self, field: str) -> Told | None:
        return told_series(self.all(field))

    def blank(self, instruction: str) -> Told:
        """A visible gap as the other half of "value or gap"."""
        return Told(f"[[{instruction}]]", ())

    def day(self, field: str) -> Told | None:
        fact = self._facts.find(field)
        value = as_date(fact.value) if fact else None
        return Told(day(value), (fact.fact_id,)) if fact and value else None

    def money(self, field: str) -> Told | None:
        fact = self._facts.find(field)
        value = as_money(fact.value) if fact else None
        return Told(dollars(value), (fact.fact_id,)) if fact and value else None

    def at(self, field: str) -> Told | None:
        """ "(Exhibit A, page 1)": where the fact stands in the packet."""
        fact = self._facts.find(field)
        if fact is None or fact.evidence is None:
            return None
        letter = self._letters.get(fact.evidence.document_id)
        return Told(f"(Exhibit {letter}, page {fact.evidence.page})", (f"exhibit:{letter}",)) if letter else None

    @cached_property
    def payer(self) -> Told:
        return self.told("payer") or Told("the plan", ())

    @cached_property
    def payer_start(self) -> Told:
        """The payer as the first words of a sentence."""
        return self.told("payer") or Told("The plan", ())

    @cached_property
    def patient(self) -> Told:
        return self.told("patient_name") or Told("[[Add: the patient's full name as on the insurance card]]", ())

    @cached_property
    def notice_date(self) -> Told:
        return self.day("denial_date") or Told("[[Add: the date on the notice]]", ())

    @cached_property
    def quote(self) -> Told | None:
        return self.told("denial_reason_quote")

    @cached_property
    def reasons(self) -> Sequence[Told]:
        """Each sentence of the stated reason, so that each gets an answer."""
        if self.quote is None:
            return ()
        return [Told(part, self.quote.rests_on) for part in split_sentences(self.quote.text)[:_STATED_REASONS]]

    @cached_property
    def amount(self) -> Told | None:
        return self.money("denied_amount")

    @cached_property
    def claim(self) -> Told | None:
        """ "claim 1" or "claims 1 and 2"."""
        return self._numbered("claim_numbers", "claim", "claims")

    @cached_property
    def reference(self) -> Told | None:
        return self._numbered("reference_numbers", "reference number", "reference numbers")

    @cached_property
    def matter(self) -> Told:
        """What the payer files it under: the claim, else the reference number."""
        return self.claim or self.reference or Told("[[Add: the claim or reference number on the notice]]", ())

    @cached_property
    def codes(self) -> Told | None:
        return self._numbered("cpt_hcpcs", "code", "codes")

    @cached_property
    def criteria(self) -> Told | None:
        return self.listed("criteria_cited")

    @cached_property
    def diagnoses(self) -> Told | None:
        """ "diagnosis code M54.16" or "diagnosis codes M43.16 and M54.16"."""
        return self._numbered("icd10", "diagnosis code", "diagnosis codes")

    @cached_property
    def drugs(self) -> Told | None:
        return self.listed("drugs")

    @cached_property
    def service(self) -> Told:
        """ "home health nursing (G0299)", or the codes alone."""
        described = self.told("service_description") or self.drugs
        plain = self.listed("cpt_hcpcs")
        if described is None:
            return tell(f"the service billed under {self.codes.text}", [self.codes]) if self.codes else _NO_SERVICE
        text = self._in_sentence(described.text)
        if plain is None or all(code.text in text for code in self.all("cpt_hcpcs")):
            return tell(text, [described])
        return tell(f"{text} ({plain.text})", [described, plain])

    @property
    def is_described(self) -> bool:
        return self.told("service_description") is not None or self.drugs is not None

    @cached_property
    def dates(self) -> Told | None:
        """ "on July 1, 2026" or "from July 1, 2026 to July 3, 2026"."""
        first, last = self.day("service_from"), self.day("service_to")
        if first and last and first.text != last.text:
            return tell(f"from {first.text} to {last.text}", [first, last])
        if first and self.phase == "concurrent" and not last:
            return tell(f"from {first.text} on", [first])
        return tell(f"on {first.text}", [first]) if first else None

    @cached_property
    def marks_of_denial(self) -> Told | None:
        """ "claim adjustment reason code (CARC) 97 and remark code (RARC) M15"."""
        carc = self._numbered("carc", "claim adjustment reason code (CARC)", "claim adjustment reason codes (CARC)")
        rarc = self._numbered("rarc", "remark code (RARC)", "remark codes (RARC)")
        return told_series([told for told in (carc, rarc) if told])

    @property
    def is_behavioral(self) -> bool:
        return any(value.upper().startswith("F") for value in self._facts.values("icd10"))

    @property
    def subcategory(self) -> str:
        return self._facts.value("subcategory") or ""

    @property
    def uses_vendor_criteria(self) -> bool:
        return any(_VENDOR_CRITERIA.search(value) for value in self._facts.values("criteria_cited"))

    @cached_property
    def charts(self) -> Told | None:
        """ "Exhibit B (Medical records)" for the records that are in the packet."""
        return told_series([self._exhibit(row) for row in self._papers[1:] if row.doc_type == "chart"])

    @cached_property
    def other_papers(self) -> Told | None:
        """The exhibits beside the notice and the records."""
        return told_series([self._exhibit(row) for row in self._papers[1:] if row.doc_type != "chart"])

    def _exhibit(self, document: Document) -> Told:
        letter = self._letters[document.document_id]
        return Told(f"Exhibit {letter} ({exhibit_title(document)})", (f"exhibit:{letter}",))

    @cached_property
    def received(self) -> Told | None:
        return Told(day(self._case.received_on), ("clinic",)) if self._case.received_on else None

    @cached_property
    def _papers(self) -> tuple[Document, ...]:
        return packet_documents(self._case)

    @cached_property
    def _letters(self) -> dict[str, str]:
        return {document.document_id: exhibit_letter(index) for index, document in enumerate(self._papers)}

    def _numbered(self, field: str, one: str, several: str) -> Told | None:
        values = self.all(field)
        listed = told_series(values)
        return tell(f"{one if len(values) == 1 else several} {listed.text}", [listed]) if listed else None

    def _in_sentence(self, text: str) -> str:
        """Small first letter if the first word is an ordinary one, or the letter writes it small somewhere."""
        first = text.split(" ", 1)[0]
        small = first.lower()
        rest = text[len(first) :].lstrip()
        if (
            first == first.upper()
            or (rest[:1].isupper() and rest[1:2].islower())
            or small not in self._ordinary_words | self._small_words
        ):
            return text
        return small + text[len(first) :]

    @cached_property
    def _small_words(self) -> frozenset[str]:
        return frozenset(re.findall(r"\b[a-z][a-z-]+", self._case.letter.letter.text) if self._case.documents else ())


def _told(fact: Fact) -> Told:
    return Told(one_line(fact.value), (fact.fact_id,))
