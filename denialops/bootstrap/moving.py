"""A clinic that outgrew its computer: from the data folder to PostgreSQL."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from denialops.bootstrap.stores import build_envelope, open_postgres
from denialops.config import Settings
from denialops.envelope import Envelope
from denialops.errors import SettingsInvalid, StoreUnavailable

if TYPE_CHECKING:
    from denialops.store.moving import Moved


def move_folder(settings: Settings) -> tuple[Moved, ...]:
    """Every case and original of `data_dir`; the folder stays as it is. Work under way goes on after the move.

    Raises AlreadyRunning while DenialOps uses the folder, SettingsInvalid without a database or with another key
    than the one that sealed the folder's secrets, StoreUnavailable where anything is missing.
    """
    from denialops.store.case_store import FILE_NAME
    from denialops.store.database import Database
    from denialops.store.moving import move_clinic
    from denialops.store.postgres.vault import PgVault
    from denialops.store.vault import FileVault
    from denialops.tasks.claim import FolderClaim

    if not settings.database_url.get_secret_value():
        raise SettingsInvalid(["DENIALOPS_DATABASE_URL: is needed to move there"])
    if not (settings.data_dir / FILE_NAME).exists():
        raise StoreUnavailable("The data folder holds no cases.", hint="Check DENIALOPS_DATA_DIR.")
    with ExitStack() as closing:
        claim = FolderClaim(settings.data_dir)
        claim.take("")
        closing.callback(claim.release)
        _refuse_other_key(settings)
        _bring_up_to_date(settings)
        target, vault = open_postgres(settings), PgVault(open_postgres(settings))
        source = Database(settings.data_dir / FILE_NAME)
        for opened in (target, vault, source):
            closing.callback(opened.close)
        target.refuse_other_key(build_envelope(settings).key_id())
        return move_clinic(source, target, FileVault(settings.data_dir / "originals"), vault)


def _refuse_other_key(settings: Settings) -> None:
    """What was sealed in the folder must open after the move."""
    if not (settings.data_dir / "secret.key").exists():
        return
    if build_envelope(settings).key_id() != Envelope(settings.data_dir).key_id():
        raise SettingsInvalid(["DENIALOPS_SECRET_KEY: is not the key in secret.key of the data folder"])


def _bring_up_to_date(settings: Settings) -> None:
    """An older file gets its missing tables first: both sides must have the same."""
    from denialops.clock import SystemClock
    from denialops.store.case_store import SqliteCaseStore

    SqliteCaseStore(settings.data_dir, tenant=settings.tenant, clock=SystemClock(settings.timezone)).close()
