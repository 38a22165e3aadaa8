"""What looks like a number of a person but is none: amounts, clinical codes, statutes, policies, NPIs. It stays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.llm.redaction.wordplaces import WordPlaces

_MONEY = re.compile(
    r"\$\s?[\d,.]+\d|(?<![\w-])\d{1,3}(?:,\d{3})+(?:\.\d\d)?(?![\w-])|(?<![\w.-])\d{1,9}\.\d{2}(?![\w.]|-\d)"
)
_STATUTE = re.compile(
    r"\b\d{1,3}\s?(?:C\.?\s?F\.?\s?R|U\.?\s?S\.?\s?C|F\.?\s?R|Fed\.?\s?Reg|Stat)\.?A?\.?(?:\s(?:parts?|sections?|§{1,2}|"
    r"ch(?:apter)?\.?))?[\s§]{0,3}"
    r"[\d.]+(?:-\d+)*[a-z]?(?:\(\w{1,5}\))*|§{1,2}\s?\d[\w.:-]*(?:\(\w{1,5}\))*"
)
_NUMBERED = re.compile(
    r"(?<!zip )(?<!Zip )(?<!ZIP )"
    r"(?i:sections?|sec|chapter|part|title|article|art|rule|secci[oó]n|cap[ií]tulo|statute|code)\.?\s?"
    r"[§]{0,2}\s?\d[\w.:-]*(?:\(\w{1,5}\))*|"
    r"(?:WAC|OAR|NAC|TAC|NCAC|KAR|AAC|IDAPA|COMAR|NYCRR|CMR|RCW|ORS|NRS|CCR|KRS|MCA|ARS|UAC|CSR|LAC|OAC|MCL|ARM|APL|PL)"
    r"[\s.]{1,2}\d[\w.:-]*(?:\(\w{1,5}\))*|"
    r"(?:CMS|HCFA|OMHA|OMB|DWC|NCD|LCD|LCA|CPB|MCG)(?:[\s-]?(?:No\.?|Number|Approval|#|Control)){0,2}[\s:-]{1,3}"
    r"(?=[A-Z]{0,3}\d)[A-Z]{0,3}\d{1,5}(?:[.-]\w{1,5}){0,2}(?![\w-])|RI\s\d\d-\d{3}(?!\d)|"
    r"(?i:medical|clinical|coverage|payment|reimbursement|drug|dental|utilization|corporate|pharmacy|plan)\s"
    r"(?i:(?:coverage |payment |review )?(?:policy|guideline|criteria|bulletin|rule)(?:\s?(?:no\.?|number|"
    r"#))?[\s:]{1,3})"
    r"(?=[A-Z]{0,6}[.\- ]?\d)[A-Z]{0,6}[.\- ]?\d[\w.-]*|"
    r"(?i:criteria|guidelines?|bulletin|protocol|edit|policy)\s(?=[A-Z]+-)[A-Z]{1,5}(?:-[A-Z0-9]{1,5}){1,4}(?![\w-])|"
    r"(?i:determination|article|lcd|ncd)\W{1,8}(?i:id\W{1,3})?[LA]?\d{2,5}(?:\.\d+)*\b"
)
_NUMBERED_FIRST = frozenset(
    "section sections sec chapter part title article art rule sección seccion capítulo capitulo statute code wac "
    "oar nac tac "
    "ncac kar aac idapa comar nycrr cmr rcw ors nrs ccr krs mca ars uac csr lac oac mcl arm apl pl cms hcfa omha "
    "omb dwc ncd "
    "lcd lca cpb mcg ri medical clinical coverage payment reimbursement drug dental utilization corporate pharmacy "
    "plan "
    "criteria guideline guidelines bulletin protocol edit policy determination".split()
)
_CODE = re.compile(
    r"(?<![\w-])(?:"
    r"(?:CO|PR|OA|PI|CR)[\s/-]?(?:[A-Z]\d{1,2}|\d{1,3})"
    r"|[A-Z]{1,2}\d{1,4}"
    r"|\d{5}(?:[\s,-]{1,2}(?:\d{2}|[A-Z]\d|[A-Z]{2}))*"
    r"|\d{4}[A-Z]|[A-Z]\d{4}(?:-[A-Z0-9]{2})*"
    r"|[A-TV-Z]\d[\dA-Z]\.?[\dA-Z]{0,4}"
    r"|[HRSE]\d{4}-\d{3}"
    r")(?![\w]|-\d)"
)
_DOTTED = re.compile(r"(?<![\w-])\d{1,4}(?:\.\d{1,5}){1,4}(?![\w-])")
_DRUG_CODE = re.compile(
    r"(?i:\bndc(?:\s(?:no\.?|number|code))?\W{0,3})\d{4,5}-\d{3,4}-\d{1,2}|\b(?i:ndc\W{0,3})\d{10,11}\b"
)
_CODE_RANGE = re.compile(r"(?<![\w-])(\d{5})\s?[-–]\s?(\d{5})(?![\w-])")
_TEN_DIGITS = re.compile(r"(?<![\w-])[12]\d{9}(?![\w-])")
_NPI = re.compile(r"(?i:\bn\.?p\.?i\b)[^\d\n]{0,30}[\dOlI]{10}(?!\d)")


def find_law_and_money(text: str, words: WordPlaces) -> Iterator[tuple[int, int]]:
    """Where amounts, statutes, numbered policies, drug codes and labelled NPIs stand: no label makes them a "
    "person's."""
    for pattern in (_STATUTE, _MONEY):
        for match in pattern.finditer(text):
            yield match.span()
    for pattern, first in ((_NUMBERED, _NUMBERED_FIRST), (_DRUG_CODE, ("ndc",)), (_NPI, ("npi", "n"))):
        for start in words.of(first):
            found = pattern.match(text, start)
            if found:
                yield found.span()


def find_codes(text: str) -> Iterator[tuple[int, int]]:
    """Where clinical and adjustment codes and bare NPIs stand; behind "Member ID" the same shape would be a number."""
    for pattern in (_CODE, _DOTTED):
        for match in pattern.finditer(text):
            yield match.span()
    for match in _CODE_RANGE.finditer(text):
        if match[1][:2] == match[2][:2]:
            yield match.span()
    for match in _TEN_DIGITS.finditer(text):
        if _has_check_digit(match.group()):
            yield match.span()


def is_code_shaped(value: str) -> bool:
    """Whether a value alone could be a procedure, diagnosis or adjustment code or a coverage determination."""
    return _CODE.fullmatch(value) is not None or re.fullmatch(r"[LA]\d{5}", value) is not None


def _has_check_digit(number: str) -> bool:
    """Luhn's check over the prefix 80840 and the number, as NPIs have it."""
    doubled = (int(char) * (1 + place % 2) for place, char in enumerate(reversed("80840" + number)))
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0
