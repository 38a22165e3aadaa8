"""The same pipeline without store or engine, for the command line and the tests."""

from __future__ import annotations

from denialops.domain.cases import CaseFile
from denialops.ports import Observe, ignore
from denialops.services.base import Base
from denialops.services.records import Appeal, Upload


class InMemory(Base):
    def read_in_memory(self, upload: Upload, observe: Observe = ignore) -> CaseFile:
        """Ingest, extract and route. Raises what is wrong with the file."""
        raise NotImplementedError

    def appeal_in_memory(self, upload: Upload) -> Appeal:
        """All stages and the files; for a non-denial facts, route and manifest only."""
        raise NotImplementedError
