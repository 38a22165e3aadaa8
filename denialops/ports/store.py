"""What keeps cases and originals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol

from denialops.domain.cases import CaseFile, CasePlace, CaseQuery, CaseRow, StageName
from denialops.domain.census import CaseTally
from denialops.domain.clinic import Clinic
from denialops.domain.documents import Document, Page
from denialops.domain.drafts import Block, Draft
from denialops.domain.events import CaseEvent
from denialops.domain.facts import Correction, Fact
from denialops.domain.health import SchemaState
from denialops.domain.plans import PlanUse
from denialops.domain.records import (
    CaseState,
    Change,
    ClosedRecord,
    DocumentRole,
    DraftInfo,
    FollowedLetter,
    KnownFile,
    Listing,
    PastState,
    SentRecord,
    Show,
    SignOff,
    StageFailure,
    StageRecord,
    StoredDocument,
    WholeFile,
)
from denialops.ports.access import AccessChanges, AccessReads


class Vault(Protocol):
    """Keeps original bytes by SHA-256 hex. `get` raises DocumentNotFound."""

    def put(self, data: bytes) -> str:
        """Known bytes are not written again but count as put just now, so that no purge takes them."""

    def get(self, sha256: str) -> bytes: ...

    def delete(self, sha256: str) -> None: ...

    def list_stored(self, before: datetime) -> Iterator[str]:
        """What was put before then and not since."""

    def close(self) -> None: ...


class CaseReads(AccessReads, Protocol):
    """One consistent view of the tenant's cases. Every `get` raises CaseNotFound or DocumentNotFound."""

    def get_case(self, case_id: str, *, today: date, words: bool = False) -> CaseFile:
        """The case as far as its stages finished; facts also while they are being found.

        `documents` are the letter and the enabled exhibits in order; word boxes only when asked for.
        """

    def get_row(self, case_id: str, *, today: date) -> CaseRow: ...

    def get_state(self, case_id: str) -> CaseState: ...

    def get_page(self, case_id: str, document_id: str, number: int) -> Page:
        """With its word boxes."""

    def get_draft(self, case_id: str, version: int | None = None) -> Draft:
        """A version, or the current one. Raises NothingToDraft when there is none."""

    def list_rows(
        self, *, show: Show = "open", search: str = "", today: date, limit: int = 500, offset: int = 0
    ) -> tuple[CaseRow, ...]:
        """By safe date, cases without one last. `search`: every word must be part of a name or number."""

    def page_rows(
        self, query: CaseQuery, *, today: date, limit: int, after: CasePlace | None = None
    ) -> tuple[CaseRow, ...]:
        """In the same order, from the row behind `after` on; what is added or goes meanwhile shifts nothing."""

    def last_events(self, case_ids: Collection[str]) -> Mapping[str, int]:
        """The number of each case's newest event; cases that are not there are left out."""

    def count_rows(self, *, search: str = "") -> dict[Show, int]: ...

    def tally(self, *, today: date, soon: date) -> CaseTally:
        """`soon`: the last day that is near."""

    def list_documents(self, case_id: str, role: DocumentRole | None = None) -> tuple[StoredDocument, ...]: ...

    def list_followed(self, case_id: str) -> tuple[FollowedLetter, ...]:
        """The letters of the case that a later one followed, oldest first."""

    def get_draft_floor(self, case_id: str) -> int:
        """Draft versions up to this one were not written for the present letter; 0 where every one was."""

    def find_whole_file(self, case_id: str, document_id: str) -> WholeFile | None:
        """The file from which this document was cut; None for a document that is a file itself."""

    def list_drafts(self, case_id: str) -> tuple[DraftInfo, ...]:
        """Every version, newest first."""

    def list_paragraphs(self, case_id: str) -> tuple[Block, ...]:
        """What a model wrote of its letter so far; empty while none writes."""

    def find_sign_off(self, case_id: str) -> SignOff | None:
        """The newest; it may be of an earlier version of the draft."""

    def list_stages(self, case_id: str) -> Mapping[StageName, StageRecord]:
        """The stages that are finished now; a stage sent back by `restart` is not among them."""

    def list_events(self, case_id: str, *, after: int = 0, limit: int = 1000) -> tuple[CaseEvent, ...]: ...

    def find_past_state(self, case_id: str, at: datetime) -> PastState | None:
        """What the case was then; None before it was opened, or before such states were kept."""

    def list_unfinished(self) -> tuple[tuple[str, StageName], ...]:
        """(case id, first stage not finished) of every case in status "reading"."""

    def find_file(self, sha256: str) -> KnownFile | None:
        """The case that holds these bytes, also among removed ones; one in use goes first."""

    def get_clinic(self) -> Clinic: ...

    def find_browser(self, browser_id: str) -> str | None: ...


