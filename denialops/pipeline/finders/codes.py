"""Procedure, diagnosis, adjustment and remark codes; a code counts where its neighbourhood says it is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from denialops.pipeline.finders.care_words import HEAD
from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Reading, fold
from denialops.pipeline.finders.tables import head_over

_PROCEDURE = re.compile(
    r"(?<![\w.$#/-])(\d{4}[0-9FTUM]|[A-CEG-HJ-MP-VD]\d{4})(?![\w%]|[.,/]\d)(?=(?:-[A-Z0-9]{2})*(?![\w-]|-\w)|-[a-z])"
    r"(?:[ -](?:x ?\d+|(?P<mod>[A-Z0-9]{2})(?![\w.,/])))?"
)
"""A code with its modifiers; what goes on behind another dash is part of a longer number."""
_ICD = re.compile(r"(?<![\w.-])([A-TV-Z]\d[0-9AB](?:\.[0-9A-TV-Z]{1,4})?|U0[0-9]\.\d)(?![\w])(?!\.\d)")
_ICD_PLAIN = re.compile(
    r"(?:(?:icd(?:-?10)?(?:-?cm)?|diagnos[ie]s|dx|diag)(?: codes?)?(?:\(s\))? ?[:#.]? {0,3})"
    r"(?P<code>[a-tv-z]\d[0-9ab][0-9a-tv-z]{1,4})(?![\w.])"
)
_ICD_LABEL = re.compile(
    r"(?:icd(?:-?10)?(?:-?cm)?|diagnos[ie]s|dx|diag|"
    r"diagnostico)(?: codes?)?(?:\(s\))? ?[:#.]? ?(?:[a-z][\w .,()]{0,40})?[(:]? ?$"
)
_PROCEDURE_LABEL = re.compile(
    r"(?:hc:|cpt|hcpcs|procedures?|proc|(?<!reason )(?<!denial )(?<!edit )(?<!remark )(?<!zip )(?<!diagnosis )codes?|"
    r"services?|svc|cdt|ada|cpt/hcpcs|line|items?|billed|codigo|service code|for|\()"
    r"(?: (?:requested|asked for|billed|denied|reviewed|ordered))?(?: ?(?:codes?|no|number|line))?(?:\(s\))?"
    r" ?[:#.]* ?\(?$"
)
_OTHER_CODE = re.compile(
    r"(?:(?:reason|denial|edit|remark|zip|error|rejection|message|area|tax|revenue|adjustment|plan|group|enrollment|"
    r"bill|payer|taxonomy|employer|dx|diagnosis|drug|claim|division|branch|section) (?:codes?|id|no|number|#)|"
    r"group|contract|"
    r"box|zip|suite|ste)[ .:#]*$"
)
"""Words before a number that is no procedure code, whatever its shape."""
_GROUPED = re.compile(r"(?<![\w-])(CO|PR|OA|PI|CR)[ */-]{0,2}([ABDGPWY]?\d{1,3})(?!\w|\.\d|-\d{2})")
_CARC = re.compile(
    r"(?:CARC|[Cc]laim [Aa]djustment (?:[Rr]eason )?[Cc]odes?|[Aa]djustment (?:[Rr]eason )?[Cc]odes?|"
    r"[Rr]eason [Cc]odes?|[Rr]eason(?= \d{1,3} ?[-:(.] )|[Dd]enial [Cc]odes?|ADJ|Adj)"
    r"(?: (?:is|was|no\.?))? ?[:#(]? ?((?:(?:CO|PR|OA|PI)[ -]?)?[A-Z]?\d{1,3}(?!\w|\.\d)(?:(?:,| and|"
    r"/| &) (?:(?:CO|PR|OA|PI)[ -]?)?[A-Z]?\d{1,3}(?!\w|\.\d))*)"
)
_RARC = re.compile(r"(?<![\w.-])(MA\d{2,3}|M\d{1,3}|N\d{1,4})(?!\w|\.\d|-\d)")
_LEGEND = re.compile(
    r"^[ \t*]*(?:CARC |RARC |\()?(?:CO|PR|OA|PI)?[ -]?(\d{1,3}|A[158]|B\d{1,2})\)?(?: ?[-:=.)]|\t|"
    r" {2,}) ?(?=[A-Z\"“])",
    re.MULTILINE,
)
_BARE_REASON = re.compile(
    r"denied ?\(?(?:code |reason )?\(?(\d{1,3})\)|"
    r"(?:den(?:ied|y|ies)|limit|excluded|not (?:covered|paid|payable))[^.;:\n]{0,60}\s\[ ?(\d{1,3}) ?\]"
)


class Code(NamedTuple):
    """A code with its place; `modifier` of a procedure, `group` of an adjustment."""

    value: str
    start: int
    end: int
    confidence: float
    modifier: str = ""
    group: str = ""


def scan_procedures(reading: Reading) -> Iterator[Code]:
    """CPT, HCPCS and CDT codes; five digits alone must stand in brackets, a list of codes, or a claim line."""
    seen_plain = False
    for match in _PROCEDURE.finditer(reading.text):
        code = match.group(1)
        before = _LEADER.sub(" ", reading.before(match.start(), 60))[-34:]
        if _is_plan_contract(reading, match) or _OTHER_NUMBER.search(before) or _OTHER_CODE.search(before):
            continue
        if _GROUPS_BEHIND.match(reading.text, match.end(1)):
            continue
        if code.isdigit() and not (
            _is_procedure(reading, match, before) or (seen_plain and _in_list(reading, match.start()))
        ):
            continue
        seen_plain = True
        yield Code(code, match.start(1), match.end(1), SURE, match["mod"] or "")


_OTHER_NUMBER = re.compile(
    r"\b(?:(?:lic|ptan|npi|tin|ein|dea)(?:ense)?\.?(?: (?:no|number))?[.:#]? ?(?:[a-z]{1,2}[ -])?|(?:icn|dcn|tcn|"
    r"claim|case|file|account|"
    r"acct|acnt|"
    r"policy|member|id|ref|reference|document|doc|check|eft|control)(?: (?:no|number|id|#))?[ .:#]{1,3}"
    r"(?:[a-z]{0,4}-?\d{0,6} ){0,2}(?:[a-z]{1,4}|\d{2,6}) )$"
)
"""Behind these words a code-shaped number is a part of a longer one."""


def _is_plan_contract(reading: Reading, match: re.Match[str]) -> bool:
    """H, R and S numbers of Medicare contracts look like codes: alone in the letterhead, or with a part behind."""
    if match.group(1)[0] not in "HRS":
        return False
    top = reading.lines[min(3, len(reading.lines) - 1)].end
    line = reading.line_of(match.start())
    names_plan = (
        re.search(r"hmo|ppo|pdp|plan\b|medicare|contract|\(", reading.lower[line.start : match.start()]) is not None
    )
    return match.start() < top and (names_plan or reading.text[match.start() - 1 : match.start()] != "(")


def _is_procedure(reading: Reading, match: re.Match[str], before: str) -> bool:
    """Not a ZIP code, a box, a house number or part of an identifier; `before`: the folded words that lead to it."""
    if _IN_GROUPS.search(before):
        return False
    if reading.text[match.start() - 1 : match.start()] == "(" and re.match(
        r"[),;]|-\w\w\)", reading.text[match.end(1) : match.end(1) + 4]
    ):
        return True
    if re.search(
        r"(?:box|zip|suite|ste|, [a-z]{2}|^[a-z]{2}| [a-z]{2}|#|no\.?|id|number|claim|case|group|policy|"
        r"ref\w*|auth\w*|member|account|route|rt|hwy|room|version|ext\.?) ?$",
        before,
    ):
        return bool(re.search(r"(?:cpt|hcpcs|code|procedure)s?(?: (?:no|number|#))?[.:]? ?$", before))
    if re.match(
        r" (?:[A-Z][a-z]+ )?(?:Street|St|Avenue|Ave|Road|Rd|Blvd|Boulevard|Drive|Dr|Lane|Ln|Way|Parkway|"
        r"Pkwy|Highway|Court|Ct|Plaza|Place|Circle)\b",
        reading.text[match.end() : match.end() + 40],
    ):
        return False
    if (
        _CODE_HEAD.search(head_over(reading, match.start(1)))
        or _opens_with_label(reading, match)
        or _opens_line(reading, match)
        or _PROCEDURE_LABEL.search(before)
        or _behind_words(reading, match)
    ):
        return True
    line = reading.line_of(match.start())
    rest = reading.lower[max(line.start, match.start() - 300) : min(line.end, match.end() + 300)]
    return bool(
        re.search(r"\$|\d\.\d\d(?!\d)|\d{1,2}/\d{1,2}/\d{2}|\bx \d|denied|\bicd|\bdx\b|[a-tv-z]\d\d\.\d", rest)
    ) and not re.search(r"\b(?:po box|p\.o\.|street|suite)\b", rest)


_LEADER = re.compile(r"[ .]{3,}|[ .]*[=~|]+ ?")
_GROUPS_BEHIND = re.compile(r" \d{2,4} \d{2,4}(?![\d/.,])")
"""Two groups of digits behind the number, likewise."""
_IN_GROUPS = re.compile(r"(?<![\w/.,])\d{2,5} \d{3,4} $")
"""Two groups of digits before the number: the three are one number printed with gaps."""

_CODE_HEAD = re.compile(
    r"^(?:proc(?:edure)?s?(?: codes?)?|(?:service |billing |cpt |hcpcs |cpt/hcpcs )?codes?|cpt|hcpcs|cpt/hcpcs)$"
)
_CARE_BEHIND = re.compile(rf"(?:-\w\w)? (?:- )?(?:[a-z-]+ ){{0,4}}{HEAD.pattern}")
_SERVICE_LINE = re.compile(
    r"\s*(?:re|service|procedure|request(?:ed)?|item|treatment|exam|test|surgery|denied|services|drug|what)"
    r"(?: requested| denied)?(?: for)? ?[:.| ]"
)


def _opens_line(reading: Reading, match: re.Match[str]) -> bool:
    """First on its line, before a noun of care."""
    line = reading.line_of(match.start())
    return not reading.text[line.start : match.start()].strip() and bool(
        _CARE_BEHIND.match(reading.flat, match.end(1), line.end)
    )


def _opens_with_label(reading: Reading, match: re.Match[str]) -> bool:
    """Last or in brackets on a line that says service: "Service: epidural injection, L5-S1, 62323"."""
    line = reading.line_of(match.start())
    ends = re.match(r"\)?[.;]?\s*(?:\n|$| {2}|,)", reading.text[match.end(1) : match.end(1) + 6])
    starts = _SERVICE_LINE.match(reading.lower, line.start, match.start())
    return bool(starts and ends and re.search(r"(?:[,(/-] ?|  )$", reading.text[line.start : match.start()]))


def _behind_words(reading: Reading, match: re.Match[str]) -> bool:
    """ "..., 63650" at the end of a cell or sentence behind words in small letters: no town, no name."""
    left = reading.text[max(0, match.start() - 40) : match.start()]
    behind = reading.text[match.end(1) : match.end(1) + 2]
    if behind == "  " and _CARE_BEFORE.search(fold(left)):
        return True
    if _LISTED.match(reading.text, match.end()) and left.endswith(", ") and HEAD.search(fold(left)):
        return True
    return bool(
        re.search(r"(?<![\w])[a-z]{4,}(?:,| /| -| \|) $", left) and re.match(r"\s{2}|\n|[.;)]|$", behind)
    ) or bool(re.search(r"(?:service|procedure|code|line) (?:was|is) $", left))


_CARE_BEFORE = re.compile(rf"{HEAD.pattern} $")
_LISTED = re.compile(r",| and \w?\d{4}| & \w?\d{4}")


def _in_list(reading: Reading, start: int) -> bool:
    return bool(re.search(r"\d{4}[0-9a-z](?:-\w\w| x ?\d+)?(?:,| and|/|;|,? &) ?$", reading.before(start, 16)))


def scan_diagnoses(reading: Reading) -> Iterator[Code]:
    """ICD-10-CM codes; one without a dot needs the word diagnosis before it."""
    for match in _ICD.finditer(reading.text):
        code = match.group(1)
        labelled = bool(_ICD_LABEL.search(reading.before(match.start(), 60))) or _follows_diagnosis(
            reading, match.start()
        )
        bracketed = (
            reading.text[match.start() - 1 : match.start()] == "("
            and reading.text[match.end() : match.end() + 1] == ")"
        )
        if "." in code or labelled or bracketed:
            yield Code(code, match.start(1), match.end(1), SURE if "." in code else LIKELY)

    for match in _ICD_PLAIN.finditer(reading.lower):
        yield Code(reading.text[match.start("code") : match.end("code")], *match.span("code"), LIKELY)


def _follows_diagnosis(reading: Reading, start: int) -> bool:
    return bool(
        re.search(
            r"(?:diagnos|dx|icd)[^.\n]{0,60}[a-tv-z]\d[0-9ab][\w.]{0,5}(?:,| and|;|/) ?$", reading.before(start, 90)
        )
    )


_PAPER = re.compile(
    r"\b(?:guidelines?|guia|polic(?:y|ies)|criteria|criterios?|manual|bulletin|form|mail (?:code|stop)|dept|desk|ref)\b"
    r"[^.;:\n()]{0,30}$"
)
"""Words before a paper or desk whose name is shaped like a group and a code."""


def scan_adjustments(reading: Reading) -> Iterator[Code]:
    """CARC codes: with their group, behind words that call them so, in brackets after "denied", or in a legend."""
    for match in _GROUPED.finditer(reading.text):
        if _PAPER.search(reading.before(match.start(), 45)):
            continue
        yield Code(match.group(2).lstrip("0") or "0", match.start(), match.end(), SURE, group=match.group(1))
    for match in _CARC.finditer(reading.text):
        for part in re.finditer(r"(?:(CO|PR|OA|PI)[ -]?)?([A-Z]?\d{1,3})", match.group(1)):
            start = match.start(1)
            yield Code(
                part.group(2).lstrip("0"), start + part.start(), start + part.end(), SURE, group=part.group(1) or ""
            )
    for match in _LEGEND.finditer(reading.text):
        yield Code(match.group(1).lstrip("0"), match.start(1), match.end(1), GUESS)
    for match in _BARE_REASON.finditer(reading.flat):
        number = match.lastindex or 1
        yield Code(match.group(number).lstrip("0"), *match.span(number), LIKELY)


def scan_remarks(reading: Reading) -> Iterator[Code]:
    for match in _RARC.finditer(reading.text):
        yield Code(match.group(1), match.start(1), match.end(1), SURE)
