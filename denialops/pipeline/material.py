"""What a template may say about a case: values that remember where they come from, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from denialops.domain.cases import CaseFile
from denialops.domain.draft_text import split_sentences
from denialops.domain.drafts import CitedLaw
from denialops.domain.facts import Fact
from denialops.domain.packets import exhibit_letter, exhibit_title
from denialops.domain.routing import Routing
from denialops.domain.rulebook import Rulebook
from denialops.domain.rulebook.citations import Citation
from denialops.domain.wording import as_date, as_money, day, dollars, one_line
from denialops.pipeline.provenance import Told, tell, told_series
from denialops.pipeline.templates import LevelWords, RouteWords, Words
from denialops.pipeline.timeliness import Timeliness, timeliness_of

SURE_REGIME = 0.9
CLINICAL = frozenset({"medical_necessity", "level_of_care", "experimental", "drug_um", "auth_denied_then_billed"})
_GOOD_CAUSE = frozenset({"mcr_ffs", "ma", "ma_integrated", "fehb", "pshb"})
_VENDOR_CRITERIA = re.compile(r"InterQual|\bMCG\b|Milliman")
_STATED_REASONS = 6


class Material:
    """The `case` of the templates. Attributes are Told values, None where the case does not say it."""

    def __init__(self, case: CaseFile, routing: Routing, rulebook: Rulebook, words: Words) -> None:
        self._case = case
        self._facts = case.facts
        self._routing = routing
        self._rulebook = rulebook
        self._words = words
        self.route = routing.route.route
        self.phase = routing.phase
        self.level = routing.level
        self.category = routing.category.value
        self.regime = case.confirmed_regime or routing.regime.value
        self.is_urgent = routing.urgency == "expedited"
        self.is_clinical = self.category in CLINICAL
        self.is_post_service = routing.phase == "post_service"

    # What the document is called

    @property
    def route_words(self) -> RouteWords:
        return self._words.routes[self.route]

    @property
    def level_words(self) -> LevelWords | None:
        return self._words.levels.get(self.level)

    @property
    def is_appeal(self) -> bool:
        return self.route_words.kind in ("appeal", "external_review_request")

    @property
    def filing(self) -> str:
        """ "appeal", "request for redetermination" ..."""
        return self.level_words.noun if self.is_appeal and self.level_words else self.route_words.noun

    @property
    def greeting(self) -> str:
        return self.level_words.greeting if self.level_words else "Dear Reviewer"

    @property
    def is_denial(self) -> bool:
        return self._routing.is_denial is True

    @property
    def next_step(self) -> str:
        return self.level_words.next_step if self.level_words else ""

    @property
    def family(self) -> str:
        known = self._words.regimes.get(self.regime)
        return known.family if known else "unknown"

    @property
    def argument(self) -> str:
        return self._words.arguments.get(self.category, "unknown")

    # Facts as phrases

    def told(self, field: str) -> Told | None:
        fact = self._facts.find(field)
        return _told(fact) if fact else None

    def all(self, field: str) -> Sequence[Told]:
        return [_told(fact) for fact in self._facts.all(field)]

    def listed(self, field: str) -> Told | None:
        return told_series(self.all(field))

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

    @property
    def uses_vendor_criteria(self) -> bool:
        return any(_VENDOR_CRITERIA.search(value) for value in self._facts.values("criteria_cited"))

    @cached_property
    def diagnoses(self) -> Told | None:
        return self.listed("icd10")

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

    # Deadline, exhibits, law

    @cached_property
    def timeliness(self) -> Timeliness:
        return timeliness_of(self._case, self._routing)

    @property
    def practical_day(self) -> Told | None:
        """The day by which the notice wants the fix rather than the appeal."""
        return self.day(self._practical_field)

    @property
    def practical_day_passed(self) -> bool:
        moment = self._facts.date(self._practical_field)
        return moment is not None and moment < self._case.today

    @property
    def _practical_field(self) -> str:
        return "corrected_claim_deadline" if self.route == "corrected_claim" else "records_due_date"

    @cached_property
    def deed(self) -> Told:
        """What the payer is asked to do, after "to"."""
        if self.is_post_service:
            claim = self.claim or Told("the claim", ())
            return tell(f"pay {claim.text} for {self.service.text}", [claim, self.service])
        if self.phase == "concurrent":
            when = self.dates.text + " " if self.dates else ""
            return tell(f"continue coverage of {self.service.text} {when}without a break", [self.service, self.dates])
        return tell(f"approve {self.service.text} as requested", [self.service])

    @cached_property
    def service_start(self) -> Told:
        """The service as the first words of a sentence."""
        return Told(self.service.text[:1].upper() + self.service.text[1:], self.service.rests_on)

    @cached_property
    def received(self) -> Told | None:
        return Told(day(self._case.received_on), ("clinic",)) if self._case.received_on else None

    @cached_property
    def charts(self) -> Told | None:
        """ "Exhibit B (Medical records)" for the records that are in the packet."""
        told = [
            Told(f"Exhibit {self._letters[document.document_id]} ({exhibit_title(document)})",
                 (f"exhibit:{self._letters[document.document_id]}",))
            for document in self._case.documents[1:]
            if document.doc_type == "chart"
        ]
        return told_series(told)

    @cached_property
    def to_attach(self) -> Told | None:
        """One blank for all records that this kind of denial asks for and the packet lacks."""
        items = [one_line(row.item) for row in self._routing.missing if row.status != "have"]
        return Told(f"[[Attach, as far as the chart has them: {'; '.join(items)}]]", ()) if items else None

    @cached_property
    def allowed_law(self) -> tuple[CitedLaw, ...]:
        """All that a letter of this regime may name, once the regime is confirmed or found beyond doubt."""
        return tuple(CitedLaw(id=row.id, citation=row.citation) for row in self._regime_law)

    def law(self, *ids: str) -> Told | None:
        """ "(29 CFR 2560.503-1(h)(2)(iv))", or nothing where the law is not for this case."""
        rows = [self._law_by_id[name] for name in ids if name in self._law_by_id]
        sources = tuple(f"cite:{row.id}" for row in rows)
        return Told(f"({'; '.join(row.citation for row in rows)})", sources) if rows else None

    def knows(self, name: str) -> bool:
        return name in self._law_by_id

    @property
    def filing_law(self) -> Told | None:
        return self.law(*self.level_words.filing_law) if self.is_appeal and self.level_words else None

    @cached_property
    def _regime_law(self) -> Sequence[Citation]:
        found = self._routing.regime
        if not (self._case.confirmed_regime or found.is_confirmed or found.confidence >= SURE_REGIME):
            return ()
        rows = self._rulebook.citations.for_regime(self.regime)
        return [
            row for row in rows if row.in_force(self._case.today) and (not row.states or self._state in row.states)
        ]

    @cached_property
    def _law_by_id(self) -> dict[str, Citation]:
        """The rows that fit category, phase and step as well."""
        phases = {self.phase, "urgent"} if self.is_urgent else {self.phase}
        return {
            row.id: row
            for row in self._regime_law
            if (not row.categories or self.category in row.categories)
            and (not row.phases or not phases.isdisjoint(row.phases))
            and (not row.steps or self.level in row.steps)
        }

    @property
    def has_short_window(self) -> bool:
        """The notice allows fewer than the 180 days of a first commercial appeal."""
        days = self._facts.value("appeal_deadline_days") or ""
        in_days = self._facts.value("appeal_deadline_unit") in (None, "day")
        return self.level == "internal_level_1" and in_days and days.isdigit() and int(days) < 180

    @property
    def allows_good_cause(self) -> bool:
        return self.regime in _GOOD_CAUSE

    @cached_property
    def _state(self) -> str:
        # California's independent medical review is the only state step that the ladder itself names.
        return self._facts.value("state") or ("CA" if self.level == "wc_imr" else "")

    @cached_property
    def _letters(self) -> dict[str, str]:
        return {document.document_id: exhibit_letter(index) for index, document in enumerate(self._case.documents)}

    def _numbered(self, field: str, one: str, several: str) -> Told | None:
        values = self.all(field)
        listed = told_series(values)
        return tell(f"{one if len(values) == 1 else several} {listed.text}", [listed]) if listed else None

    def _in_sentence(self, text: str) -> str:
        """Small first letter where the letter itself writes that word small somewhere."""
        first = text.split(" ", 1)[0]
        small = first.lower()
        if self._case.documents and re.search(rf"\b{re.escape(small)}\b", self._case.letter.letter.text):
            return small + text[len(first) :]
        return text


_NO_SERVICE = Told("[[Add: the denied service and its code]]", ())


def _told(fact: Fact) -> Told:
    return Told(one_line(fact.value), (fact.fact_id,))