class UnitOfWork(CaseReads, AccessChanges, Protocol):
    """Changes that are kept all together or not at all. Whatever changes a case takes the Change it appends."""

    def open_case(self, case_id: str, change: Change) -> int:
        """A new case in status "reading"; returns its number for people."""

    def record(self, case_id: str, change: Change) -> None:
        """Append what happened when nothing else changed: progress, downloads."""

    def add_document(self, case_id: str, document: Document, change: Change, *, role: DocumentRole = "letter") -> None:
        """As uploaded or as read (with pages). A new letter takes the place of the former, which is kept."""

    def follow_letter(self, case_id: str, document: Document, change: Change) -> None:
        """A later letter of the same claim becomes the letter; the former, read to its end, becomes an exhibit.

        Raises StateError where no reading of the former is finished.
        """

    def detach_letter(self, case_id: str, change: Change) -> None:
        """Undoes follow_letter: the newest letter leaves the case, the former has its place and its day again.

        Raises StateError where the letter followed no other.
        """

    def keep_whole_file(self, case_id: str, document_id: str, whole: WholeFile, change: Change) -> None:
        """The original from which the document was cut stays as long as the case does."""

    def move_document(self, case_id: str, document_id: str, offset: int, change: Change) -> None: ...

    def enable_document(self, case_id: str, document_id: str, enabled: bool, change: Change) -> None: ...

    def remove_document(self, case_id: str, document_id: str, change: Change) -> None: ...

    def use_plan(self, case_id: str, document_id: str, use: PlanUse, change: Change) -> None:
        """How a plan document goes into the packet. Raises DocumentNotFound when none was read under this id."""

    def add_fact(self, case_id: str, fact: Fact, change: Change) -> None:
        """While the extract stage works; known facts of the same reading are not added twice."""

    def save_stage(self, stage: StageName, case: CaseFile, listing: Listing, *changes: Change) -> StageRecord:
        """What the stage made (pages; facts; routing; a new draft version; marks), its record and its events.

        Raises Superseded when an earlier stage is not finished any more: somebody restarted it meanwhile.
        """

    def fail_stage(self, case_id: str, failure: StageFailure, change: Change) -> None:
        """Status "failed" with the reason."""

    def restart(self, case_id: str, first_stage: StageName, change: Change) -> None:
        """Status "reading"; this stage and those after it count as not finished."""

    def finish(self, case_id: str, change: Change) -> None:
        """Status "review": every stage is done."""

    def add_correction(self, case_id: str, correction: Correction, change: Change) -> None: ...

    def confirm_regime(self, case_id: str, regime: str, change: Change) -> None: ...

    def set_received_on(self, case_id: str, received_on: date | None, change: Change) -> None: ...

    def save_draft(self, draft: Draft, change: Change, *, based_on: int) -> int:
        """A new version; returns its number.

        When somebody saved after `based_on`, the text is kept as a copy beside the line and the
        transaction, once committed, raises DraftConflict.
        """

    def keep_paragraphs(self, case_id: str, blocks: Sequence[Block], change: Change) -> None:
        """After those that are kept already; nothing of a draft until the whole letter is saved as one."""

    def drop_paragraphs(self, case_id: str) -> None: ...

    def sign_off(self, case_id: str, signed: SignOff, change: Change) -> None:
        """Signed with the actor and the moment of the change."""

    def mark_sent(self, case_id: str, sent: SentRecord, change: Change) -> None: ...

    def close_case(self, case_id: str, closed: ClosedRecord, change: Change) -> None: ...

    def reopen_case(self, case_id: str, change: Change) -> None: ...

    def remove_case(self, case_id: str, change: Change) -> None: ...

    def restore_case(self, case_id: str, change: Change) -> None: ...

    def purge_cases(self, removed_before: datetime) -> tuple[str, ...]:
        """Really deletes the cases removed before then; returns their ids."""

    def list_unneeded(self, hashes: Iterable[str]) -> tuple[str, ...]:
        """Those of these originals that no document of any tenant and no clinic's logo rests on."""

    def save_clinic(self, clinic: Clinic, *, actor: str) -> None: ...

    def name_browser(self, browser_id: str, name: str) -> None: ...


class CaseStore(Protocol):
    """Keeps the cases of one tenant. Stores never commit by themselves; nesting the two is refused.

    Raises StoreUnavailable when the database cannot be used.
    """

    def snapshot(self) -> AbstractContextManager[CaseReads]: ...

    def transaction(self) -> AbstractContextManager[UnitOfWork]: ...

    def check(self) -> None:
        """Returns soon when cases can be read and kept just now. Raises StoreUnavailable."""

    def schema(self) -> SchemaState: ...

    def close(self) -> None: ...
