"""Headers and path of a request as its layers see them."""

from __future__ import annotations

from starlette.types import Scope


def find_header(scope: Scope, name: str) -> str:
    """The first value; "" where there is none."""
    wanted = name.encode()
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == wanted), "")


def path_of(scope: Scope) -> str:
    """Below the place where the API is mounted."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))
