"""The command line: read, appeal, evaluate, bench. Thin: it names files, the services do the work."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from denialops import __version__
from denialops.config import load_settings
from denialops.errors import DenialOpsError, InputError, SettingsInvalid


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; 0 when it did its work, 1 when it could not, 2 for a wrong call."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except DenialOpsError as error:
        print(f"{error.code}: {error}\n{error.hint_text}", file=sys.stderr)
        return 2 if isinstance(error, SettingsInvalid) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="denialops", description="From a denial letter to an appeal.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run, text in (
        ("read", _read, "facts and route of each letter, one JSON a file"),
        ("appeal", _appeal, "facts, route, draft and packet of each letter, one folder a file"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("files", nargs="+", type=Path, metavar="FILE")
        command.add_argument("--out", required=True, type=Path, metavar="DIR")
        command.add_argument("--save", action="store_true", help="open a case for each letter in the store as well")
        command.set_defaults(run=run)
    evaluate = commands.add_parser("evaluate", help="scores against the answers beside a folder of letters")
    evaluate.add_argument("folder", type=Path, metavar="FOLDER")
    evaluate.add_argument("--files", action="store_true", help="read FOLDER/files instead of FOLDER/letters")
    evaluate.add_argument("--diff", action="store_true", help="show every difference, letter by letter")
    evaluate.add_argument("--json", type=Path, metavar="OUT", help="write every number to a file")
    evaluate.set_defaults(run=_evaluate)
    bench = commands.add_parser("bench", help="speed and memory, each beside its limit")
    bench.add_argument("arguments", nargs=argparse.REMAINDER)
    bench.set_defaults(run=_bench)
    return parser


def _read(options: argparse.Namespace) -> int:
    from denialops.bootstrap import build_in_memory

    services = build_in_memory(load_settings())
    options.out.mkdir(parents=True, exist_ok=True)
    read = 0
    for path, stem in _with_stems(options.files):
        try:
            record = services.record(services.read_in_memory(_upload(path)))
            read += 1
        except DenialOpsError as error:
            record = {"error": error.as_record()}
        _write_json(options.out / f"{stem}.json", record)
        _tell(path, options.out / f"{stem}.json", record)
    _save(options)
    return 0 if read else 1


def _appeal(options: argparse.Namespace) -> int:
    from denialops.bootstrap import build_in_memory

    services = build_in_memory(load_settings())
    written = 0
    for path, stem in _with_stems(options.files):
        folder = options.out / stem
        folder.mkdir(parents=True, exist_ok=True)
        record: dict[str, object] = {}
        try:
            for name, data in services.appeal_in_memory(_upload(path)).files.items():
                (folder / name).write_bytes(data)
            written += 1
        except DenialOpsError as error:
            record = {"error": error.as_record()}
            _write_json(folder / "error.json", record)
        _tell(path, folder, record)
    _save(options)
    return 0 if written else 1


def _evaluate(options: argparse.Namespace) -> int:
    raise NotImplementedError


def _bench(options: argparse.Namespace) -> int:
    from denialops import bench

    return int(bench.main(options.arguments) or 0)


def _with_stems(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Each path with a name for its output; equal stems get -2, -3 and so on, also where case alone differs."""
    taken: set[str] = set()
    for path in paths:
        stem, number = path.stem, 1
        while stem.lower() in taken:
            number += 1
            stem = f"{path.stem}-{number}"
        taken.add(stem.lower())
        yield path, stem


def _upload(path: Path) -> Upload:
    from denialops.services.records import Upload

    try:
        return Upload(path.name, path.read_bytes())
    except OSError as error:
        raise InputError(f"The file cannot be opened: {error.strerror}.") from error


def _save(options: argparse.Namespace) -> None:
    """Opens a case for each file in the store; one that is there already is named, not opened twice."""
    if not options.save:
        return
    raise NotImplementedError


def _write_json(path: Path, record: object) -> None:
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _tell(path: Path, target: Path, record: dict[str, object]) -> None:
    error = record.get("error")
    print(f"{path.name}: {error['code']}: {error['hint']}" if isinstance(error, dict) else f"{path.name} -> {target}")
