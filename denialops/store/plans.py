"""What was read from the plan documents of a case, and how each goes into the packet."""

from __future__ import annotations

from denialops.domain.cases import CaseFile
from denialops.domain.plans import PlanReading, PlanUse
from denialops.domain.records import Change
from denialops.errors import DocumentNotFound
from denialops.store.documents import OF_DOCUMENT, DocumentChanges


class PlanChanges(DocumentChanges):
    def use_plan(self, case_id: str, document_id: str, use: PlanUse, change: Change) -> None:
        sql = f"UPDATE plan_readings SET use = :use WHERE {OF_DOCUMENT}"
        if not self._execute(sql, case_id=case_id, document_id=document_id, use=use).rowcount:
            raise DocumentNotFound()
        self._append(case_id, change)

    def _save_plans(self, case: CaseFile) -> None:
        """The readings with the pages that they point to; what staff chose about the packet stays."""
        documents = {document.document_id: document for document in case.documents}
        known = {plan.document_id: plan for plan in self._plans(case.case_id)}
        for plan in case.plans:
            if _content(plan) == _content(known.get(plan.document_id)):
                continue
            self._save_reading(case.case_id, documents[plan.document_id])
            self._execute(
                "INSERT INTO plan_readings (tenant, case_id, document_id, body) "
                "VALUES (:tenant, :case_id, :document_id, :body) "
                "ON CONFLICT (tenant, case_id, document_id) DO UPDATE SET body = excluded.body",
                case_id=case.case_id,
                document_id=plan.document_id,
                body=plan.model_dump_json(),
            )


def _content(plan: PlanReading | None) -> PlanReading | None:
    return plan.model_copy(update={"use": "excerpt"}) if plan else None
