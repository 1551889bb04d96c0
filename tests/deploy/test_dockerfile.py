"""The Dockerfile and what it may see of the project. Without a container engine, nothing is built here."""

from __future__ import annotations

import importlib.util
import re
from fnmatch import fnmatch

from tests.deploy.image import DOCKERFILE, FROM_OTHER_STAGES, PROJECT, WORKING_FOLDER, copied, instructions
from tests.deploy.known_settings import known_settings

STAGES = ("python", "packages", "trained", "server")


def of(name: str, stage: str = "server") -> list[list[str]]:
    return [each.words for each in instructions() if each.name == name and each.stage == stage]


def test_the_stages_are_these_and_the_last_one_has_no_build_tools() -> None:
    assert tuple(dict.fromkeys(each.stage for each in instructions())) == STAGES
    last = " ".join(each.value for each in instructions() if each.stage == STAGES[-1])
    assert not re.search(r"\b(pip install|npm|gcc|build-essential|curl|wget|git)\b", last)


def test_nothing_comes_from_the_network_but_locked_packages_and_those_of_the_base_image() -> None:
    for each in instructions():
        assert each.name != "ADD", each
        assert "://" not in each.value or "127.0.0.1" in each.value, each
    (install,) = [each.value for each in instructions() if "pip install" in each.value]
    assert {"--require-hashes", "--no-deps"} <= set(install.split())
    (script,) = [each.value for each in instructions() if "npm " in each.value]
    assert {"ci", "--ignore-scripts", "--omit=dev"} <= set(script.split())


def test_everything_copied_is_there_and_visible_to_the_build() -> None:
    lines = (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    allowed = [line[1:] for line in lines if line.startswith("!")]
    assert "*" in lines, "only what is named is sent to the engine"
    sources = [source for source, _ in copied(*STAGES)]
    for source in sources:
        assert (PROJECT / source).exists(), source
        assert any(fnmatch(source, entry) for entry in allowed), source
    assert sorted(allowed) == sorted(set(sources)), "what the build does not copy it need not see"
    for each in instructions():
        words = each.words if each.name == "COPY" else [""]
        if words[0].startswith(FROM_OTHER_STAGES):
            assert words[0].removeprefix(FROM_OTHER_STAGES) in STAGES


def test_the_server_runs_as_nobody_special_and_may_not_write_the_program() -> None:
    names = [(each.name, each.stage) for each in instructions()]
    last_user = max(index for index, each in enumerate(names) if each == ("USER", "server"))
    assert names.index(("CMD", "server")) > last_user
    assert not any(name in ("RUN", "COPY") for name, _ in names[last_user:])
    user = of("USER")[-1][0]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user), "a number: Kubernetes cannot tell who a name is"
    given_away = [line for each in instructions() for line in re.findall(r"(?:chown|-o) \S+.*", each.value)]
    assert all("/data" in line for line in given_away), given_away
    assert not any("--chown" in each.value for each in instructions())
    assert any("chmod -R a-w models" in each.value for each in instructions())


def test_what_starts_is_a_module_of_ours_and_gets_signals_itself() -> None:
    (start,), (first,) = of("CMD"), of("ENTRYPOINT")
    assert first == ["tini", "--"]
    assert start[:2] == ["python", "-m"]
    assert importlib.util.find_spec(start[2]) is not None
    assert all(each.value.startswith("[") for each in instructions() if each.name in ("CMD", "ENTRYPOINT"))
    (port,) = of("EXPOSE")
    assert start[-1] == port[0]
    (health,) = [each.value for each in instructions() if each.name == "HEALTHCHECK"]
    assert f"127.0.0.1:{port[0]}/ready" in health


def test_settings_in_the_image_are_known_and_none_is_secret() -> None:
    set_here = {
        name for each in instructions() if each.name == "ENV" for name in re.findall(r"ADVISOR_\w+", each.value)
    }
    assert set_here
    assert set_here <= known_settings()
    assert not any(word in name for name in set_here for word in ("SECRET", "KEY", "TOKEN", "URL"))


def test_packages_left_out_are_ones_that_are_there() -> None:
    (uninstall,) = [each.value for each in instructions() if "pip uninstall" in each.value]
    names = set(uninstall.split("-y", 1)[1].replace("\\", " ").split())
    lock = (PROJECT / "requirements" / "requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    assert names <= locked
    # What the program imports must stay.
    for name in names:
        module = name.removesuffix("-wheel").replace("-", "_")
        used = re.compile(rf"^\s*(?:import|from) {module}\b", re.MULTILINE)
        for folder in ("advisor", "actions"):
            for file in (PROJECT / folder).rglob("*.py"):
                assert not used.search(file.read_text(encoding="utf-8")), (name, file)


def test_sources_lie_where_they_were_trained() -> None:
    folders = {each.value for each in instructions() if each.name == "WORKDIR"}
    assert folders == {WORKING_FOLDER}
    assert f"--from=trained {WORKING_FOLDER} ./" in DOCKERFILE.read_text(encoding="utf-8")
