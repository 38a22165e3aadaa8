"""What was seen around an incident, each with the causes that it speaks for and against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from denialops.domain.recovery.decisions import Note
from denialops.domain.recovery.rules import OTHER, RecoveryRules
from denialops.recovery.analysis_inputs import Beside, Calls, Inputs
from denialops.recovery.analysis_rules import CauseRule, Limits
from denialops.recovery.causes_denials import denial_clues
from denialops.recovery.causes_seen import Clue, Seen

LASTING = frozenset({"outage", "credentials", "quota", "rate_limited"})
"""Classes that hit nearly every call of a vendor while they last."""
PASSING = frozenset({"transient", "bad_input"})
"""Classes that hit some calls and leave others alone."""


def clues_of(inputs: Inputs, codes: RecoveryRules, causes: Mapping[str, CauseRule], limits: Limits) -> tuple[Clue, ...]:
    """In the order in which a person would look."""
    seen = Seen(inputs, codes, causes, limits)
    found = [_events(seen), *_code(seen)]
    if inputs.incident.kind == "denials":
        found += denial_clues(seen)
    else:
        found += [*_breaker(seen), *_share(seen), *_vendors(seen), *_other_work(seen)]
        found += [*_deploys(seen), *_switches(seen)]
    return (*found, *_similar(seen))


def missing_of(inputs: Inputs, codes: RecoveryRules, limits: Limits) -> tuple[str, ...]:
    """What would help and is not there, in words."""
    incident, vendor = inputs.incident, inputs.incident.vendor
    missing = []
    if not incident.error_code:
        missing.append("The events carry no error code.")
    elif codes.row_of(incident.error_code) == OTHER:
        missing.append(f"No rule says what {incident.error_code} means: add it to error_codes.yaml.")
    if incident.kind == "denials":
        if not inputs.bulletins:
            missing.append(f"No bulletin of {vendor} is noted: enter one if the payer announced a change.")
        return tuple(missing)
    if not vendor:
        missing.append("The events name no vendor.")
    elif not inputs.reports_successes:
        missing.append(f"Nobody reports what succeeds at {vendor}, so the share that fails is not known.")
    elif inputs.own_calls().total < limits.least_calls:
        missing.append(f"{vendor} was asked too seldom to say how much of it fails.")
    if not _others(inputs, limits.least_calls):
        missing.append("No other vendor was in use meanwhile to compare with.")
    return tuple(missing)


def _events(seen: Seen) -> Clue:
    incident = seen.inputs.incident
    what = _counted(incident.event_count, "denial" if incident.kind == "denials" else "failure")
    cases = f", {_counted(incident.case_count, 'case')} among them" if incident.case_count else ""
    words = f"{what}{cases}, from {_minute(incident.first_seen)} to {_minute(incident.last_seen)}."
    return Clue("events", words, seen.inputs.event_ids)


def _code(seen: Seen) -> Iterator[Clue]:
    told = seen.told()
    if told:
        row = next(iter(told))
        words = f"The code {seen.inputs.incident.error_code} says: {seen.codes.error_codes[row].cause}"
        yield Clue("rule", words, (f"error_codes:{row}",), supports=told)


def _breaker(seen: Seen) -> Iterator[Clue]:
    if seen.inputs.breaker in ("open", "half_open"):
        vendor = seen.inputs.incident.vendor
        words = f"The breaker of {vendor} is {seen.inputs.breaker.replace('_', ' ')}: it failed several times in a row."
        yield Clue("breaker", words, (f"breaker:{vendor}",), supports=seen.of_classes(LASTING))


def _share(seen: Seen) -> Iterator[Clue]:
    calls, limits = seen.inputs.own_calls(), seen.limits
    if not seen.inputs.reports_successes or calls.total < limits.least_calls:
        return
    words, ids = f"{calls.failed} of {calls.total} calls of {calls.vendor} failed.", (f"calls:{calls.vendor}",)
    if calls.share >= limits.most_fail:
        yield Clue("rate", words, ids, supports=seen.of_classes(LASTING))
    elif calls.share <= limits.few_fail:
        against = seen.of_classes(LASTING) | seen.only("own_network")
        yield Clue("rate", words, ids, supports=seen.of_classes(PASSING) & seen.told(), against=against)
    else:
        yield Clue("rate", words, ids)


def _vendors(seen: Seen) -> Iterator[Clue]:
    inputs, limits = seen.inputs, seen.limits
    others = _others(inputs, limits.least_calls)
    failing = [calls for calls in others if calls.share >= limits.most_fail]
    if not inputs.incident.vendor or not others:
        return
    ids = tuple(f"calls:{calls.vendor}" for calls in others)
    if not failing:
        names = ", ".join(calls.vendor for calls in others)
        words = f"Only {inputs.incident.vendor} fails; in use as well: {names}."
        yield Clue("spread", words, ids, supports=seen.of_side("vendor"), against=seen.only("own_network"))
    elif len(failing) + 1 >= limits.vendors_at_once:
        names = ", ".join(calls.vendor for calls in failing)
        words = f"Most calls of other vendors fail at the same time: {names}."
        yield Clue(
            "spread", words, ids, supports=seen.only("own_network", "own_update"), against=seen.of_side("vendor")
        )
        if len(failing) / len(others) >= limits.most_fail:
            words = f"{len(failing)} of {len(others)} other vendors in use fail."
            yield Clue("spread", words, ids, supports=seen.only("own_network"))
    else:
        yield Clue("spread", f"{failing[0].vendor} fails for the most part at the same time.", ids)


def _other_work(seen: Seen) -> Iterator[Clue]:
    incident = seen.inputs.incident
    same = [row for row in seen.inputs.beside if row.kind == "failures" and row.vendor == incident.vendor != ""]
    if same:
        words = f"Other work of {incident.vendor} fails too: {_numbers(same)}."
        yield Clue("incidents", words, tuple(row.incident_id for row in same), supports=seen.of_classes(LASTING))


def _deploys(seen: Seen) -> Iterator[Clue]:
    inputs, update = seen.inputs, seen.only("own_update")
    if not inputs.deploys:
        return
    latest, ids = inputs.deploys[0], _ids(inputs.deploys)
    words = f"{latest.words} started at {_minute(latest.at)}, shortly before the first failure."
    yield Clue("deploy", words, ids, supports=update)
    if inputs.earlier_failures:
        earlier = f"{inputs.earlier_failures} calls of the same vendor failed before the update already."
        yield Clue("deploy", earlier, ids, against=update)
    elif inputs.earlier_calls >= seen.limits.least_calls:
        before = f"None of {inputs.earlier_calls} calls before the update failed."
        yield Clue("deploy", before, ids, supports=update)


def _switches(seen: Seen) -> Iterator[Clue]:
    inputs, stopped = seen.inputs, seen.only("stopped_by_us")
    if inputs.is_paused:
        yield Clue("switch", f"{inputs.incident.vendor} is paused.", (f"vendor:{inputs.incident.vendor}",), stopped)
    for switch in inputs.switches:
        words = f"{switch.set_by} set a kill switch at {_minute(switch.set_at)}: {switch.reason}"
        yield Clue("switch", words, (switch.switch_id,), stopped)
        if switch.set_at <= inputs.incident.first_seen:
            yield Clue("switch", "It was set before the first failure.", (switch.switch_id,), stopped)


def _similar(seen: Seen) -> Iterator[Clue]:
    """The best one of each cause; what did not work then is no sign."""
    told: set[str] = set()
    for past in seen.inputs.similar:
        if past.score < seen.limits.similar_score or not past.remedy or past.cause in told:
            continue
        told.add(past.cause)
        words = f"Incident {past.number} was alike: {past.cause.replace('_', ' ')}; {past.remedy} helped."
        yield Clue("similar", words, (past.incident_id,), supports=seen.only(past.cause), weight=past.score)


def _others(inputs: Inputs, least_calls: int) -> list[Calls]:
    return [row for row in inputs.calls if row.vendor != inputs.incident.vendor and row.total >= least_calls]


def _ids(notes: tuple[Note, ...]) -> tuple[str, ...]:
    return tuple(note.note_id for note in notes)


def _numbers(rows: list[Beside]) -> str:
    return ", ".join(f"incident {row.number}" for row in rows)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _minute(moment: str) -> str:
    at = datetime.fromisoformat(moment)
    return f"{at:%b} {at.day}, {at:%Y, %H:%M} UTC"
