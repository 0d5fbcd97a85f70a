"""The exported PyTorch script trains on as the engine does."""

from __future__ import annotations

import subprocess
import sys
import zipfile

import numpy as np
import pytest

from engine import Network, Trainer, TrainingSettings, exporters
from engine.data import datasets
from engine.exporters import safetensors_file, torch_project


def trained_on_in_torch(folder, network, data, settings, epochs, command=(sys.executable,)):
    """The weights, by name, that the exported script comes to."""
    exporters.write(network, folder / "net.torch.zip", data, settings)
    with zipfile.ZipFile(folder / "net.torch.zip") as archive:
        archive.extractall(folder)
    line = [*command, "train.py", "--epochs", str(epochs)]
    subprocess.run(line, cwd=folder, check=True, capture_output=True)
    arrays, _ = safetensors_file.unpacked((folder / "trained.safetensors").read_bytes())
    return arrays


needs_torch = pytest.mark.skipif(not torch_project.runtime(), reason="PyTorch is not installed")
BY_HAND = [
    ("moons", "binary_cross_entropy", {"momentum": 0.9, "nesterov": True, "l2": 0.01}),
    ("iris", "cross_entropy", {"optimizer": "adam", "schedule": "exponential", "period": 3}),
    ("sine", "huber", {"optimizer": "rmsprop", "l1": 0.01}),
    ("sine", "half_squared_error", {"optimizer": "adamw", "l2": 0.1, "max_norm": 1.0}),
]


@needs_torch
@pytest.mark.slow
@pytest.mark.parametrize(("name", "loss", "changes"), BY_HAND)
def test_the_torch_script_trains_on_as_the_engine_does(tmp_path, name, loss, changes):
    data = datasets.load(name).split()
    outputs = {"cross_entropy": "softmax", "binary_cross_entropy": "sigmoid"}.get(loss, "linear")
    network = Network.layered(
        [data.inputs.shape[1], 5, data.targets.shape[1]], "tanh", outputs, seed=2
    )
    network.connect(network.inputs[0], network.outputs[0])
    settings = TrainingSettings(
        loss=loss, batch_size=len(data.inputs), learning_rate=0.02, precision="float64", **changes
    )
    trainer = Trainer(network, data, settings, device="cpu")
    found = trained_on_in_torch(tmp_path, trainer.trained(), data, settings, 5)
    trainer.run(epochs=5)
    wanted = trainer.trained()
    hidden = [unit.id for unit in wanted.units if unit.kind == "hidden"]
    weights = {(link.source, link.target): link.weight for link in wanted.connections}
    expected = [[weights[x, h] for x in wanted.inputs] for h in hidden]
    assert np.allclose(found["layer1.weight"], expected, atol=2e-5)
    assert np.allclose(found["layer1.bias"], [wanted.unit(h).bias for h in hidden], atol=2e-5)


@needs_torch
@pytest.mark.slow
def test_the_torch_script_trains_in_several_processes(tmp_path):
    data = datasets.load("moons", samples=100).split()
    network = Network.layered([2, 4, 1], "tanh", "sigmoid", seed=2)
    settings = TrainingSettings(loss="binary_cross_entropy", batch_size=10, learning_rate=0.5)
    command = (sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2")
    found = trained_on_in_torch(tmp_path, network, data, settings, 20, command)
    before = [link.weight for link in network.connections if link.target == 3]
    assert np.abs(found["layer1.weight"][0] - before).min() > 1e-3
