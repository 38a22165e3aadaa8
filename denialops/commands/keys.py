"""`admin key`: makes, lists and revokes the keys with which other programs use the API."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from denialops.bootstrap import build_services
from denialops.config import load_settings
from denialops.logs import configure_logs
from denialops.services import Services


def add_keys(tasks: Any) -> None:
    """Hangs `key create|list|revoke` below `admin`."""
    actions = tasks.add_parser("key", help="keys of the HTTP API").add_subparsers(required=True, metavar="ACTION")
    create = actions.add_parser("create", help="a new key, printed once")
    create.add_argument("--name", required=True, help="the program that will use it; kept with every change it makes")
    create.add_argument("--read-only", action="store_true", help="a key that changes nothing")
    create.set_defaults(run=_create)
    actions.add_parser("list", help="every key without its secret").set_defaults(run=_list)
    revoke = actions.add_parser("revoke", help="a key stops opening anything, at once")
    revoke.add_argument("key_id", metavar="ID")
    revoke.set_defaults(run=_revoke)


def _create(options: argparse.Namespace) -> int:
    with _open_services() as services:
        new = services.create_key(options.name, scope="read" if options.read_only else "write")
    print(new.text)
    return 0


def _list(_: argparse.Namespace) -> int:
    with _open_services() as services:
        for row in services.list_keys():
            state = f"revoked {row.revoked_at[:16]}" if row.revoked_at else "in force"
            print(f"{row.key_id}  {row.scope:5s}  {row.created_at[:16]}  {state:24s}  {row.name}")
    return 0


def _revoke(options: argparse.Namespace) -> int:
    with _open_services() as services:
        services.revoke_key(options.key_id)
    print(f"{options.key_id} opens nothing any more.")
    return 0


@contextmanager
def _open_services() -> Iterator[Services]:
    configure_logs("ERROR")
    services = build_services(load_settings(), at_once=True)
    with closing(services.store):
        yield services
