"""Stages that need no rules: facts are the lines `field: value` of a letter, the route follows from a few of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from mimetypes import guess_type

from denialops.domain.cases import STAGE_NAMES, CaseFile, StageName
from denialops.domain.documents import Document, Page
from denialops.domain.draft_text import find_blanks, parse_body
from denialops.domain.drafts import Draft
from denialops.domain.facts import Evidence, Fact, Facts
from denialops.domain.routing import Deadline, Finding, RouteOption, Routing
from denialops.errors import Cancelled, DamagedFile, EmptyFile, PasswordNeeded, WrongPassword
from denialops.pipeline.ingest import SourceOf, read_letter
from denialops.ports import IsCancelled, Observe, OnPage, PageProgress, ignore, never

LOCKED = b"%LOCKED "
DAMAGED = b"%DAMAGED"
PASSWORD = "sesame"

LETTER = """payer: Larkspur Mutual Health
patient_name: Dana Whitlock
member_id: LMH4471902
claim_numbers: 26-0417-88213
claim_numbers: 26-0417-88214
npi: 2000000010
denial_date: 2026-02-20
denied_amount: 1840.00
"""


class FakeReader:
    """Pages end with a form feed."""

    def read(
        self,
        data: bytes,
        *,
        filename: str,
        document_id: str,
        on_page: OnPage = ignore,
        is_cancelled: IsCancelled = never,
    ) -> Document:
        if not data:
            raise EmptyFile()
        if data.startswith(LOCKED):
            raise PasswordNeeded()
        if data.startswith(DAMAGED):
            raise DamagedFile()
        texts = data.decode().split("\f")
        for number, _ in enumerate(texts, 1):
            if is_cancelled():
                raise Cancelled()
            on_page(PageProgress(number, len(texts), "file", 0.01))
        return Document(
            document_id=document_id,
            filename=filename,
            media_type=guess_type(filename)[0] or "text/plain",
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            pages=tuple(Page(number=number, text=text, origin="file") for number, text in enumerate(texts, 1)),
        )

    def survey(self, data: bytes, *, filename: str, document_id: str) -> Document:
        return self.read(data, filename=filename, document_id=document_id)

    def unlock(self, data: bytes, password: str) -> bytes:
        if password != PASSWORD:
            raise WrongPassword()
        return data.removeprefix(LOCKED)


class FakePipeline:
    """Stands for pipeline.runner.Pipeline. `before` is called with each stage as it starts."""

    def __init__(self, *, before: Callable[[StageName], None] = ignore) -> None:
        self.reader = FakeReader()
        self.before = before

    def run(
        self,
        case: CaseFile,
        *,
        source: SourceOf,
        observe: Observe = ignore,
        is_cancelled: IsCancelled = never,
        first: StageName = "ingest",
        last: StageName = "ground",
    ) -> CaseFile:
        for name in STAGE_NAMES[STAGE_NAMES.index(first) : STAGE_NAMES.index(last) + 1]:
            case = self.stage(name, case, source=source, observe=observe, is_cancelled=is_cancelled)
        return case

    def stage(
        self,
        name: StageName,
        case: CaseFile,
        *,
        source: SourceOf,
        observe: Observe = ignore,
        is_cancelled: IsCancelled = never,
    ) -> CaseFile:
        self.before(name)
        if name == "ingest":
            return read_letter(case, source, self.reader, observe, is_cancelled)
        if name == "extract":
            return _extract(case, observe)
        if name == "route":
            return case.model_copy(update={"routing": _routing(case)})
        if name == "draft":
            return case.model_copy(update={"draft": _draft(case)})
        return case.model_copy(update={"draft": _grounded(case.draft)})


def _extract(case: CaseFile, observe: Observe) -> CaseFile:
    facts = []
    for page in case.letter.pages:
        for line in re.finditer(r"^(\w+): (.+)$", page.text, re.MULTILINE):
            letter, start, end = case.letter.document_id, line.start(2), line.end(2)
            place = Evidence(document_id=letter, page=page.number, start=start, end=end, quote=line[2])
            fact_id = f"{line[1]}-{len(facts)}"
            facts.append(Fact(fact_id=fact_id, field=line[1], value=line[2], evidence=place, confidence=0.95))
            observe("fact_found", {"fact": facts[-1]})
    return case.model_copy(update={"facts": Facts(items=tuple(facts))})


def _routing(case: CaseFile) -> Routing:
    is_denial = case.facts.value("is_denial") != "false"
    regime = Finding(value=case.confirmed_regime or "erisa_unknown", confidence=0.8, confirmed_by=case.confirmed_regime)
    route = "internal_appeal_l1" if is_denial else "not_a_denial"
    return Routing(
        is_denial=is_denial,
        document_kind=Finding(value="claim_denial_letter", confidence=0.9),
        regime=regime,
        category=Finding(value=case.facts.value("category") or "medical_necessity", confidence=0.9),
        phase="post_service",
        level="internal_level_1",
        urgency="standard",
        route=RouteOption(route=route, label=route),
        deadlines=_deadlines(case.received_on or case.facts.date("denial_date"), regime.value) if is_denial else (),
        amount_at_stake=case.facts.money("denied_amount"),
    )


def _deadlines(start: date | None, regime: str) -> tuple[Deadline, ...]:
    if start is None:
        return ()
    days = 65 if regime == "ma" else 180
    last = start + timedelta(days=days)
    return (
        Deadline(
            rule_id="F1", step="internal_level_1", label="Appeal", limit_words="days", plan_to=last, is_primary=True
        ),
    )


def _draft(case: CaseFile) -> Draft | None:
    if case.routing is None or not case.routing.is_denial:
        return None
    body = f"## Request\n\nMember {case.facts.value('member_id')}: please reverse the denial. [[add the visits]]\n"
    version = case.draft.version + 1 if case.draft else 1
    return Draft(
        draft_id=f"{case.case_id}.{version}",
        case_id=case.case_id,
        kind="appeal",
        version=version,
        title="Appeal",
        body=body,
    )


def _grounded(draft: Draft | None) -> Draft | None:
    if draft is None:
        return None
    return draft.model_copy(update={"blocks": parse_body(draft.body), "blanks": find_blanks(draft.body)})


class FakeClock:
    """Stands still until it is told."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def today(self) -> date:
        return self._now.date()

    def now(self) -> datetime:
        return self._now

    def pass_days(self, days: int) -> None:
        self._now += timedelta(days=days)


class FakeImager:
    """Pictures of PDF files only; the picture says which boxes were marked."""

    def has_picture(self, media_type: str) -> bool:
        return media_type == "application/pdf"

    def image(self, data: bytes, media_type: str, page: Page, *, width_px: int = 900, highlights: object = ()) -> bytes:
        return f"{page.number}:{list(highlights)}".encode()  # type: ignore[call-overload]

    def locate(self, data: bytes, media_type: str, page: Page, start: int, end: int) -> tuple[tuple[int, int], ...]:
        return ((start, end),)
