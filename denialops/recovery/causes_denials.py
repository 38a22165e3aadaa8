"""What speaks for and against the causes of a rise in denials: measurements, bulletins, other payers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.domain.recovery.decisions import Note
from denialops.domain.recovery.rules import OTHER, RecoveryRules
from denialops.domain.recovery.vendors import plain_reason
from denialops.recovery.analysis_inputs import Inputs
from denialops.recovery.causes_seen import Clue, Seen

POLICY_CHANGE = "payer_policy_change"
_GROUPS = r"(?:co|pr|oa|pi|cr|carc|code|reason)[ -]?"


def denial_clues(seen: Seen) -> Iterator[Clue]:
    yield from _statistics(seen)
    yield from _bulletins(seen)
    yield from _payers(seen)


def naming_bulletins(inputs: Inputs, codes: RecoveryRules) -> tuple[Note, ...]:
    """Those in whose words the code stands, or what the rules call it. A bare number may count anything."""
    code = plain_reason(inputs.incident.error_code).casefold()
    row = codes.row_of(inputs.incident.error_code)
    names = [re.escape(row.replace("_", " "))] if row != OTHER else []
    if code:
        names.append((_GROUPS if code.isdecimal() else "") + re.escape(code))
    sought = re.compile(r"(?<!\w)(?:" + "|".join(names or ["(?!)"]) + r")(?!\w)")
    return tuple(note for note in inputs.bulletins if sought.search(note.words.casefold()))


def _statistics(seen: Seen) -> Iterator[Clue]:
    """What the detection measured against the payer's own past rate; it opens no such incident without."""
    incident = seen.inputs.incident
    told = incident.evidence
    if "seen" not in told or "expected" not in told:
        return
    words = f"{told['seen']} denials with {incident.error_code}, {told['expected']} expected from its own past rate"
    if "p_value" in told:
        words += f"; by chance so many come {_chance(float(str(told['p_value'])))}"
    yield Clue("statistics", f"{words}.", (incident.incident_id,), supports=seen.of_side("payer"))


_FAINTEST = 1e-6


def _chance(probability: float) -> str:
    """As people say it: "less than once in a million times"."""
    return f"once in {1 / probability:,.0f} times" if probability >= _FAINTEST else "less than once in a million times"


def _bulletins(seen: Seen) -> Iterator[Clue]:
    """Payers announce much: only what names the reason is a sign, by being there before and by naming it."""
    change = seen.only(POLICY_CHANGE)
    for note in seen.inputs.bulletins:
        words = f"Bulletin of {note.vendor} of {note.at[:10]}: {note.words}"
        yield Clue("bulletin", words, (note.note_id,))
    naming = naming_bulletins(seen.inputs, seen.codes)
    if naming:
        code, ids = seen.inputs.incident.error_code, tuple(note.note_id for note in naming)
        yield Clue("bulletin", f"A bulletin names {code}.", ids, supports=change)
        yield Clue("bulletin", f"It came at most {seen.limits.bulletin_days} days before.", ids, supports=change)


def _payers(seen: Seen) -> Iterator[Clue]:
    incident = seen.inputs.incident
    row = seen.codes.row_of(incident.error_code)
    same = [
        other
        for other in seen.inputs.beside
        if other.kind == "denials"
        and other.vendor != incident.vendor
        and (other.error_code == incident.error_code or row == seen.codes.row_of(other.error_code) != OTHER)
    ]
    payers = sorted({other.vendor for other in same})
    ids = tuple(other.incident_id for other in same)
    if len(payers) + 1 >= seen.limits.payers_at_once:
        words = f"{', '.join(payers)} deny for the same reason more often at the same time."
        own = seen.only("own_claims")
        yield Clue("spread", words, ids, supports=own, against=seen.of_side("payer"))
        yield Clue("spread", f"{len(payers) + 1} payers would have to change at once.", ids, supports=own)
    elif not payers:
        words = "No other payer denies for this reason more often."
        yield Clue("spread", words, supports=seen.of_side("payer"), against=seen.only("own_claims"))
