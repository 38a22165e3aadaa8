"""Words that can name a service, and words that only stand beside one."""

from __future__ import annotations

import re

THING = (
    r"(?:(?:services?|treatments?|procedures?|items?|medications?|medicines?|drugs?|tests?|exams?|surgery)(?:\(s\))?|"
    r"prescriptions?|"
    r"equipment|benefit|supply|care|level of care|medicina|medicamento|servicios?|tratamiento|procedimiento|equipo|"
    r"examen|"
    r"estudio)"
)
CODE = r"(?:\d{4}[0-9FTUM]|[A-V]\d{4})"
NOT_SERVICE = re.compile(
    r"\b(?:claims?|request\w*|appeal\w*|decision|notice|letter|coverage|payment|information|records?|"
    r"review\w*|this|these|your|authorization|copy|hearing|"
    r"following|charges?|member|plan|days|it|them|they|determination|reconsideration|redetermination|"
    r"listed|above|below|documentation|codes?|amount|"
    r"billed|reimbursement|form|any|all|part|help|expedited|denial|denied|corrected|provider|"
    r"independent|lines?|dates?|report|first|other|you|we|our|"
    r"mac|jurisdiction|contractor|medicare|medicaid|patient|dispute|pays?|paid|because|criteria|"
    r"number|deductible|network|questions|"
    r"operative|submitted|street|referral|more|attending|asked|programs?|approved|not|"
    r"insurance|will|que|recibimos|benefits?)\b"
)
LEADS = (
    frozenset("because that which before due since their his her".split())
    | frozenset("within has had it is was be".split())
    | frozenset(
        "in at to and continued may can will should until we after before more out-of-network as by on "
        "with if when how not".split()
    )
)
DATE_INSIDE = re.compile(
    r"\d{1,2}/\d{1,2}/\d|\d{3,}-\d|(?:Jan|Febr)uary \d|(?:March|April|May|June|July|August) \d|(?:Septem|Octo|Novem|"
    r"Decem)ber \d"
)
BARE_THING = re.compile(rf"(?:the |your |this )?{THING}")
NO_THING = re.compile(
    rf"{CODE}\b|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d|"
    rf"\d{{1,6}} [A-Z]\w+ (?:Street|St|Ave|Road|Lane)|at the|same|see |CARC|RARC|CO-|PR-|[Tt]ooth\b|Units\b|[Tt]his |"
    rf"[Ee]sta |Medicare drug|[A-Z ]+ (?:HMO|PPO|RA)\b"
)


def is_empty(words: str) -> bool:
    """Whether nothing is left of the words that can name a service."""
    kept = [word for word in re.findall(r"[a-záéíóúñ]{3,}", words.lower()) if not NOT_SERVICE.fullmatch(word)]
    return not kept or (len(kept) < 2 and bool(NOT_SERVICE.search(words.lower())))


def is_vague(words: str) -> bool:
    """Whether the words begin or end with words that name no care, mostly consist of them, or hold a date."""
    low = [word.strip(",.") for word in words.lower().split()]
    named = [word for word in low if not NOT_SERVICE.fullmatch(word) and len(word) > 2]
    vague_edge = NOT_SERVICE.fullmatch(low[0]) or (
        NOT_SERVICE.fullmatch(low[-1]) and low[-1] not in ("days", "services")
    )
    if any(word in ("appeal", "appeals", "made", "hearing", "approval") for word in low):
        return True
    return bool(
        BARE_THING.fullmatch(words.lower())
        or vague_edge
        or (low[0] in LEADS and low[:2] != ["in", "vitro"])
        or len(named) * 2 < len(low)
        or len(low) > 14
        or DATE_INSIDE.search(words)
    )


_END = re.compile(
    rf" {{3,}}|\t|\. (?=[A-Z])|\.$| - (?=[A-Z])|,? ?\(?(?:DOS|CPT|HCPCS|CDT|Dx|ICD|NPI|Billed|Decision|"
    rf"Status|Diagnosis|Date|Claim|Provider|"
    rf"Requested by|Ordered|Ref|Reference|Case|Auth|NDC|Surgeon|Facility)\b|,? (?:on|from) (?=\d|"
    rf"[A-Z][a-z]+ \d)|, (?=\d{{1,2}}/)|,? \(?(?:prescriber|prescribed|requested by|"
    rf"provider|ordered by|for (?:the )?diagnosis)\b|[ ,(]+{CODE}\b| (?:at|for) (?=[A-Z]\w+ [A-Z])|"
    rf", (?=[A-Z]\w+ [A-Z]\w+ (?:Hospital|Clinic|Center|House))"
)


def until_end(text: str) -> str:
    cut = _END.search(text)
    return (text[: cut.start()] if cut else text).strip(" ,.-(:")
