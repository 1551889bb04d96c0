"""The Kubernetes manifests: of the form the API takes, and true to what the servers are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml

from advisor.serving.health import TURNS_SECONDS
from tests.deploy.known_settings import known_settings

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "kubernetes"
SCHEMAS = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"
OLDEST, NEWEST = "v1.25.0-local-strict", "v1.33.0-local-strict"
CLOSING_SECONDS = 15
"""Sanic's own patience with connections that are still open."""

Resource = Mapping[str, Any]


def documents(file: Path) -> list[Any]:
    return list(yaml.safe_load_all(file.read_text(encoding="utf-8")))


def kustomization() -> Any:
    return documents(FOLDER / "kustomization.yaml")[0]


def resources() -> list[Resource]:
    return [each for name in kustomization()["resources"] for each in documents(FOLDER / name)]


def of_kind(kind: str) -> list[Resource]:
    return [each for each in resources() if each["kind"] == kind]


def pod() -> Any:
    return of_kind("Deployment")[0]["spec"]["template"]["spec"]


def settings() -> dict[str, str]:
    lines = (FOLDER / "settings.env").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def faults(resource: Resource, version: str) -> list[str]:
    """What the API's schemas say against a resource; unknown fields are faults."""
    folder = SCHEMAS / version
    kind, api = resource["kind"].lower(), re.sub(r"^([^./]*)(?:\.[^/]*)?/", r"\1-", resource["apiVersion"])
    schema = json.loads((folder / f"{kind}-{api}.json").read_text())
    definitions = json.loads((folder / "_definitions.json").read_text())
    base = "https://kubernetes.io/api/"
    # Everything there is to look up stands in the store: nothing is fetched.
    resolver = jsonschema.RefResolver(base, schema, store={f"{base}_definitions.json": definitions})
    checks = jsonschema.Draft202012Validator(schema, resolver=resolver)
    return [f"{'.'.join(map(str, fault.absolute_path))}: {fault.message}" for fault in checks.iter_errors(resource)]


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
@pytest.mark.parametrize("resource", resources(), ids=lambda each: f"{each['kind']}-{each['metadata']['name']}")
def test_a_manifest_is_of_the_form_the_api_takes(resource: Resource, version: str) -> None:
    assert faults(resource, version) == []


def test_a_slip_in_a_manifest_would_be_found() -> None:
    deployment = json.loads(json.dumps(of_kind("Deployment")[0]))
    container = deployment["spec"]["template"]["spec"]["containers"][0]
    container["readinesProbe"] = container.pop("readinessProbe")
    assert any("readinesProbe" in fault for fault in faults(deployment, NEWEST))


def test_every_manifest_is_part_of_the_kustomization_but_the_example() -> None:
    files = {file.name for file in FOLDER.glob("*.yaml")}
    assert files - set(kustomization()["resources"]) == {"kustomization.yaml", "secret.example.yaml"}


def test_the_settings_are_ones_the_program_knows() -> None:
    assert settings()
    assert set(settings()) - known_settings() == set()


def test_no_secret_stands_in_the_files_and_every_file_a_setting_names_is_in_the_secret() -> None:
    (example,) = documents(FOLDER / "secret.example.yaml")
    assert faults(example, NEWEST) == []
    assert set(example["stringData"].values()) == {""}
    mounted = next(each for each in pod()["containers"][0]["volumeMounts"] if each["name"] == "secrets")
    named = {Path(value) for name, value in settings().items() if name.endswith("_FILE")}
    assert named == {Path(mounted["mountPath"], name) for name in example["stringData"]}
    secret = next(each["secret"] for each in pod()["volumes"] if each["name"] == "secrets")
    assert secret["secretName"] == example["metadata"]["name"]


def test_a_server_has_time_to_stop() -> None:
    notice = float(settings()["ADVISOR_STOP_NOTICE_SECONDS"])
    assert pod()["terminationGracePeriodSeconds"] > notice + TURNS_SECONDS + CLOSING_SECONDS
    # A balancer must see that a server is not ready before it stops answering.
    assert notice >= pod()["containers"][0]["readinessProbe"]["periodSeconds"]


def test_containers_may_do_nothing_but_serve() -> None:
    assert pod()["securityContext"]["runAsNonRoot"] is True
    assert pod()["automountServiceAccountToken"] is False
    for container in (*pod()["containers"], *pod()["initContainers"]):
        allowed = container["securityContext"]
        assert allowed["readOnlyRootFilesystem"] is True
        assert allowed["allowPrivilegeEscalation"] is False
        assert allowed["capabilities"] == {"drop": ["ALL"]}
        assert "memory" in container["resources"]["limits"]
    namespace = of_kind("Namespace")[0]
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    assert kustomization()["namespace"] == namespace["metadata"]["name"]


def test_probes_ask_the_routes_the_servers_have() -> None:
    server = pod()["containers"][0]
    assert server["startupProbe"]["httpGet"]["path"] == server["readinessProbe"]["httpGet"]["path"] == "/ready"
    # A part that is away must not get servers killed.
    assert server["livenessProbe"]["httpGet"]["path"] == "/health"


def test_selectors_find_the_servers_and_ports_have_names_they_know() -> None:
    labels = of_kind("Deployment")[0]["spec"]["template"]["metadata"]["labels"]
    ports = {port["name"] for port in pod()["containers"][0]["ports"]}
    for selector in _selectors():
        assert selector.items() <= labels.items()
    for service in of_kind("Service"):
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= ports
    served = {service["metadata"]["name"]: service["spec"]["ports"] for service in of_kind("Service")}
    for rule in of_kind("Ingress")[0]["spec"]["rules"]:
        for path in rule["http"]["paths"]:
            backend = path["backend"]["service"]
            assert backend["port"]["name"] in {port["name"] for port in served[backend["name"]]}
            assert backend["name"] != "advisor-metrics"
    scaled = of_kind("HorizontalPodAutoscaler")[0]["spec"]
    assert scaled["scaleTargetRef"]["name"] == of_kind("Deployment")[0]["metadata"]["name"]
    assert scaled["minReplicas"] >= 2


def test_nothing_is_open_but_what_a_policy_names() -> None:
    everything = next(each for each in of_kind("NetworkPolicy") if each["spec"]["podSelector"] == {})
    assert everything["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def _selectors() -> Iterator[Mapping[str, str]]:
    yield of_kind("Deployment")[0]["spec"]["selector"]["matchLabels"]
    yield pod()["topologySpreadConstraints"][0]["labelSelector"]["matchLabels"]
    yield of_kind("PodDisruptionBudget")[0]["spec"]["selector"]["matchLabels"]
    yield from (service["spec"]["selector"] for service in of_kind("Service"))
    yield from (
        policy["spec"]["podSelector"]["matchLabels"]
        for policy in of_kind("NetworkPolicy")
        if policy["spec"]["podSelector"]
    )
