"""What was decided: words that deny or grant, outside conditions, other cases and what was decided before."""

from __future__ import annotations

import re

from denialops.domain.rulebook.cues import Hit
from denialops.domain.rulebook.kinds import KindRules
from denialops.pipeline.finders.reading import Reading

_CONDITIONAL = re.compile(
    r"\b(?:if|may|might|could|would|unless|in case|whether|claims? that|neither|nor|how to|right to|should|"
    r"any (?:\w+ ){0,2}that|until|when(?! requested| you| the| we))\b[^.;:]{0,60}$"
)
_OF_ANOTHER = re.compile(
    r"\b(?:an?|any|each|every|future|of your|other|"
    r"appeal (?:this|the|our|your)|disagree with (?:this|the|our)|about (?:this|the|our))(?: \w+)?(?: \w+)? ?$"
)
_NEGATED = re.compile(r"\b(?:not|no|neither|nor|never|(?:second|another) (?:copy|request))(?: \w+)?(?: \w+)? ?$")
_OF_ANY = re.compile(r"\b(?:an?|any) (?:den(?:ied|ial)|reject(?:ed|ion)|unpaid)$")
_GENERAL = re.compile(r"(?:payment|coverage) depends on|claims? (?:can|may) be denied|denied claims? (?:may|can)")
_ASKED_FOR = re.compile(
    r"\b(?:ask(?:ed|s|ing)?|(?<!the )(?<!this )(?<!your )requested|request(?:s|ing)?|want(?:ed|s)?|wish(?:es|ed)?|"
    r"hoped|in order)\b[^.;:]{0,60}$"
)
_CONDITION_AFTER = re.compile(r"^[^.;:]{0,40}\b(?:if (?:you|we|it|they|no|the|nothing|not)|as a duplicate if)\b")
_NOUN = re.compile(r"(?:denial|denials|determination|refusal|rejection|decision|disallowance)$")
_HISTORY = re.compile(
    r"\b(?:told you|informed you|wrote you|notified you|previously|earlier|originally|initially|at first|first|"
    r"(?:our|the|your) (?:original|initial|earlier|prior|previous)|had|you (?:asked|appealed|disputed)|"
    r"overturn\w*|revers\w+|withdr\w+|no longer)\b[^.;]{0,80}$"
)
_REVERSED = re.compile(
    r"\b(?:overturn(?:ed|ing|s)?|revers(?:ed|ing|es|al)|(?<!un)(?<!partially )(?<!partly )favorable|granted|"
    r"decided in (?:your|the \w+'?s?) favor|approved?|revocamos|a su favor)\b"
)
_LIFTED = re.compile(
    r"\b(?:denial|decision|determination|refusal|answer)\b[^.]{0,40}\b(?:overturned|reversed|withdrawn|"
    r"set aside|vacated)\b|"
    r"\b(?:overturn|revers|withdr|vacat|set aside|chang)\w* (?:our|the|its|your|that|this) (?:\w+ ){0,3}"
    r"(?:denial|decision|determination|refusal|answer)\b"
)
_KEPT = re.compile(
    r"(?<!not be )(?<!cannot )(?<!not )uph[eo]ld|unfavorable|partial|partly|in part|"
    r"stand(?:s)? by|sustain|affirm(?!ation)|maintain|not chang|"
    r"remains|"
    r"still (?:say )?(?:no|den)|confirm(?:amos|s|ed) (?:the|our|la)|mantenemos"
)


def find_outcome(reading: Reading, rules: KindRules) -> tuple[Hit | None, Hit | None]:
    """Words of a denial, and words of a grant; a denial that is merely told of yields to a grant."""
    favour = _find_favour(reading, rules)
    if favour and _LIFTED.search(reading.flat) and not _KEPT.search(reading.flat):
        return None, favour
    told: Hit | None = None
    for hit in rules.decisions.hits(reading.flat):
        for match in re.finditer(re.escape(reading.flat[hit.start : hit.end]), reading.flat):
            place = Hit(match.start(), match.end(), hit.weight)
            if _is_conditional(reading, place):
                continue
            if not (favour and _HISTORY.search(_clause(reading, place))):
                return place, favour
            told = told or place
    return (None if favour and is_reversed(reading) else told), favour


def _find_favour(reading: Reading, rules: KindRules) -> Hit | None:
    for hit in rules.favours.places(reading.flat):
        if not (_is_conditional(reading, hit) or _is_asked(reading, hit)):
            return hit
    return None


def is_reversed(reading: Reading) -> bool:
    """Whether an earlier denial is lifted as a whole."""
    return bool(_REVERSED.search(reading.flat)) and not _KEPT.search(reading.flat)


def _clause(reading: Reading, hit: Hit) -> str:
    sentence = reading.sentence_at(hit.start)
    return reading.flat[max(sentence.start, hit.start - 120) : hit.start]


def _is_conditional(reading: Reading, hit: Hit) -> bool:
    """Whether the words speak of what might be, or of some other case."""
    before = _clause(reading, hit)
    if _CONDITIONAL.search(before) or _CONDITION_AFTER.match(reading.flat, hit.end, hit.end + 60):
        return True
    if _NEGATED.search(before) or _OF_ANY.search(reading.flat[max(0, hit.start - 12) : hit.end]):
        return True
    sentence = reading.sentence_at(hit.start)
    if _GENERAL.search(reading.flat, sentence.start, sentence.end):
        return True
    return bool(_OF_ANOTHER.search(before) and _NOUN.search(reading.flat, hit.start, hit.end))


def _is_asked(reading: Reading, hit: Hit) -> bool:
    """ "You asked us to approve" grants nothing."""
    return _ASKED_FOR.search(_clause(reading, hit)) is not None
