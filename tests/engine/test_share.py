"""A tiny project as a text gives the same project back; other texts are refused in words."""

from __future__ import annotations

import base64
import dataclasses
import json
import random
import zlib
from contextlib import suppress

import numpy as np
import pytest

from engine import Network, Trainer, TrainingSettings, datasets, project_file, share
from engine.errors import ProjectError


@pytest.fixture(scope="module")
def project() -> project_file.Project:
    network = Network.layered([2, 3, 1], "tanh", "sigmoid", seed=4)
    data = dataclasses.replace(
        datasets.load("spiral", samples=80, noise=0.2, seed=9).split(0.6, 0.2, 0.2, 5),
        features=("x1", "sin(x2)"),
    )
    return project_file.Project(
        network, data, TrainingSettings(loss="binary_cross_entropy", learning_rate=1 / 3), 12
    )


def test_network_data_and_settings_come_back(project: project_file.Project) -> None:
    text = share.write(project)
    assert text.startswith("netloom:1:")
    assert len(text) < 1500
    found = share.read(f"  {text[:70]}\r\n {text[70:]}\n")
    assert found.initial_network.units == project.initial_network.units
    assert found.initial_network.connections == project.initial_network.connections
    assert (found.settings, found.seed) == (project.settings, project.seed)
    assert found.data.source == project.data.source
    assert found.data.features == project.data.features
    for rows in ("inputs", "targets", "train_rows", "validation_rows", "test_rows"):
        assert np.array_equal(getattr(found.data, rows), getattr(project.data, rows))
    assert share.write(found) == text


def test_the_weights_are_the_trained_ones(project: project_file.Project) -> None:
    trainer = Trainer(
        project.initial_network, project.data, project.settings, seed=12, device="cpu"
    )
    trainer.run(epochs=2)
    found = share.read(share.write(project_file.Project.of(trainer)))
    assert found.initial_network.connections == trainer.trained().connections
    assert found.state is None


def test_what_is_too_much_for_a_text_is_refused(project: project_file.Project) -> None:
    with pytest.raises(ProjectError, match="Only projects on generated data"):
        share.write(dataclasses.replace(project, data=datasets.load("iris")))
    rng = np.random.default_rng(0)
    large = Network.layered([2, 60, 60, 1])
    for link in large.connections:
        large.set_weight(link.source, link.target, float(rng.normal()))
    with pytest.raises(ProjectError, match="too large for a text"):
        share.write(dataclasses.replace(project, initial_network=large))


def packed(document: object) -> str:
    text = document if isinstance(document, bytes) else json.dumps(document).encode()
    return "netloom:1:" + base64.urlsafe_b64encode(zlib.compress(text, 9)).decode()


def opened(text: str) -> dict:
    body = text.removeprefix("netloom:1:")
    return json.loads(zlib.decompress(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no Netloom project"),
        ("x1\tx2\n1\t2", "no Netloom project"),
        ("netloom:", "no Netloom project"),
        ("netloom:1", "no Netloom project"),
        ("netloom:2:abcd", "another version"),
        ("netloom:1:????", "cut short or changed"),
        ("netloom:1:ü", "cut short or changed"),
        ("netloom:1:" + "A" * 10**6, "too long"),
        (packed(b" " * 5_000_000), "cut short or changed"),
        (packed([1]), "does not say"),
    ],
)
def test_other_texts_are_refused_in_words(text: str, told: str) -> None:
    with pytest.raises(ProjectError, match=told):
        share.read(text)


def test_a_text_that_promises_data_or_a_run_is_refused(project: project_file.Project) -> None:
    content = opened(share.write(project))
    for changes in (
        {"data": content["data"] | {"origin": {"type": "arrays"}}},
        {"data": content["data"] | {"origin": {"type": "file", "path": "/etc/passwd"}}},
        {"run": {"seed": 1, "seconds": 0.0, "metrics": []}},
        {"data": content["data"] | {"fractions": [5.0, 5.0, 5.0]}},
    ):
        with pytest.raises(ProjectError):
            share.read(packed(content | changes))


def test_whatever_is_changed_a_text_is_read_or_refused(project: project_file.Project) -> None:
    rng, text = random.Random(2), share.write(project)
    plain = json.dumps(opened(text)).encode()
    for number in range(300):
        place = rng.randrange(len(text))
        changed = text[:place] + rng.choice("aZ0_-:é ") + text[place + 1 :]
        if number % 2:
            place = rng.randrange(len(plain))
            changed = packed(plain[:place] + rng.randbytes(1) + plain[place + 1 :])
        with suppress(ProjectError):
            assert share.read(changed).network.units
