"""The command line: read, appeal, evaluate, bench. Thin: it names files, the services do the work."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from denialops import __version__
from denialops.attempt import attempt
from denialops.bootstrap import build_in_memory, build_services
from denialops.commands import add_admin, add_worker
from denialops.config import Settings, load_settings
from denialops.domain.documents import ReadingWarning
from denialops.domain.rulebook.codes import CodeRules
from denialops.errors import DenialOpsError, InputError, SettingsInvalid
from denialops.logs import configure_logs
from denialops.services import Services
from denialops.services.memory import InMemory
from denialops.services.records import Upload
from denialops.services.remittances import is_remittance, parts_of

ACTOR = "Command line"


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; 0 when it did its work, 1 when it could not, 2 for a wrong call."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except DenialOpsError as error:
        words = dict.fromkeys((str(error), error.hint_text))
        print(f"{error.code}:", "\n".join(words), file=sys.stderr)
        return 2 if isinstance(error, SettingsInvalid) else 1
    except OSError as error:
        print(f"output_failed: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1


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
        command.add_argument(
            "--plan", action="append", default=[], type=Path, metavar="FILE", help="a plan document of the letters"
        )
        command.set_defaults(run=run)
    evaluate = commands.add_parser("evaluate", help="scores against the answers beside a folder of letters")
    evaluate.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    evaluate.add_argument("--files", action="store_true", help="read FOLDER/files instead of FOLDER/letters")
    evaluate.add_argument("--diff", action="store_true", help="show every difference, letter by letter")
    evaluate.add_argument("--json", type=Path, metavar="OUT", help="write every number of the (last) folder to a file")
    evaluate.add_argument("--page", type=Path, metavar="OUT", help="write the accuracy page of all folders to a file")
    evaluate.set_defaults(run=_evaluate)
    add_worker(commands)
    add_admin(commands)
    # Its options are its own: with no prefix of ours they arrive there as they are.
    bench = commands.add_parser(
        "bench", help="speed and memory, each beside its limit", prefix_chars="+", add_help=False
    )
    bench.add_argument("arguments", nargs=argparse.REMAINDER)
    bench.set_defaults(run=_bench)
    return parser


def _read(options: argparse.Namespace) -> int:
    services = build_in_memory(_settings())
    options.out.mkdir(parents=True, exist_ok=True)
    plans = [_upload(path) for path in options.plan]
    done = 0
    for job in _jobs(options.files, services.pipeline.rulebook.codes):
        record = _record(services, job.file, plans)
        if job.notes:
            record["warnings"] = [*record.get("warnings", ()), *job.notes]
        target = options.out / f"{job.stem}.json"
        _write_json(target, record)
        done += _tell(job.path, target, record.get("error"))
    _save(options)
    return 0 if done else 1


def _record(services: InMemory, file: Upload | InputError, plans: Sequence[Upload]) -> dict[str, Any]:
    return services.record(file, plans=plans) if isinstance(file, Upload) else {"error": file.as_record()}


def _appeal(options: argparse.Namespace) -> int:
    services = build_in_memory(_settings())
    plans = [_upload(path) for path in options.plan]
    done = 0
    for job in _jobs(options.files, services.pipeline.rulebook.codes):
        folder = options.out / job.stem
        folder.mkdir(parents=True, exist_ok=True)
        error = attempt(partial(_write_appeal, services, job.file, plans, folder), stage="appeal")
        record = error.as_record() if error else None
        if record:
            _write_json(folder / "error.json", {"error": record})
        done += _tell(job.path, folder, record)
    _save(options)
    return 0 if done else 1


def _write_appeal(services: InMemory, file: Upload | InputError, plans: Sequence[Upload], folder: Path) -> None:
    if isinstance(file, InputError):
        raise file
    for name, data in services.appeal_in_memory(file, plans=plans).files.items():
        (folder / name).write_bytes(data)


def _evaluate(options: argparse.Namespace) -> int:
    from denialops.evaluation import render_page, render_report
    from denialops.services.evaluating import evaluate_folder

    services, scored = build_in_memory(_settings()), []
    for folder in options.folders:
        report = evaluate_folder(services, folder, files=options.files)
        scored.append((folder.name, _about(folder), report))
        print(render_report(report, diff=options.diff), end="")
        if options.json:
            _write_json(options.json, report.model_dump(mode="json"))
    if options.page:
        options.page.write_text(render_page(scored), encoding="utf-8")
    return 0


def _about(folder: Path) -> str:
    """What a set is for, in its own words."""
    about = folder / "ABOUT.md"
    return about.read_text(encoding="utf-8").strip() if about.exists() else "letters with answers"


def _bench(options: argparse.Namespace) -> int:
    from denialops import bench

    return int(bench.main(options.arguments) or 0)


class _Job(NamedTuple):
    """A file to work on, or why there is none, with the name of its output; `notes` on a remittance as a whole."""

    path: Path
    stem: str
    file: Upload | InputError
    notes: tuple[dict[str, object], ...] = ()


def _jobs(paths: Iterable[Path], codes: CodeRules) -> Iterator[_Job]:
    """One a file; of a remittance one a denied claim, the first of which names the others."""
    taken: set[str] = set()
    for path in paths:
        try:
            parts = parts_of(_upload(path), codes)
        except InputError as error:
            yield _Job(path, _stem(path, taken), error)
            continue
        stems = [_stem(path, taken) for _ in parts.uploads]
        others = ", ".join(f"{stem}.json" for stem in stems[1:])
        notes = [_note("remittance_problem", f"line {p.line}, segment {p.segment}: {p.words}") for p in parts.problems]
        if others:
            notes.insert(0, _note("other_denied_claims", others))
        for number, (stem, upload) in enumerate(zip(stems, parts.uploads, strict=True)):
            yield _Job(path, stem, upload, () if number else tuple(notes))


def _note(code: str, detail: str) -> dict[str, object]:
    return ReadingWarning(code=code, detail=detail).model_dump(mode="json")


def _stem(path: Path, taken: set[str]) -> str:
    """A name for an output; equal stems get -2, -3 and so on, also where case alone differs."""
    stem, number = path.stem, 1
    while stem.lower() in taken:
        number += 1
        stem = f"{path.stem}-{number}"
    taken.add(stem.lower())
    return stem


def _upload(path: Path) -> Upload:
    try:
        return Upload(path.name, path.read_bytes())
    except OSError as error:
        raise InputError(f"The file cannot be opened: {error.strerror}.") from error


def _save(options: argparse.Namespace) -> None:
    """Opens a case for each file in the store; one that is there already is named, not opened twice."""
    if not options.save:
        return
    services = build_services(_settings(), at_once=True)
    for path in options.files:
        try:
            _save_one(services, path)
        except InputError as error:
            print(f"{path.name}: not saved: {error.hint_text}")


def _save_one(services: Services, path: Path) -> None:
    upload = _upload(path)
    if not is_remittance(upload):
        case_id = services.open_case(upload, actor=ACTOR)
        print(f"{path.name}: saved as case {services.case(case_id).row.number}")
        return
    done = services.open_remittance(upload, actor=ACTOR)
    print(
        f"{path.name}: {done.claims} claims, {done.denied} denied: {len(done.opened)} saved as new cases, "
        f"{len(done.joined)} added to open cases, {len(done.duplicates)} here already"
    )


def _settings() -> Settings:
    """Logs show faults of ours only: what is wrong with a file, the command itself says."""
    configure_logs("ERROR")
    return load_settings()


def _write_json(path: Path, record: object) -> None:
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _tell(path: Path, target: Path, error: Mapping[str, str] | None) -> bool:
    """Says what became of a file; true when it went well."""
    print(f"{path.name}: {error['code']}: {error['hint']}" if error else f"{path.name} -> {target}")
    return error is None


if __name__ == "__main__":
    sys.exit(main())
