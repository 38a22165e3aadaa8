"""What the stages and the writers made: facts, routings, every draft version, and the records of what finished."""

from __future__ import annotations

import json
from collections.abc import Callable

from denialops.domain.cases import STAGE_NAMES, CaseFile, StageName
from denialops.domain.drafts import Draft
from denialops.domain.facts import Fact
from denialops.domain.records import Change, Listing, StageFailure, StageRecord
from denialops.errors import DraftConflict, NothingToDraft, Superseded
from denialops.store import rows, search
from denialops.store.plans import PlanChanges
from denialops.store.reads import OF_CASE

NOTHING_READ = ("", 0)
"""Otherwise the case whose facts are being added, and the number of its reading: a letter has dozens of facts."""


class ResultChanges(PlanChanges):
    conflict: DraftConflict | None = None
    _under_way: tuple[str, int] = NOTHING_READ

    def add_fact(self, case_id: str, fact: Fact, change: Change) -> None:
        if self._under_way[0] != case_id:
            self._case(case_id)
            self._under_way = (case_id, self._reading(case_id))
        self._add_fact(case_id, fact, self._under_way[1])
        self._append(case_id, change)

    def save_stage(self, stage: StageName, case: CaseFile, listing: Listing, *changes: Change) -> StageRecord:
        self._case(case.case_id)
        self._refuse_superseded(case.case_id, stage)
        savers: dict[StageName, Callable[[CaseFile, int], tuple[str, ...]]] = {
            "ingest": self._save_documents,
            "extract": self._save_facts,
            "route": self._save_routing,
            "draft": self._save_written,
            "ground": self._save_checks,
        }
        version = self._next_version(case.case_id, stage)
        record = self._save_record(case.case_id, stage, version, savers[stage](case, version))
        self._save_listing(case, listing)
        for change in changes:
            self._append(case.case_id, change)
        return record

    def fail_stage(self, case_id: str, failure: StageFailure, change: Change) -> None:
        signed = failure.model_copy(update={"at": self._now()})
        self._move(case_id, "failed", change, failure=signed.model_dump_json())

    def restart(self, case_id: str, first_stage: StageName, change: Change) -> None:
        for stage in STAGE_NAMES[STAGE_NAMES.index(first_stage) :]:
            self._supersede(case_id, stage)
        if self._case(case_id)["status"] == "reading":
            self._append(case_id, change)
        else:
            self._move(case_id, "reading", change, failure=None)

    def save_draft(self, draft: Draft, change: Change, *, based_on: int) -> int:
        self._case(draft.case_id)
        latest = self._current_version(draft.case_id)
        is_copy = latest != based_on
        version = self._add_draft(draft, based_on=based_on, is_copy=is_copy)
        if is_copy:
            self.conflict = DraftConflict(latest_version=latest, saved_as=version)
        ids = change.ids | {"version": version, "based_on": based_on, "is_copy": is_copy}
        self._append(draft.case_id, change.model_copy(update={"ids": ids}))
        return version

    def _refuse_superseded(self, case_id: str, stage: StageName) -> None:
        """What rests on an earlier stage that has been sent back meanwhile is not a result any more."""
        finished = self.list_stages(case_id)
        if any(earlier not in finished for earlier in STAGE_NAMES[: STAGE_NAMES.index(stage)]):
            raise Superseded()

    def _save_documents(self, case: CaseFile, version: int) -> tuple[str, ...]:
        for document in case.documents:
            self._save_reading(case.case_id, document)
        return tuple(document.document_id for document in case.documents)

    def _save_facts(self, case: CaseFile, version: int) -> tuple[str, ...]:
        kept = self._kept_facts(case.case_id, version)
        for fact in case.facts.items:
            if fact.fact_id not in kept:
                self._add_fact(case.case_id, fact, version)
        self._save_plans(case)
        return tuple(fact.fact_id for fact in case.facts.items)

    def _kept_facts(self, case_id: str, reading: int) -> frozenset[str]:
        """Those that were kept as they were found."""
        sql = f"SELECT fact_id FROM facts WHERE {OF_CASE} AND reading = :reading"
        return frozenset(row["fact_id"] for row in self._rows(sql, case_id=case_id, reading=reading))

    def _save_routing(self, case: CaseFile, version: int) -> tuple[str, ...]:
        if case.routing is None:
            return ()
        self._execute(
            "INSERT INTO routings VALUES (:tenant, :case_id, :version, :body)",
            case_id=case.case_id,
            version=version,
            body=case.routing.model_dump_json(),
        )
        return (str(version),)

    def _save_written(self, case: CaseFile, version: int) -> tuple[str, ...]:
        """A text that is the current one already gets no new version."""
        if case.draft is None:
            return ()
        current = self._current_draft(case.case_id)
        if current and (current.body, current.kind) == (case.draft.body, case.draft.kind):
            return (str(current.version),)
        latest = self._current_version(case.case_id)
        return (str(self._add_draft(case.draft, based_on=latest, is_copy=False)),)

    def _save_checks(self, case: CaseFile, version: int) -> tuple[str, ...]:
        """The marks belong to the version with that text, also when somebody saved another meanwhile."""
        if case.draft is None:
            return ()
        checked = next((d.version for d in self.list_drafts(case.case_id) if self._has_body(case.draft, d.version)), 0)
        if not checked:
            raise NothingToDraft()
        self._execute(
            "INSERT INTO draft_checks VALUES (:tenant, :case_id, :version, :number, :content)",
            case_id=case.case_id,
            version=checked,
            number=version,
            content=case.draft.model_copy(update={"version": checked}).model_dump_json(),
        )
        return (str(checked),)

    def _has_body(self, draft: Draft, version: int) -> bool:
        return self.get_draft(draft.case_id, version).body == draft.body

    def _add_fact(self, case_id: str, fact: Fact, reading: int) -> None:
        self._execute(
            "INSERT INTO facts SELECT :tenant, :case_id, :reading, :fact_id, count(*) + 1, :field, :body "
            f"FROM facts WHERE {OF_CASE} AND reading = :reading ON CONFLICT DO NOTHING",
            case_id=case_id,
            reading=reading,
            fact_id=fact.fact_id,
            field=fact.field,
            body=fact.model_dump_json(),
        )

    def _add_draft(self, draft: Draft, *, based_on: int, is_copy: bool) -> int:
        version = self._next("drafts", "version", draft.case_id)
        created_at = draft.created_at or self._now()
        kept = draft.model_copy(update={"version": version, "based_on": based_on, "created_at": created_at})
        self._execute(
            "INSERT INTO drafts VALUES "
            "(:tenant, :case_id, :version, :is_copy, :based_on, :author, :created_at, :title, :content)",
            is_copy=int(is_copy),
            content=kept.model_dump_json(),
            **kept.model_dump(include={"case_id", "version", "based_on", "author", "created_at", "title"}),
        )
        return version

    def _save_record(self, case_id: str, stage: StageName, version: int, result_ids: tuple[str, ...]) -> StageRecord:
        self._supersede(case_id, stage)
        self._under_way = NOTHING_READ
        record = StageRecord(stage=stage, version=version, finished_at=self._now(), result_ids=result_ids)
        self._execute(
            "INSERT INTO stage_records VALUES (:tenant, :case_id, :stage, :version, :finished_at, :result_ids, 1)",
            case_id=case_id,
            **record.model_dump(exclude={"result_ids"}),
            result_ids=json.dumps(result_ids),
        )
        return record

    def _supersede(self, case_id: str, stage: StageName) -> None:
        sql = f"UPDATE stage_records SET is_current = 0 WHERE {OF_CASE} AND stage = :stage AND is_current = 1"
        self._execute(sql, case_id=case_id, stage=stage)

    def _next_version(self, case_id: str, stage: StageName) -> int:
        sql = f"SELECT coalesce(max(version), 0) + 1 FROM stage_records WHERE {OF_CASE} AND stage = :stage"
        return int(self._value(sql, case_id=case_id, stage=stage))

    def _save_listing(self, case: CaseFile, listing: Listing) -> None:
        self._execute(
            "UPDATE cases SET payer = :payer, patient = :patient, amount_cents = :amount, category = :category, "
            f"route = :route, safe_date = :safe_date, warnings = :warnings WHERE {OF_CASE}",
            case_id=case.case_id,
            **listing.model_dump(include={"payer", "patient", "category", "route"}),
            amount=rows.to_cents(listing.amount),
            safe_date=listing.safe_date.isoformat() if listing.safe_date else None,
            warnings=rows.WARNINGS.dump_json(case.warnings).decode(),
        )
        row_id = self._case(case.case_id)["row_id"]
        terms = search.index_terms((listing.payer, listing.patient, *listing.search_terms))
        self._execute("DELETE FROM case_search WHERE rowid = :row_id", row_id=row_id)
        self._execute("INSERT INTO case_search (rowid, terms) VALUES (:row_id, :terms)", row_id=row_id, terms=terms)
