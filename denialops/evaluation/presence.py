"""Whether a value stands in the letter at all; one that does not was made up."""

from __future__ import annotations

import re
from functools import cached_property

from denialops.evaluation.compare import ORGANISATION_FILLERS, TITLES, period_atoms
from denialops.evaluation.normalise import (
    date_form,
    dates_in,
    diagnosis_form,
    digits,
    money_form,
    phone_form,
    procedure_form,
    reason_form,
    remark_form,
    spaced,
    squeezed,
    words,
)

_MONEY = re.compile(r"(?<![\d,.])\d[\d,]*(?:\.\d\d)?(?!\d)")


class LetterIndex:
    """A letter's text in the forms the questions need, each worked out once."""

    def __init__(self, text: str) -> None:
        self.text = text

    def holds(self, field: str, value: object) -> bool:
        """Whether the letter says `value`, in whatever spelling the field allows."""
        match field:
            case "appeal_fax" | "appeal_phone":
                return phone_form(value) in self._digits
            case "denial_date" | "service_from" | "service_to":
                return date_form(value) in self._dates
            case "billed_amount" | "denied_amount":
                return money_form(value) in self._amounts
            case "cpt_hcpcs" | "icd10" | "carc" | "rarc":
                return self._holds_code(field, value)
            case "service_description":
                return True
            case _:
                return self._holds_words(field, value)

    def _holds_words(self, field: str, value: object) -> bool:
        match field:
            case "appeal_deadline_stated":
                return self._holds_period(value)
            case "denial_reason_quote" | "plan_type_evidence":
                return spaced(value).lower() in self._spaced
            case "patient_name":
                return self._holds_person(value)
            case "payer" | "provider_name" | "appeal_address" | "criteria_cited":
                return self._holds_most_words(value)
            case _:
                return squeezed(value) in self._squeezed

    def _holds_code(self, field: str, value: object) -> bool:
        upper = self.text.upper()
        match field:
            case "cpt_hcpcs":
                code = re.escape(procedure_form(value))
                return re.search(rf"(?<![A-Za-z0-9]){code}(?![A-Za-z0-9])", upper) is not None
            case "carc":
                return re.search(rf"(?<![A-Z0-9]){re.escape(reason_form(value))}(?![0-9])", upper) is not None
            case "icd10":
                return diagnosis_form(value).lower() in self._squeezed
            case _:
                return remark_form(value).lower() in self._squeezed

    def _holds_period(self, value: object) -> bool:
        atoms = period_atoms(value)
        return atoms <= self._periods if atoms else spaced(value).lower() in self._spaced

    def _holds_person(self, value: object) -> bool:
        names = [word for word in words(value) if len(word) > 2 and word not in TITLES]
        return bool(names) and all(name in self._words for name in names)

    def _holds_most_words(self, value: object) -> bool:
        """Seven words in ten, and every word with a digit."""
        wanted = [word for word in words(value) if word not in ORGANISATION_FILLERS] or words(value)
        numbered = [word for word in wanted if any(mark.isdigit() for mark in word)]
        if not all(word in self._words or word in self._squeezed for word in numbered):
            return False
        return sum(word in self._words for word in wanted) >= 0.7 * len(wanted)

    @cached_property
    def _spaced(self) -> str:
        return spaced(self.text).lower()

    @cached_property
    def _squeezed(self) -> str:
        return squeezed(self.text)

    @cached_property
    def _digits(self) -> str:
        return digits(self.text)

    @cached_property
    def _dates(self) -> frozenset[str]:
        return dates_in(self.text)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(words(self.text))

    @cached_property
    def _periods(self) -> frozenset[tuple[str, object]]:
        return period_atoms(self.text)

    @cached_property
    def _amounts(self) -> frozenset[float | None]:
        return frozenset(money_form(text) for text in _MONEY.findall(self.text))
