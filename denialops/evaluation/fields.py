"""Which fields are scored, and how an answer's value of a field is reached."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Answer = Mapping[str, Any]

CLASSIFIED = frozenset(
    "is_denial document_kind plan_type denial_category appeal_level urgency recommended_route".split()
)
LISTED = frozenset("claim_numbers reference_numbers cpt_hcpcs icd10 carc rarc criteria_cited".split())
SCORED = tuple(
    """is_denial document_kind payer plan_type patient_name member_id group_number claim_numbers reference_numbers
    provider_name npi service_description cpt_hcpcs icd10 carc rarc service_from service_to denial_date
    denial_category denial_reason_quote billed_amount denied_amount appeal_deadline_stated computed_deadline
    appeal_level appeal_address appeal_fax appeal_phone urgency criteria_cited recommended_route""".split()
)
TRACEABLE = tuple(
    """payer patient_name member_id group_number claim_numbers reference_numbers provider_name npi cpt_hcpcs icd10
    carc rarc service_from service_to denial_date denial_reason_quote billed_amount denied_amount
    appeal_deadline_stated appeal_address appeal_fax appeal_phone criteria_cited plan_type_evidence""".split()
)
"""Fields whose value must stand in the letter; the others are conclusions."""

_ALTERNATIVE_KEYS: dict[str, tuple[str, ...]] = {
    "payer": ("payer_aliases", "payer_also_ok"),
    "provider_name": ("provider_aliases",),
    "patient_name": ("patient_aliases",),
    "npi": ("npi_also",),
    "member_id": ("member_id_also",),
    "group_number": ("group_number_also",),
    "appeal_fax": ("appeal_fax_also",),
    "appeal_phone": ("appeal_phone_also",),
    "recommended_route": ("route_also_ok",),
    "denial_category": ("category_also_ok",),
    "plan_type": ("plan_type_also_ok",),
    "document_kind": ("kind_also_ok",),
    "appeal_level": ("level_also_ok",),
    "urgency": ("urgency_also_ok",),
    "denial_reason_quote": ("quote_also_ok",),
    "criteria_cited": ("criteria_also_ok",),
}
_SERVICE_ENDS = {"service_from": "from", "service_to": "to"}
_SAID_NOTHING = frozenset({"", "null", "none", "n/a", "not stated", "unknown?"})


def value_of(answer: Answer, field: str) -> Any:
    """The value an answer gives to a field; None where it gives none."""
    if field in _SERVICE_ENDS:
        return _service_end(_plain(answer.get("service_dates")), _SERVICE_ENDS[field])
    return _plain(answer.get(field))


def values_of(answer: Answer, field: str) -> list[Any]:
    """The values of a list field, also where an answer wrote them as one text."""
    return as_list(value_of(answer, field))


def as_list(value: Any) -> list[Any]:
    """One value, a list of them or a text of several, as a list."""
    if value is None:
        return []
    if isinstance(value, str):
        return re.split(r"[,;]\s*", value)
    return list(value) if isinstance(value, list) else [value]


def alternatives_of(gold: Answer, field: str) -> list[Any]:
    """Values accepted beside the gold one; a None among them says that leaving the field empty is fine."""
    if field in _SERVICE_ENDS:
        return [dates.get(_SERVICE_ENDS[field]) for dates in gold.get("service_dates_also_ok") or []]
    keys = _ALTERNATIVE_KEYS.get(field, (f"{field}_also_ok",))
    return [value for key in keys for value in gold.get(key) or []]


def _plain(value: Any) -> Any:
    if isinstance(value, dict) and "value" in value and not {"from", "to"} & set(value):
        value = value["value"]
    if isinstance(value, list):
        return [item for item in map(_plain, value) if item is not None]
    if isinstance(value, str) and value.strip().lower() in _SAID_NOTHING:
        return None
    return value


def _service_end(dates: Any, end: str) -> Any:
    if isinstance(dates, dict):
        return _plain(dates.get(end))
    if isinstance(dates, list):
        return dates[0 if end == "from" or len(dates) == 1 else 1] if dates else None
    return dates
