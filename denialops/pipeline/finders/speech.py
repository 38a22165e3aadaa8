"""What a sentence does in a letter: it denies, tells of rights or of every letter, repeats a request, pays a line."""

from __future__ import annotations

import re

from denialops.pipeline.finders.reading import Reading

RIGHTS = re.compile(
    r"\b(?:you (?:(?:may|can) (?:appeal|ask|file|request|call|send|also|write|submit|have|dispute|"
    r"keep|get|contact)|have the right|(?:must|should) (?!first|have|try|use|see|be ))|right to|appeals? (?:must|"
    r"may|to|within|"
    r"in writing|by|:)|to appeal|file an? |"
    r"ask for an? (?:appeal|review|reconsideration)|within \d+ (?:calendar |business )?(?:days|"
    r"months) (?:of|from|after)(?! (?:the )?(?:\w+ )?(?:date of )?(?:service|discharge|treatment|visit))|"
    r"peer-?to-?peer (?:is|call|"
    r"discussion|review|conversation|may)|call us|fax|"
    r"p\.?o\.? box|free (?:copy|copies)|if you|usted puede (?:pedir|presentar|apelar|solicitar)|"
    r"puede (?:pedir|presentar|apelar|solicitar)|tiene derecho|expedited|send (?:us|it|a)|we will|"
    r"questions|an appeal|please (?!bill|resubmit|correct|(?:re)?(?:submit|send) (?:the|this|your|us (?:that|"
    r"the other|the primary)))|sincerely|"
    r"form cms|can ask|upon request)\b"
)
DENIES = re.compile(
    r"\bden(?:y|ied|ying|ial)\b|duplicate|uph[eo]ld|unpaid|refus|declin|turned down|disallow|reject|not possible|"
    r"because|"
    r"no (?:coverage|benefits?|payment)|porque|nothing is|(?:cannot|can't|will not|not) (?:be )?(?:pay|paid|paying|"
    r"cover|approv)"
)
RESTATED = re.compile(
    r"you (?:wrote|asked|say|said|told|requested)|we (?:received|got|were asked)|"
    r"on [\w ,/]{6,22} we (?:received|got)"
)
GENERAL = re.compile(
    r"\b(?:as a reminder|please (?:note|remember)|keep in mind|in general|generally|under any circumstances|means|"
    r"is defined|definitions?|codes used|for (?:denials|decisions|claims) (?:that|based|about|involving)|"
    r"available (?:for|when|if)|(?:rewarded|incentive|bonus)|(?:are|is) never covered|the following|"
    r"some (?:services|plans|providers)|(?:services|claims|items|supplies|drugs|charges) (?:\w+ ){0,6}(?:must|"
    r"should) (?:be )?|"
    r"we (?:do not|never) (?:reward|discriminate)|your (?:plan|coverage|policy) may|may be (?:needed|required|"
    r"higher|responsible)|"
    r"cost more|(?:claims|bills|duplicates?) (?:sent|filed|received|submitted|are)|balance bills? may|"
    r"added protections?|"
    r"how to|to include|may be excluded|in the future|future (?:claims|services)|to avoid|tell us if|let us know)\b"
)
"""What is true of every letter of the payer: definitions, reminders, lists; it gives no reason for this decision."""
PAID = re.compile(r"\b(?:was|were|is|has been|are) (?:\w+ )?(?:paid|allowed|approved|covered)\b|\bpaid at\b")


def without_rights(reading: Reading) -> str:
    """The folded text with the sentences about rights blanked, unless they deny; every character keeps its place."""
    parts, end = [], 0
    for sentence in reading.sentences:
        text = reading.flat[sentence.start : sentence.end]
        if RIGHTS.search(text) and not DENIES.search(text):
            parts += [reading.flat[end : sentence.start], " " * (sentence.end - sentence.start)]
            end = sentence.end
    return "".join(parts) + reading.flat[end:]
