"""Services in memory for page tests: real signatures, every change written down in `calls`."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from denialops.domain.cases import CaseFile, StageName
from denialops.domain.clinic import Clinic
from denialops.domain.drafts import Draft
from denialops.domain.events import CaseEvent
from denialops.domain.models import BreakerState, ModelCall, SentText, Spend
from denialops.domain.packets import Manifest
from denialops.domain.plans import PlanUse
from denialops.domain.records import SignOff
from denialops.domain.recovery.actions import WorkItem
from denialops.domain.recovery.safety import Stop
from denialops.errors import (
    CaseNotFound,
    DenialOpsError,
    DraftConflict,
    InvalidValue,
    NothingToDraft,
)
from denialops.services import Services
from denialops.services.records import (
    CacheUse,
    CaseView,
    ClosedInfo,
    DraftInfo,
    ModelSetup,
    ModelSpend,
    Probe,
    Sample,
    SentInfo,
    Show,
    TimelineLine,
    Upload,
    WorkList,
)
from denialops.services.tasks import TaskView, WorkUnderWay
from tests.fakes.page_cases import NOW, make_draft, make_row, make_running_view, make_view

SAMPLES = (
    Sample(
        name="mri", title="MRI denied by an employer plan", description="A two-page PDF.", media_type="application/pdf"
    ),
    Sample(name="fax", title="Faxed Medicare Advantage denial", description="A scan.", media_type="image/png"),
)
DOT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg==")
REGIMES = {"erisa_sf": "Self-funded employer plan", "erisa_fi": "Insured employer plan", "ma": "Medicare Advantage"}
SHOWN_IN = {"reading": "open", "review": "open", "failed": "open", "sent": "sent", "closed": "closed"}


class FakeServices(Services):
    """Holds views by id. `refuse` maps a method's name to the error it raises next time."""

    def __init__(self, views: Iterable[CaseView] = (), *, name: str | None = "Maria Lopez") -> None:
        self.stop: Stop | None = None
        self.views = {view.row.case_id: view for view in views}
        self.names = {"": name}
        self.name = name
        self.profile = Clinic()
        self.calls: list[tuple[str, tuple[object, ...]]] = []
        self.refuse: dict[str, DenialOpsError] = {}
        self.drafts = {view.row.case_id: {1: make_draft()} for view in self.views.values() if view.case.draft}
        self.picture: bytes | None = None
        self.opened = 0
        self.items: tuple[WorkItem, ...] = ()
        self.setup: ModelSetup | None = None
        self.spend = ModelSpend(today=Spend(), days=(), breaker=BreakerState(provider="compatible"), cache=CacheUse())
        self.probe = Probe(seconds=1.5, first_token_s=0.4, tokens=21)
        self.asked: tuple[ModelCall, ...] = ()
        self.sent: tuple[SentText, ...] = ()
        self.background: list[TaskView] = []

    def find_stop_of_cases(self) -> Stop | None:
        return self.stop

    def _note(self, method: str, *what: object) -> None:
        self.calls.append((method, what))
        if method in self.refuse:
            raise self.refuse.pop(method)

    def _open(self, method: str, what: object) -> str:
        self._note(method, what)
        self.opened += 1
        case_id = f"new-{self.opened}"
        self.views[case_id] = make_running_view(case_id)
        return case_id

    def _change(self, case_id: str, **changes: object) -> None:
        self.views[case_id] = self.case(case_id).model_copy(update=changes)

    def _status(self, case_id: str, status: str, **changes: object) -> None:
        row = self.case(case_id).row.model_copy(update={"status": status})
        self._change(case_id, row=row, **changes)

    # background work
    def work_under_way(self) -> WorkUnderWay:
        of = [
            tuple(view for view in self.background if view.task.status == status)
            for status in ("running", "pending", "paused", "dead")
        ]
        return WorkUnderWay(*of)

    def cancel_task(self, task_id: str, *, actor: str) -> None:
        self._note("cancel_task", task_id, actor)

    def resume_task(self, task_id: str, *, actor: str) -> None:
        self._note("resume_task", task_id, actor)

    def retry_task(self, task_id: str, *, first_stage: StageName | None = None, actor: str) -> str:
        self._note("retry_task", task_id, actor)
        return task_id

    # intake
    def open_case(self, upload: Upload, *, actor: str) -> str:
        return self._open("open_case", upload.filename)

    def open_pasted(self, text: str, *, actor: str) -> str:
        return self._open("open_pasted", text)

    def open_sample(self, name: str, *, actor: str) -> str:
        return self._open("open_sample", name)

    def samples(self) -> tuple[Sample, ...]:
        return SAMPLES

    def enter_password(self, case_id: str, password: str, *, actor: str) -> None:
        self._note("enter_password", case_id, password)
        self.views[case_id] = make_running_view(case_id)

    def replace_letter(self, case_id: str, upload: Upload, *, actor: str) -> None:
        self._note("replace_letter", case_id, upload.filename)
        self.views[case_id] = make_running_view(case_id)

    def split_letters(self, case_id: str, *, actor: str) -> tuple[str, ...]:
        self._note("split_letters", case_id)
        return (case_id, self._open("open_case", "second letter"))

    def add_exhibit(self, case_id: str, upload: Upload, *, doc_type: str, title: str, actor: str) -> str:
        self._note("add_exhibit", case_id, upload.filename, doc_type, title)
        first = self.case(case_id).exhibits[0]
        added = first.model_copy(
            update={"document_id": "doc-2", "label": "Exhibit B", "title": title, "doc_type": doc_type}
        )
        self._change(case_id, exhibits=(*self.case(case_id).exhibits, added))
        return "doc-2"

    def move_exhibit(self, case_id: str, document_id: str, offset: int, *, actor: str) -> None:
        self._note("move_exhibit", case_id, document_id, offset)

    def use_plan(self, case_id: str, document_id: str, use: PlanUse, *, actor: str) -> None:
        self._note("use_plan", case_id, document_id, use)

    def remove_exhibit(self, case_id: str, document_id: str, *, actor: str) -> None:
        self._note("remove_exhibit", case_id, document_id)
        self._change(case_id, exhibits=tuple(e for e in self.case(case_id).exhibits if e.document_id != document_id))

    def restore_exhibit(self, case_id: str, document_id: str, *, actor: str) -> None:
        self._note("restore_exhibit", case_id, document_id)

    def attach_letter(self, case_id: str, upload: Upload, *, actor: str) -> str:
        self._note("attach_letter", case_id, upload.filename, actor)
        self.views[case_id] = make_running_view(case_id)
        return "doc-later"

    def join_case(self, case_id: str, other_id: str, *, actor: str) -> None:
        self._note("join_case", case_id, other_id, actor)

    def keep_apart(self, case_id: str, other_id: str, *, actor: str) -> None:
        self._note("keep_apart", case_id, other_id, actor)
        self._change(case_id, matches=())

    def detach_letter(self, case_id: str, *, actor: str) -> str:
        self._note("detach_letter", case_id, actor)
        self.views["case-own"] = make_running_view("case-own")
        return "case-own"

    def detach_remittance(self, case_id: str, document_id: str, *, actor: str) -> str:
        self._note("detach_remittance", case_id, document_id, actor)
        return "case-own"

    def whole_file(self, case_id: str, document_id: str) -> Upload:
        return Upload("november.835", b"ISA*00*")

    # work
    def rerun(self, case_id: str, *, first_stage: StageName = "ingest", actor: str) -> None:
        self._note("rerun", case_id, first_stage)
        self.views[case_id] = make_running_view(case_id)

    def cancel(self, case_id: str, *, actor: str) -> None:
        self._note("cancel", case_id)

    # views
    def work_list(self, *, search: str = "", show: Show = "open") -> WorkList:
        rows = [view.row for view in self.views.values()]
        found = [row for row in rows if search.lower() in row.patient.lower()]
        counts = {
            name: sum(_place(row.status, row.removed_at) == name for row in rows)
            for name in ("open", "sent", "closed", "removed")
        }
        shown = tuple(row for row in found if show == "all" or _place(row.status, row.removed_at) == show)
        return WorkList(rows=shown, counts={**counts, "all": len(rows)})

    def case(self, case_id: str) -> CaseView:
        if case_id not in self.views:
            raise CaseNotFound
        return self.views[case_id]

    def events(self, case_id: str, *, after: int = 0) -> tuple[CaseEvent, ...]:
        case = self.case(case_id).case
        found = [("page_read", {"page": 1, "of": 2, "origin": "ocr", "seconds": 0.8})]
        found += [("fact_found", {"fact_id": fact.fact_id, "field": fact.field}) for fact in case.facts.items]
        events = (
            CaseEvent(case_id=case_id, number=n, type=t, at=NOW, actor="DenialOps", ids=i)
            for n, (t, i) in enumerate(found, 1)
        )
        return tuple(event for event in events if event.number > after)

    def timeline(self, case_id: str) -> tuple[TimelineLine, ...]:
        return (
            TimelineLine(at=NOW, actor="DenialOps", text="DenialOps wrote the draft"),
            TimelineLine(at=NOW, actor="Maria Lopez", text="Maria Lopez opened the case"),
        )

    def page_image(
        self, case_id: str, document_id: str, page: int, *, fact_id: str | None = None, width_px: int = 900
    ) -> bytes | None:
        return self.picture

    def original(self, case_id: str, document_id: str) -> Upload:
        return Upload("denial.pdf", b"%PDF-1.7")

    # review
    def correct_fact(
        self, case_id: str, field: str, value: str | None, *, ordinal: int = 0, actor: str, reason: str = ""
    ) -> None:
        self._note("correct_fact", case_id, field, value, ordinal, actor)

    def confirm_regime(self, case_id: str, regime: str, *, actor: str) -> None:
        self._note("confirm_regime", case_id, regime, actor)

    def set_received_date(self, case_id: str, received_on: date | None, *, actor: str) -> None:
        self._note("set_received_date", case_id, received_on)

    def regimes(self) -> dict[str, str]:
        return REGIMES

    # drafts
    def draft(self, case_id: str, version: int | None = None) -> Draft:
        drafts = self.drafts.get(case_id)
        if not drafts:
            raise NothingToDraft
        return drafts[version or max(drafts)]

    def add_defect_to_draft(self, case_id: str, defect_id: str, *, actor: str) -> Draft:
        self._note("add_defect_to_draft", case_id, defect_id, actor)
        return self.draft(case_id)

    def save_draft(self, case_id: str, body: str, *, based_on: int, actor: str) -> Draft:
        self._note("save_draft", case_id, body, based_on, actor)
        latest = max(self.drafts[case_id])
        saved = self._add_version(case_id, body, based_on, actor)
        if based_on != latest:
            raise DraftConflict(latest_version=latest, saved_as=saved.version)
        return saved

    def redraft(self, case_id: str, *, actor: str) -> Draft:
        self._note("redraft", case_id)
        return self._add_version(case_id, make_draft().body, max(self.drafts[case_id]), "DenialOps")

    def _add_version(self, case_id: str, body: str, based_on: int, author: str) -> Draft:
        version = max(self.drafts[case_id]) + 1
        draft = make_draft(version, body=body, author=author)
        self.drafts[case_id][version] = draft
        lines = tuple(
            DraftInfo(
                version=d.version,
                based_on=d.based_on,
                author=d.author,
                created_at=NOW,
                title=d.title,
                is_latest=d.version == version,
            )
            for d in reversed(self.drafts[case_id].values())
        )
        view = self.case(case_id)
        self._change(case_id, versions=lines, case=view.case.model_copy(update={"draft": draft}))
        return draft

    # language model
    def model_setup(self) -> ModelSetup | None:
        return self.setup

    def test_model(self) -> Probe:
        self._note("test_model")
        return self.probe

    def model_spend(self) -> ModelSpend:
        return self.spend

    def model_calls(self, case_id: str) -> tuple[ModelCall, ...]:
        return self.asked

    def sent_texts(self, case_id: str) -> tuple[SentText, ...]:
        return self.sent

    def write_with_model(self, case_id: str, *, actor: str) -> None:
        self._note("write_with_model", case_id)

    def stop_writing(self, case_id: str, *, actor: str) -> None:
        self._note("stop_writing", case_id)

    def sign_off(self, case_id: str, *, version: int, actor: str) -> None:
        self._note("sign_off", case_id, version)
        points = self.case(case_id).open_points
        self._change(case_id, signed=SignOff(version=version, points=points, actor=actor, at=NOW))

    # output
    def letter_docx(self, case_id: str, *, actor: str = "") -> bytes:
        return b"docx"

    def letter_pdf(self, case_id: str, *, actor: str = "") -> bytes:
        return b"pdf"

    def letter_sheets(self, case_id: str, *, width_px: int = 900) -> tuple[bytes, ...]:
        self._note("letter_sheets", case_id)
        return (DOT, DOT)

    def packet_pdf(self, case_id: str, *, actor: str = "") -> bytes:
        self._note("packet_pdf", case_id)
        return b"packet"

    def manifest(self, case_id: str) -> Manifest:
        return Manifest(case_id=case_id, created_at=NOW, files={})

    # life
    def mark_sent(
        self, case_id: str, *, sent_on: date, channel: str, confirmation: str, proof: Upload | None, actor: str
    ) -> None:
        self._note("mark_sent", case_id, sent_on, channel, confirmation, proof)
        sent = SentInfo(
            sent_on=sent_on, channel=channel, confirmation=confirmation, proof_document_id="", actor=actor, at=NOW
        )
        self._status(case_id, "sent", sent=sent)

    def close(self, case_id: str, *, outcome: str, amount: Decimal | None, actor: str) -> None:
        self._note("close", case_id, outcome, amount)
        self._status(case_id, "closed", closed=ClosedInfo(outcome=outcome, amount=amount, actor=actor, at=NOW))

    def reopen(self, case_id: str, *, actor: str) -> None:
        self._note("reopen", case_id)
        self._status(case_id, "review", closed=None)

    def remove(self, case_id: str, *, actor: str) -> None:
        self._note("remove", case_id)
        self._change(case_id, row=self.case(case_id).row.model_copy(update={"removed_at": NOW}))

    def restore(self, case_id: str, *, actor: str) -> None:
        self._note("restore", case_id)
        self._change(case_id, row=self.case(case_id).row.model_copy(update={"removed_at": ""}))

    # recovery
    def work_items(self, *, is_open: bool = True, limit: int = 50, before: int | None = None) -> tuple[WorkItem, ...]:
        return self.items

    def headlines(self, incident_ids: Iterable[str]) -> dict[str, str]:
        return dict.fromkeys(incident_ids, "Northgate is down")

    # clinic and people
    def clinic(self) -> Clinic:
        return self.profile

    def save_clinic(self, clinic: Clinic, *, logo: bytes | None = None, actor: str) -> Clinic:
        self._note("save_clinic", clinic, logo)
        self.profile = clinic
        return clinic

    def logo(self) -> bytes | None:
        return None

    def browser_name(self, browser_id: str) -> str | None:
        return self.name

    def name_browser(self, browser_id: str, name: str) -> str:
        if not name.strip():
            raise InvalidValue("Enter your name.")
        self.name = name.strip()
        return self.name

    def read_in_memory(self, upload: Upload, observe: object = None) -> CaseFile:
        raise NotImplementedError


def _place(status: str, removed_at: str) -> str:
    return "removed" if removed_at else SHOWN_IN[status]


def many_cases(count: int) -> list[CaseView]:
    """A full queue: deadlines from overdue to far away."""
    views = []
    for number in range(1, count + 1):
        case_id = f"case-{number}"
        row = make_row(case_id, number=number, patient=f"Patient {number:03}", days_left=number - 4)
        views.append(make_view(case_id, row=row))
    return views
