"""What the engine stores: JSON of ids and codes, never pickled objects and never the words of an error."""

from __future__ import annotations

import json
from typing import Any

from dbos import Serializer


class StoredError(Exception):
    """An error as the engine keeps it: only its type."""


class IdSerializer(Serializer):
    def serialize(self, data: Any) -> str:
        if isinstance(data, BaseException):
            data = {"error": type(data).__name__}
        return json.dumps(data)

    def deserialize(self, serialized_data: str) -> Any:
        data = json.loads(serialized_data)
        if isinstance(data, dict) and data.keys() == {"error"}:
            return StoredError(data["error"])
        return data

    def name(self) -> str:
        return "denialops_ids"
