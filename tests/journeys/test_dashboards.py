"""Every measure and label that dashboard, alerts and docs ask for is exported by the program as it runs."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import promql_parser
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from denialops.api import RequestLog, build_api, operation_routes
from denialops.bootstrap import build_services
from denialops.config import ROOT, Settings
from tests.fakes.providers import FakeProvider, Play

KEY = "clinic-key"
LETTER = b"COPPERFIELD MUTUAL HEALTH\nDate: March 4, 2026\n\nThe request is denied because it is not necessary.\n"
OF_THE_SCRAPE = {"job", "instance"}
INNER = ("lhs", "rhs", "expr", "args", "vector_selector", "param")

DASHBOARD = json.loads((ROOT / "deploy" / "grafana" / "denialops.json").read_text())
ALERTS = yaml.safe_load((ROOT / "deploy" / "prometheus" / "alerts.yaml").read_text())
DOCS = (ROOT / "docs" / "operations.md").read_text()

QUERIES = {
    **{f"panel {p['title']}: {t['refId']}": t["expr"] for p in DASHBOARD["panels"] for t in p.get("targets", ())},
    **{f"alert {rule['alert']}": rule["expr"] for group in ALERTS["groups"] for rule in group["rules"]},
    **{f"docs {number}": query for number, query in enumerate(re.findall(r"```promql\n(.*?)```", DOCS, re.S), 1)},
}


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, set[str]]]:
    """The labels of each sample of an installation that read one letter twice with a model and ran one page."""
    with FakeProvider(answer=lambda request: Play(text=json.dumps({"facts": []}))) as provider:
        settings = Settings(
            _env_file=None, data_dir=tmp_path_factory.mktemp("data"), api_key=KEY, llm_provider="compatible",
            llm_model="m-1", llm_base_url=provider.openai_url, llm_tries=1,
        )  # fmt: skip
        services = build_services(settings, at_once=True)
        routes = operation_routes(lambda: services, key=KEY, is_local=lambda: True)
        app = Starlette(routes=[Mount("/api", app=build_api(lambda: services, settings)), *routes])
        client = TestClient(RequestLog(app, watch=lambda: services.watch), headers={"Authorization": f"Bearer {KEY}"})
        case_id = client.post("/api/v1/cases", json={"mode": "fast"}).json()["case_id"]
        client.post(f"/api/v1/cases/{case_id}/documents", files={"file": ("letter.txt", LETTER)})
        services.rerun(case_id, first_stage="extract", actor="Maria Lopez")
        services.watch.meter.observe("denialops_page_run_duration_seconds", 0.1, page="work")
        yield samples(client.get("/metrics").text)
        services.store.close()


def samples(text: str) -> dict[str, set[str]]:
    found = defaultdict(set)
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name] |= set(sample.labels)
    return found


def selectors(query: Any) -> Iterator[tuple[str, set[str]]]:
    if isinstance(query, promql_parser.VectorSelector):
        yield query.name, set(re.findall(r"(\w+)\s*(?:=~|!=|!~|=)", str(query.matchers)))
    for name in INNER:
        inner = getattr(query, name, None)
        for part in inner if isinstance(inner, list) else [inner] if inner is not None else []:
            yield from selectors(part)


def grouped(query: str) -> Iterable[str]:
    return {label.strip() for labels in re.findall(r"by \(([^)]*)\)", query) for label in labels.split(",")}


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_asks_for_what_the_program_exports(name: str, exported: dict[str, set[str]]) -> None:
    asked = list(selectors(promql_parser.parse(QUERIES[name])))

    assert asked
    for measure, labels in asked:
        assert measure in exported
        assert labels - OF_THE_SCRAPE <= exported[measure]
        assert grouped(QUERIES[name]) <= set().union(*(exported[other] for other, _ in asked))


def test_a_query_for_what_nobody_exports_would_be_found(exported: dict[str, set[str]]) -> None:
    ((measure, labels),) = selectors(promql_parser.parse('rate(denialops_nothing{patient="1"}[5m])'))

    assert (measure, labels) == ("denialops_nothing", {"patient"})
    assert measure not in exported


def test_every_measure_of_ours_is_in_the_docs(exported: dict[str, set[str]]) -> None:
    ours = {name for name in exported if name.startswith(("denialops_", "http_"))}
    families = {re.sub(r"_(bucket|count|sum)$", "", name) for name in ours}

    assert {name for name in families if f"`{name}`" not in DOCS} == set()


def test_every_alert_says_what_is_wrong_and_what_to_do() -> None:
    rules = [rule for group in ALERTS["groups"] for rule in group["rules"]]

    assert all(rule["annotations"].keys() == {"summary", "action"} for rule in rules)
    assert {rule["labels"]["severity"] for rule in rules} == {"page", "ticket"}


def test_panels_have_their_own_place_and_number() -> None:
    panels = DASHBOARD["panels"]
    places = [(p["gridPos"]["x"], p["gridPos"]["y"]) for p in panels]

    assert len(set(places)) == len({p["id"] for p in panels}) == len(panels)
