"""`admin`: what only the keeper of an installation does."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from denialops.bootstrap import build_services
from denialops.bootstrap.moving import move_folder
from denialops.commands.keys import add_keys
from denialops.config import load_settings
from denialops.config_names import list_settings
from denialops.errors import InputError
from denialops.logs import configure_logs


def add_admin(commands: Any) -> None:
    admin = commands.add_parser("admin", help="moves a clinic to PostgreSQL, shows settings, or a case as it was")
    tasks = admin.add_subparsers(required=True, metavar="TASK")
    move = tasks.add_parser("move", help="all cases and originals of the data folder to DENIALOPS_DATABASE_URL")
    move.set_defaults(run=_move)
    chosen = tasks.add_parser("settings", help="every setting in force and where it came from; keys are masked")
    chosen.set_defaults(run=_settings)
    add_keys(tasks)
    state = tasks.add_parser("state", help="what a case was at a past time, told from its events")
    state.add_argument("case_id", metavar="CASE")
    state.add_argument("--at", type=_moment, default=None, metavar="TIME", help="such as 2026-03-02T15:00 (now)")
    state.set_defaults(run=_state)


def _move(_: argparse.Namespace) -> int:
    """Prints each table with its rows and one hash of them on either side."""
    configure_logs("ERROR")
    for moved in move_folder(load_settings()):
        print(f"{moved.table:24s} {moved.rows:8d} rows  left {moved.left[:16]}  arrived {moved.arrived[:16]}")
    print("Everything arrived as it left. The data folder is as it was; keep it as a backup.")
    return 0


def _settings(_: argparse.Namespace) -> int:
    for line in list_settings(load_settings()):
        print(f"{line.name}={line.value}  ({line.source})")
    return 0


def _state(options: argparse.Namespace) -> int:
    configure_logs("ERROR")
    services = build_services(load_settings(), at_once=True)
    at = options.at or services.clock.now()
    found = services.past_state(options.case_id, at)
    if found is None:
        raise InputError("The case was not there yet, or its states were not kept then.", hint="Choose a later time.")
    print(found.model_dump_json(indent=1))
    services.store.close()
    services.vault.close()
    return 0


def _moment(text: str) -> datetime:
    """Without a zone it is UTC, as stored times are."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("write it such as 2026-03-02T15:00, in UTC unless it names a zone") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
