"""Records out of rows and rows out of records."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from pydantic import TypeAdapter

from denialops.domain.cases import CaseRow
from denialops.domain.documents import Document, Page, ReadingWarning, Word
from denialops.domain.events import CaseEvent
from denialops.domain.records import DraftInfo, StageRecord, StoredDocument
from denialops.store.session import Row

WARNINGS: TypeAdapter[tuple[ReadingWarning, ...]] = TypeAdapter(tuple[ReadingWarning, ...])
CENT = Decimal("0.01")


def case_row(row: Row, today: date, filename: str) -> CaseRow:
    safe_date = date.fromisoformat(row["safe_date"]) if row["safe_date"] else None
    return CaseRow(
        case_id=row["case_id"],
        number=row["number"],
        status=row["status"],
        filename=filename,
        payer=row["payer"],
        patient=row["patient"],
        amount=from_cents(row["amount_cents"]),
        category=row["category"],
        route=row["route"],
        safe_date=safe_date,
        days_left=(safe_date - today).days if safe_date else None,
        created_at=row["created_at"],
        error_code=json.loads(row["failure"])["code"] if row["failure"] else "",
        removed_at=row["removed_at"],
    )


def document(row: Row, pages: Sequence[Page]) -> Document:
    return Document(
        document_id=row["document_id"],
        filename=row["filename"],
        media_type=row["media_type"],
        sha256=row["sha256"],
        size=row["size"],
        doc_type=row["doc_type"],
        title=row["title"],
        pages=tuple(pages),
        warnings=WARNINGS.validate_json(row["warnings"]),
    )


def stored_document(row: Row) -> StoredDocument:
    columns = StoredDocument.model_fields.keys() - {"enabled"}
    return StoredDocument(**{name: row[name] for name in columns}, enabled=bool(row["enabled"]))


def page(row: Row, *, words: bool) -> Page:
    return Page(
        number=row["number"],
        text=row["text"],
        origin=row["origin"],
        width_pt=row["width_pt"],
        height_pt=row["height_pt"],
        ocr_confidence=row["ocr_confidence"],
        rotation=row["rotation"],
        words=unpack_words(row["words"]) if words else (),
    )


def page_values(page: Page) -> dict[str, Any]:
    return page.model_dump(exclude={"words"}) | {"words": pack_words(page.words)}


def pack_words(words: Iterable[Word]) -> bytes:
    """Seven numbers a word, exact: positions are far below where doubles lose whole numbers."""
    numbers = tuple(chain.from_iterable(words))
    return zlib.compress(struct.pack(f"<{len(numbers)}d", *numbers), level=1)


def unpack_words(packed: bytes) -> tuple[Word, ...]:
    numbers = struct.iter_unpack("<7d", zlib.decompress(packed))
    return tuple(Word(int(start), int(end), *rest) for start, end, *rest in numbers)


def event(row: Row) -> CaseEvent:
    return CaseEvent(
        case_id=row["case_id"],
        number=row["number"],
        type=row["type"],
        at=row["at"],
        actor=row["actor"],
        ids=json.loads(row["ids"]),
        correlation_id=row["correlation_id"],
    )


def stage_record(row: Row) -> StageRecord:
    return StageRecord(
        stage=row["stage"],
        version=row["version"],
        finished_at=row["finished_at"],
        result_ids=tuple(json.loads(row["result_ids"])),
    )


def draft_info(row: Row) -> DraftInfo:
    columns = DraftInfo.model_fields.keys() - {"is_copy"}
    return DraftInfo(**{name: row[name] for name in columns}, is_copy=bool(row["is_copy"]))


def to_cents(amount: Decimal | None) -> int | None:
    return None if amount is None else int(amount.quantize(CENT).scaleb(2))


def from_cents(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents).scaleb(-2)


def as_date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
