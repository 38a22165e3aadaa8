"""What can be a person, a provider of care, a payer or a member's number at all, wherever it stands in a letter."""

from __future__ import annotations

import re

from denialops.pipeline.finders.mentions import is_organisation
from denialops.pipeline.finders.names import credential_after
from denialops.pipeline.finders.reading import Reading, Span

_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_MONTH_AND_DAY = re.compile(rf"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?{_MONTH} \d|{_MONTH} of ")
_NO_PERSON = re.compile(
    r"\b(?:parts? [a-d]|healthy|behavioral|connections?|recovery|overpayments?|coordinators?|specialists?|directors?|"
    r"reviewers?|examiners?|analysts?|representatives?|guidelines?|criteria|polic(?:y|ies)|manual|table|section|"
    r"chapter|standard|urgent|expedited|certified|electronic|internal|external|independent|mailed|"
    r"(?:north|south) (?:carolina|dakota)|west virginia|northern|southern|western|"
    r"new (?:york|jersey|mexico|hampshire)|rhode island|district|commission\w*|hearings?|cabinet|bureau|tribunal|"
    r"surgical|surgery|surgeons?|nurses?|practice|laborator\w+|diagnostics?|institute|orthop\w+|"
    r"therap(?:y|ies|ist)|spouse|tier|bronze|platinum|hardware|industries|"
    r"occupational|specialty|account|invoice|corrected|original|today|yours|covered|"
    r"not|our|if|when|why|what|how)\b"
)
_DEGREE_WITHIN = re.compile(r", (?:MD|DO|DDS|DMD|NP|PA|RN|DPM|OD|DC|PhD|M\.D\.),? ")
_ZIP_BEHIND = re.compile(r",? (?:[A-Z]{2},? )?\d{5}(?:-\d{4})?(?!\d)")
"""Town and state have the shape of a family and a first name."""
_DOCTOR_BEFORE = re.compile(r"(?:\bdra?\.?|\bdoctora?|\bdr\.? [a-z]\.) $")
_SIGNS = re.compile(
    r"(?:sincerely|respectfully|regards|cordially|atentamente|truly|signed|faithfully|thank you|for the plan)"
    r"(?: yours)?[,.: ]{0,3}$"
)
_OFFICER_BELOW = re.compile(
    r"\s{0,60}(?:,|\n)\s{0,60}(?:(?:senior|lead|chief|clinical|appeals?|claims?|medical|grievance|member|provider|"
    r"redetermination|utilization|preauthorization|health|benefits?|review|care|case|associate|quality|pharmacy|rn|lvn|"
    r"md|do)[ ,&]+){0,3}(?:coordinator|specialist|analyst|director|manager|examiner|adjuster|reviewer|representative|"
    r"officer|nurse|administrator|supervisor|president|pharmacist)[ \t]*(?:[,\n]|$)"
)


def may_be_patient(reading: Reading, place: Span) -> bool:
    """Not where the words name an office, a paper or a part of a plan, a doctor, or who signs for the payer."""
    low = reading.flat[place.start : place.end]
    text = reading.cut(place)
    if _NO_PERSON.search(low) or _MONTH_AND_DAY.match(low) or is_organisation(text) or low.startswith(("dr ", "dr. ")):
        return False
    if credential_after(reading.text, place.end) > place.end or _DEGREE_WITHIN.search(text):
        return False
    if _ZIP_BEHIND.match(reading.text, place.end):
        return False
    before = reading.before(place.start, 24)
    if _DOCTOR_BEFORE.search(before) or _SIGNS.search(before):
        return False
    return _OFFICER_BELOW.match(reading.lower, place.end) is None


_DESK = re.compile(
    rf"\b(?:part [a-d]|claims?|overpayments?|recoupment|redetermination|reconsideration|tricare|medicare|medicaid|"
    r"(?:appeals?|claims?|review|mail|second review|fax|payment) (?:desk|unit|section|team|line|office|branch)|"
    rf"prior (?:auth\w*|approval)|pre-?authorization|pre-?certification|{_MONTH} \d{{1,2}}|p\.? ?o\.? box|suite \d+|"
    r"network provider|participating provider|dates?|will end|beneficiary|enrollee|appellant|subscriber|"
    r"explanation of)\b"
)
_END_OF_SPAN = frozenset({"thru", "through"})
"""What stands behind "service from" at the head of a column."""
_STREET = re.compile(r"\d{1,6} [A-Z]|.*\b[A-Z]{2} \d{5}\b")


def may_be_provider(text: str) -> bool:
    """Not a desk of the payer, a date, a street or a number."""
    low = text.lower()
    return (
        low not in _END_OF_SPAN
        and not (_DESK.search(low) or _STREET.match(text) or _MONTH_AND_DAY.match(low))
        and len(text) > 3
    )


_PRODUCT = re.compile(
    r"\b(?:bronze|silver|gold|platinum|catastrophic) \d|"
    r"\b(?:hmo|ppo|epo|pos|hdhp) \d{2,}|\b\d{2,} (?:hmo|ppo|epo|pos)\b"
)
_NO_DECIDER = re.compile(
    r"\b(?:marketplace$|health connector|for health [a-z]+ plans|certificate(?: no\.?)? ?\d|"
    r"certified ura|explanation of|notice of|remittance|omb approval|form (?:no|cms)|department of labor|"
    r"office of personnel|insurance (?:department|commissioner|division|bureau)|department of (?:insurance|"
    r"managed health care|financial services)|division of insurance|quality improvement|healthcare\.gov|"
    r"(?:provider|member|customer) (?:services|relations)|page \d)\b|^(?:hmo|ppo|epo|pos|medicare part [a-d]|"
    r"individual and family|small group|large group|clinical review|notice)\b"
)


def may_be_payer(text: str) -> bool:
    """Not the product one is insured under, an exchange, a supervising agency, or the title of a paper."""
    low = text.lower()
    return not (_PRODUCT.search(low) or _NO_DECIDER.search(low))


_MASKED = re.compile(r"[Xx*#]{2,}[-* ]?(?:[Xx*]{2,}[-* ]?)?")
_SHORT_CODE = re.compile(
    r"(?=\D*(?:\d\D*){1,7}$)\d{1,4}(?:\.\d+){1,3}$|[A-Z]\d{2}(?:\.\w+)?$|CO-\d+$|PR-\d+$|[A-Z]\d{4}$"
)
_PHONE_PART = re.compile(r"(?:1-)?(?:\d{3}-)?\d{3}-\d{4}$")


def is_masked(value: str) -> bool:
    """Whether most of the number is crossed out (XXX-XX-1234)."""
    return _MASKED.match(value) is not None


def may_be_member_id(reading: Reading, value: str, start: int) -> bool:
    """Not crossed out, no code or numbered rule, and no number whose own label says that it is another's."""
    if is_masked(value) or _SHORT_CODE.match(value) or _PHONE_PART.match(value):
        return False
    return _OTHERS_LABEL.search(reading.before(start, 34)) is None


_OTHERS_LABEL = re.compile(
    r"(?:\bnpi|\btin|tax id|\bein|check(?:/eft)?|\beft|\btrace|\bclaim|(?<!/)\bicn|\bdcn|\bgroup|\bgrp|\bphone|\bfax|"
    r"\bpayer id|insurance certificate|license|\bcase|\bptan)"
    r"(?: ?(?:no|number|id|#))?[ .:#]{1,6}$"
)
