"""The OpenAPI document: keys, problem details for every error, and which errors each route may give."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from denialops import __version__
from denialops.api.problems import MEDIA_TYPE, Problem, says
from denialops.api.refusals import FaultyRequest, Forbidden, KeyReused, RequestInProgress, TooManyRequests, Unauthorized
from denialops.errors import DenialOpsError, FileTooLarge, StoreUnavailable

EVERYWHERE = says(Unauthorized, Forbidden, FaultyRequest, TooManyRequests, DenialOpsError, StoreUnavailable)
ON_CHANGES = says(FileTooLarge)
ON_POST = says(RequestInProgress, KeyReused)
OPEN = "/v1/health"
KEY = {"type": "http", "scheme": "bearer", "description": "a key of `python -m denialops admin key create`"}
REPEATED = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "description": "the work is done once, however often the request comes within 24 hours",
    "schema": {"type": "string", "minLength": 8, "maxLength": 128},
}  # fmt: skip
METHODS = ("get", "post", "put", "delete")


def document_of(api: FastAPI) -> dict[str, Any]:
    """Made once; also what GET /api/v1/openapi.json answers."""
    if api.openapi_schema is None:
        document = get_openapi(title=api.title, version=__version__, description=api.description, routes=api.routes)
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        document["components"]["securitySchemes"] = {"key": KEY}
        document["servers"] = [{"url": "/api"}]
        for path, operations in document["paths"].items():
            for method in METHODS:
                if method in operations:
                    _complete(path, method, operations[method])
        api.openapi_schema = document
    return api.openapi_schema


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    if path.startswith(OPEN):
        return
    operation["security"] = [{"key": []}]
    responses.pop("422", None) if responses.get("422", {}).get("description") == "Validation Error" else None
    also = [EVERYWHERE, *([ON_CHANGES] if method in ("post", "put") else []), *([ON_POST] if method == "post" else [])]
    for errors in also:
        for status, said in errors.items():
            known = responses.setdefault(str(status), {"description": ""})
            known["description"] = ", ".join(filter(None, (known["description"], said["description"])))
    for status, response in responses.items():
        if int(status) >= 400:
            response["content"] = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    if method == "post":
        operation.setdefault("parameters", []).append(REPEATED)
