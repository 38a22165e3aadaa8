"""Past incidents that resemble one, with what they were and what helped then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from denialops.domain.recovery.actions import Action
from denialops.domain.recovery.decisions import UNKNOWN, Decision, SimilarIncident, outcome_of
from denialops.domain.recovery.incidents import Incident
from denialops.ports.recovery import ActionQuery, RecoveryReads

MOST_SHOWN = 5
LOOKED_AT = 20
"""Candidates of each search."""
VECTOR_WEIGHT = 0.7
"""Of the score where both searches speak; the words have the rest.

The least of the best on tests/fixtures/similar_incidents.yaml (24 new incidents, 20 past ones): first place right for
20 of 24, against 13 by words alone and 19 with equal weights.
"""
MOST_ACTIONS = 100


class Likeness(Protocol):
    """Finds incidents by meaning, where the optional model is installed."""

    def prepare(self) -> int:
        """Makes ready what was kept since; outside of any snapshot."""

    def search(self, reads: RecoveryReads, words: str, *, limit: int) -> Mapping[str, float]:
        """Scores from 0 to 1 by incident id."""


def find_similar(
    reads: RecoveryReads, incident: Incident, words: str, likeness: Likeness | None
) -> tuple[SimilarIncident, ...]:
    """Best first, one of the same signature with a score of 1; never the incident itself nor one that is not over."""
    by_words = dict(reads.search_incidents(words, limit=LOOKED_AT))
    by_meaning = dict(likeness.search(reads, words, limit=LOOKED_AT)) if likeness else None
    same = {row.incident_id: 1.0 for row in reads.list_incidents_of(incident.signature, limit=LOOKED_AT)}
    found: list[SimilarIncident] = []
    for incident_id, score in _best_first(dict(merge(by_words, by_meaning)) | same):
        if incident_id == incident.incident_id or len(found) == MOST_SHOWN:
            continue
        past = reads.get_incident(incident_id)
        if past.status in ("RESOLVED", "IGNORED"):
            found.append(_as_similar(reads, past, score))
    return tuple(found)


def merge(by_words: Mapping[str, float], by_meaning: Mapping[str, float] | None) -> list[tuple[str, float]]:
    """Both scores weighed; what one search does not find has 0 there. Best first."""
    if by_meaning is None:
        scores = dict(by_words)
    else:
        scores = {
            name: VECTOR_WEIGHT * by_meaning.get(name, 0.0) + (1 - VECTOR_WEIGHT) * by_words.get(name, 0.0)
            for name in by_words.keys() | by_meaning.keys()
        }
    return _best_first(scores)


def _best_first(scores: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(scores.items(), key=lambda row: (-row[1], row[0]))


def words_of(incident: Incident, message: str, cause: str) -> str:
    """What an incident is found by: who, what, which code, and the known words of its messages."""
    denied = "denied denials claim" if incident.kind == "denials" else ""
    known_cause = "" if cause == UNKNOWN else cause
    return " ".join((incident.workflow_id, incident.vendor, incident.error_code, message, denied, known_cause)).strip()


def _as_similar(reads: RecoveryReads, past: Incident, score: float) -> SimilarIncident:
    decisions = [row for row in reads.list_decisions(past.incident_id) if row.made_by == "rules"]
    actions = reads.page_actions(ActionQuery(incident_id=past.incident_id), limit=MOST_ACTIONS)
    came_back = any(row.regression_of == past.incident_id for row in reads.list_incidents_of(past.signature))
    return SimilarIncident(
        incident_id=past.incident_id,
        number=past.number,
        score=round(score, 4),
        cause=decisions[0].cause if decisions else UNKNOWN,
        remedy=_remedy(decisions, past, actions, has_recurred=came_back),
    )


def _remedy(decisions: list[Decision], past: Incident, actions: tuple[Action, ...], *, has_recurred: bool) -> str:
    """Kinds of the actions that were done before it was resolved for good."""
    worked = {
        decision.decision_id
        for decision in decisions
        if outcome_of(decision, past, actions, has_recurred=has_recurred) == "worked"
    }
    done = [row.kind for row in reversed(actions) if row.decision_id in worked and row.status == "done"]
    return ", ".join(kind.replace("_", " ") for kind in dict.fromkeys(done))
