"""What ships is checked where no container engine runs: by linters, by schemas, and against the program itself."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from starlette.routing import Route

from denialops.api import operation_routes
from denialops.config import ROOT, Settings
from denialops.config_names import names_of

DEPLOY = ROOT / "deploy"
TOOLS = Path(sys.executable).parent
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
IGNORED = (ROOT / ".dockerignore").read_text().splitlines()
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
MANIFESTS = sorted(path for path in (DEPLOY / "kubernetes").glob("*.yaml") if path.name != "kustomization.yaml")
OBJECTS: list[dict[str, Any]] = [found for path in MANIFESTS for found in yaml.safe_load_all(path.read_text())]
OURS = ("app", "worker")
PATHS = {route.path for route in operation_routes(lambda: None, key="", is_local=bool) if isinstance(route, Route)}  # type: ignore[arg-type, return-value]
SECRETS = {"database-url", "secret-key", "api-key", "cookie-secret", "postgres-password"}


def run(tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(TOOLS / tool), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


def workload(name: str) -> dict[str, Any]:
    kinds = ("Deployment", "StatefulSet")
    return next(found for found in OBJECTS if found["kind"] in kinds and found["metadata"]["name"] == name)


def pod(name: str) -> dict[str, Any]:
    found: dict[str, Any] = workload(name)["spec"]["template"]["spec"]
    return found


def container(name: str) -> dict[str, Any]:
    (found,) = pod(name)["containers"]
    return dict(found)


WORKLOADS = [found["metadata"]["name"] for found in OBJECTS if found["kind"] in ("Deployment", "StatefulSet")]


@pytest.mark.parametrize(
    "arguments",
    [
        ("hadolint", "deploy/Dockerfile"),
        ("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "deploy/compose.yaml"),
        (
            "yamllint", "-s", "-d", "{extends: default, rules: {line-length: {max: 120}, document-start: disable}}",
            "deploy",
        ),
    ],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_a_linter_finds_nothing(arguments: tuple[str, ...]) -> None:
    found = run(*arguments)

    assert (found.returncode, found.stdout + found.stderr) in ((0, ""), (0, "ok -- validation done\n"))


def test_the_linters_would_find_something(tmp_path: Path) -> None:
    bad = tmp_path / "compose.yaml"
    bad.write_text("services: {app: {imagge: denialops}}\n")
    (tmp_path / "Dockerfile").write_text("FROM python\nRUN cd /tmp\n")

    assert run("check-jsonschema", "--builtin-schema", "vendor.compose-spec", str(bad)).returncode == 1
    assert "DL3006" in run("hadolint", str(tmp_path / "Dockerfile")).stdout


@pytest.mark.parametrize("found", OBJECTS, ids=lambda found: f"{found['kind']} {found['metadata']['name']}")
def test_a_manifest_is_what_kubernetes_expects(found: dict[str, Any]) -> None:
    kubernetes_validate.validate(found, kubernetes_validate.latest_version(), strict=True)


def test_a_manifest_that_kubernetes_would_refuse_is_found() -> None:
    bad = json.loads(json.dumps(workload("app")))
    bad["spec"]["template"]["spec"]["containers"][0]["livenesProbe"] = {}

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(bad, kubernetes_validate.latest_version(), strict=True)


def test_the_kustomization_names_every_manifest() -> None:
    listed = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_text())["resources"]

    assert sorted(listed) == [path.name for path in MANIFESTS]


def test_the_image_is_built_in_two_stages_from_pinned_bases_and_ends_without_pip_or_root() -> None:
    stages = re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)
    last = DOCKERFILE.split("FROM ")[-1]

    assert len(stages) == 2 and all(re.search(r":3\.\d+-", stage) for stage in stages)
    assert "pip uninstall -y pip setuptools wheel" in last and "apt-get" not in last
    assert re.search(r"^USER 10001$", last, re.M) and "HEALTHCHECK" in last
    assert "install -r /tmp/requirements.txt" in DOCKERFILE


def test_everything_the_image_copies_is_there_and_nothing_else_goes_to_the_builder() -> None:
    copied = re.findall(r"^COPY (?!--from)(\S+)", DOCKERFILE, re.M)

    assert all((ROOT / path).exists() for path in copied)
    assert IGNORED[1] == "*"
    assert {line[1:].split("/")[0] for line in IGNORED if line.startswith("!")} == set(copied)


def test_the_libraries_of_the_ocr_engine_are_in_the_image() -> None:
    wanted = (ROOT / "requirements.txt").read_text()

    assert all(re.search(rf"^{name}==", wanted, re.M) for name in ("rapidocr", "onnxruntime", "opencv-python-headless"))


def settings_named() -> Iterator[str]:
    texts = [path.read_text() for path in [*DEPLOY.rglob("*.yaml"), DEPLOY / "Dockerfile"]]
    texts.append((ROOT / "docs" / "operations.md").read_text())
    yield from {name for text in texts for name in re.findall(r"\b(?:DENIALOPS|OTEL)_[A-Z_]+\b", text)}


def test_every_setting_that_is_named_there_exists() -> None:
    unknown = set(settings_named()) - set(names_of(Settings).values()) - {"DENIALOPS_", "OTEL_EXPORTER_OTLP_HEADERS"}

    assert unknown == set()


@pytest.mark.parametrize("name", OURS)
def test_liveness_gives_up_after_three_looks_and_readiness_after_one(name: str) -> None:
    found = container(name)
    live, ready = found["livenessProbe"], found["readinessProbe"]

    assert (live["failureThreshold"], live["httpGet"]["path"]) == (3, "/health/live")
    assert (ready["failureThreshold"], ready["httpGet"]["path"]) == (1, "/health/ready")
    assert {live["httpGet"]["path"], ready["httpGet"]["path"]} <= PATHS
    assert ready["timeoutSeconds"] > Settings(_env_file=None).health_timeout_s
    assert live["httpGet"]["port"] in {port["name"] for port in found["ports"]}


@pytest.mark.parametrize("name", WORKLOADS)
def test_a_pod_has_limits_no_root_and_no_rights(name: str) -> None:
    found, inner = pod(name), container(name)

    assert found["securityContext"]["runAsNonRoot"] and not found["automountServiceAccountToken"]
    assert inner["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert inner["securityContext"]["allowPrivilegeEscalation"] is False
    assert inner["resources"]["limits"].keys() == {"cpu", "memory"} == inner["resources"]["requests"].keys()
    assert re.search(r":[\w.-]+$", inner["image"]) and not inner["image"].endswith(":latest")


@pytest.mark.parametrize("name", WORKLOADS)
def test_no_variable_of_kubernetes_is_taken_for_a_setting(name: str) -> None:
    assert pod(name)["enableServiceLinks"] is False


@pytest.mark.parametrize("name", OURS)
def test_data_lie_on_a_volume_and_the_rest_cannot_be_written(name: str) -> None:
    found = container(name)

    assert found["securityContext"]["readOnlyRootFilesystem"]
    assert {mount["mountPath"] for mount in found["volumeMounts"]} == {"/data", "/tmp", "/home/denialops"}
    assert {mount["name"] for mount in found["volumeMounts"]} == {volume["name"] for volume in pod(name)["volumes"]}


def test_secrets_are_named_and_never_written() -> None:
    kinds = {found["kind"] for found in OBJECTS}
    asked = {
        variable["valueFrom"]["secretKeyRef"]["key"]
        for name in WORKLOADS
        for variable in container(name).get("env", ())
        if "valueFrom" in variable
    }
    plain = {
        variable["name"] for name in WORKLOADS for variable in container(name).get("env", ()) if "value" in variable
    }

    assert "Secret" not in kinds
    assert asked == SECRETS
    assert all(f"--from-literal={key}=" in (ROOT / "docs" / "operations.md").read_text() for key in SECRETS)
    assert not [name for name in plain if re.search("KEY|PASSWORD|SECRET|URL", name)]


@pytest.mark.parametrize("name", OURS)
def test_any_setting_reaches_every_process_without_a_change_to_these_files(name: str) -> None:
    sources = [source.get("secretRef", {}) for source in container(name)["envFrom"]]

    assert {"name": "denialops-settings", "optional": True} in sources
    assert COMPOSE["services"][name]["env_file"] == [{"path": ".env", "required": False}]
    assert "`denialops-settings`" in (ROOT / "docs" / "operations.md").read_text()


def test_compose_has_the_four_parts_each_with_a_health_check_and_a_limit() -> None:
    services = COMPOSE["services"]

    assert services.keys() == {"app", "worker", "postgres", "redis"}
    assert all("mem_limit" in service for service in services.values())
    assert all("healthcheck" in service for name, service in services.items() if name != "app")
    assert "HEALTHCHECK" in DOCKERFILE


def test_compose_publishes_the_app_to_this_computer_only() -> None:
    ports = [port for service in COMPOSE["services"].values() for port in service.get("ports", ())]

    assert ports == ["127.0.0.1:8501:8501"]


def test_compose_writes_no_secret_down_and_starts_without_none() -> None:
    found = {
        name: str(value)
        for service in COMPOSE["services"].values()
        for name, value in service.get("environment", {}).items()
        if re.search("KEY|PASSWORD|SECRET|DATABASE_URL", name)
    }

    assert found and all(re.search(r"\$\{\w+:\?", value) for value in found.values())


@pytest.mark.parametrize("name", OURS)
def test_compose_lets_nobody_write_but_on_volumes(name: str) -> None:
    service = COMPOSE["services"][name]

    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert [volume.split(":")[1] for volume in service["volumes"]] == ["/data"]
