"""Cases built by hand for the rules: facts with evidence, one page of text, the shipped rulebook."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from denialops.domain.cases import CaseFile
from denialops.domain.documents import DocType, Document, Page
from denialops.domain.facts import Evidence, Fact, Facts
from denialops.domain.routing import Routing
from denialops.domain.rulebook import Rulebook, parse_rulebook
from denialops.pipeline.route import decide_route

RULES = Path(__file__).resolve().parents[2] / "data" / "rules"
TODAY = date(2026, 11, 21)


@cache
def rule_texts() -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(RULES.glob("*.yaml"))}


@cache
def shipped_rules() -> Rulebook:
    return parse_rulebook(rule_texts())


def make_fact(
    field: str, value: str, *, confidence: float = 0.95, number: int = 1, flags: tuple[str, ...] = ()
) -> Fact:
    evidence = Evidence(document_id="letter", page=1, start=0, end=len(value), quote=value)
    return Fact(
        fact_id=f"{field}-{number}", field=field, value=value, evidence=evidence, confidence=confidence, flags=flags
    )


def make_facts(**values: str | list[str]) -> Facts:
    return Facts(
        items=tuple(
            make_fact(field, value, number=number)
            for field, told in values.items()
            for number, value in enumerate([told] if isinstance(told, str) else told, 1)
        )
    )


def make_page(text: str) -> Page:
    return Page(number=1, text=text, origin="file")


def make_document(document_id: str, doc_type: DocType, text: str = "") -> Document:
    return Document(
        document_id=document_id, filename=f"{document_id}.txt", media_type="text/plain", sha256="0" * 64,
        size=len(text), doc_type=doc_type, pages=(make_page(text),),
    )  # fmt: skip


def make_case(
    *,
    text: str = "",
    today: date = TODAY,
    received_on: date | None = None,
    confirmed_regime: str = "",
    exhibits: tuple[DocType, ...] = (),
    **values: str | list[str],
) -> CaseFile:
    """A denial of care that was asked for, unless the values say otherwise."""
    told = {"is_denial": "true", "denial_date": "2026-10-01", **values}
    documents = (make_document("letter", "denial_letter", text),)
    documents += tuple(make_document(f"exhibit{number}", kind) for number, kind in enumerate(exhibits))
    return CaseFile(
        case_id="case-1", today=today, received_on=received_on, confirmed_regime=confirmed_regime,
        documents=documents, facts=make_facts(**{field: value for field, value in told.items() if value}),
    )  # fmt: skip


def route_of(case: CaseFile, rules: Rulebook | None = None) -> Routing:
    routing = decide_route(case, rules or shipped_rules()).routing
    assert routing is not None
    return routing
