"""Our own safetensors files come back as the graph they were; spoiled ones are refused in words."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import Network, exporters, importers
from engine.errors import EngineError
from engine.exporters import safetensors_file
from engine.exporters.model import Model
from tests.engine.test_exporters import HIDDEN, random_network
from tests.engine.test_importers import drawn, outputs

SMOOTH = [key for key in HIDDEN if key != "step"]
QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@settings(max_examples=25, **QUIET)
@given(seed=st.integers(0, 10_000), joint=st.sampled_from(["none", "all", "some"]))
def test_any_graph_comes_back(tmp_path, seed, joint):
    network = random_network(seed, SMOOTH, joint)
    exporters.write(network, tmp_path / "net.safetensors")
    found = importers.read(tmp_path / "net.safetensors")
    assert found.notes == ()
    inputs = drawn(30, len(network.inputs))
    wanted = outputs(network, inputs)
    size = max(1.0, float(np.abs(wanted).max()))
    assert np.abs(outputs(found.network, inputs) - wanted).max() <= 1e-5 * size
    names = {unit.name for unit in network.units}
    assert {unit.name for unit in found.network.units} <= names


def sound() -> bytes:
    network = Network.layered([2, 3, 2], "silu", "softmax", seed=1)
    return safetensors_file.encode(Model.of(network, None))


def spoiled(**changes) -> bytes:
    arrays, said = safetensors_file.unpacked(sound())
    structure = {**json.loads(said["network"]), **changes}
    return safetensors_file.packed(arrays, {**said, "network": json.dumps(structure)})


LAYERS = [
    {"units": [3, 4, 5], "sources": [1, 2], "activation": "silu"},
    {"units": [6, 7], "sources": [3, 4, 5], "activation": "softmax"},
]
CASES = {
    "newer": spoiled(version=2),
    "no layers": spoiled(layers=[]),
    "a layer more": spoiled(layers=[*LAYERS, LAYERS[1]]),
    "an output that nothing computes": spoiled(outputs=[6, 1]),
    "a source too few": spoiled(layers=[{**LAYERS[0], "sources": [1]}, LAYERS[1]]),
    "a source that is not there": spoiled(layers=[{**LAYERS[0], "sources": [1, 99]}, LAYERS[1]]),
    "a source twice": spoiled(layers=[{**LAYERS[0], "sources": [1, 1]}, LAYERS[1]]),
    "a circle": spoiled(layers=[{**LAYERS[0], "sources": [1, 6]}, LAYERS[1]]),
    "a unit twice": spoiled(layers=[{**LAYERS[0], "units": [3, 3, 5]}, LAYERS[1]]),
    "an unknown activation": spoiled(layers=[{**LAYERS[0], "activation": "exec"}, LAYERS[1]]),
    "a number beyond all": spoiled(inputs=[1, 2**70]),
    "no layers that are objects": spoiled(layers=[1, 2]),
}


@pytest.mark.parametrize("case", CASES)
def test_a_structure_that_cannot_be_is_refused(tmp_path, case):
    (tmp_path / "net.safetensors").write_bytes(CASES[case])
    with pytest.raises(EngineError):
        importers.read(tmp_path / "net.safetensors")


@settings(max_examples=100, **QUIET)
@given(data=st.data())
def test_changed_bytes_are_read_or_refused_in_words(tmp_path, data):
    content = bytearray(sound())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    path = tmp_path / "net.safetensors"
    path.write_bytes(bytes(content))
    try:
        found = importers.read(path)
    except EngineError:
        return
    assert np.isfinite(found.network.arrays().weights).all()
