"""Importing a network: what is in it is shown first; then it is one step that can be undone."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PySide6.QtCore import Qt

from engine import Network, exporters
from gui.panels.dialogs import network_dialog
from gui.panels.dialogs.network_dialog import NetworkDialog

LINK = "https://playground.tensorflow.org/#activation=relu&dataset=xor&networkShape=3,2&seed=0.4"


@pytest.fixture
def dialog(document, show, tmp_path):
    return show(NetworkDialog(document, str(tmp_path)), 520, 300)


def written(tmp_path, sizes=(2, 3, 1), ending=".json", output="sigmoid"):
    path = tmp_path / f"net{ending}"
    exporters.write(Network.layered(sizes, output_activation=output, seed=3), path)
    return path


def told(dialog, qtbot, text):
    dialog.source.setText(text)
    qtbot.waitUntil(
        lambda: dialog.told.isVisible() and dialog._errand is None and dialog._read[0] == text,
        timeout=8_000,
    )
    return dialog.told.text()


def test_nothing_can_be_imported_before_something_is_named(dialog):
    assert not dialog.take.isEnabled()
    assert not dialog.told.isVisible()


def test_a_file_is_described_and_taken_with_enter(dialog, qtbot, tmp_path):
    said = told(dialog, qtbot, str(written(tmp_path)))
    assert "JSON: inputs 2, hidden units 3, outputs 1; connections 9." in said
    assert "It fits the present data, Circle." in said
    dialog.source.setFocus()
    with qtbot.waitSignal(dialog.taken) as found:
        qtbot.keyClick(dialog.source, Qt.Key.Key_Return)
    assert len(found.args[0].network.units) == 6


def test_what_does_not_fit_is_said_beforehand(dialog, qtbot, tmp_path):
    said = told(dialog, qtbot, str(written(tmp_path, (5, 3, 2))))
    assert "It does not fit the present data yet:" in said
    assert dialog.take.isEnabled()


def test_a_refusal_is_a_sentence_and_nothing_can_be_taken(dialog, qtbot, tmp_path):
    (tmp_path / "bad.onnx").write_bytes(b"no such thing")
    assert "bad.onnx is damaged" in told(dialog, qtbot, str(tmp_path / "bad.onnx"))
    assert not dialog.take.isEnabled()
    assert "no network that can be imported" in told(dialog, qtbot, str(tmp_path / "what.pdf"))


def test_a_link_brings_data_and_settings(dialog, qtbot):
    said = told(dialog, qtbot, LINK)
    assert "hidden units 5" in said
    assert "Data and settings come with it: XOR." in said


def test_weights_alone_ask_for_an_activation(dialog, qtbot, tmp_path):
    header = {}
    body = b""
    for name, shape in (("0.weight", (3, 2)), ("2.weight", (1, 3))):
        part = np.ones(shape, "<f4").tobytes()
        offsets = [len(body), len(body) + len(part)]
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": offsets}
        body += part
    text = json.dumps(header).encode()
    path = tmp_path / "net.safetensors"
    path.write_bytes(len(text).to_bytes(8, "little") + text + body)
    assert not dialog.asked.isVisible()
    assert "activation: relu" in told(dialog, qtbot, str(path))
    assert dialog.asked.isVisible()
    dialog.activation.setFocus()
    qtbot.keyClick(dialog.activation, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: "activation: sigmoid" in dialog.told.text(), timeout=8_000)


def test_without_the_package_its_installation_is_offered(dialog, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(network_dialog, "find_spec", lambda name: None)
    dialog.source.setText(str(tmp_path / "net.onnx"))
    qtbot.waitUntil(lambda: dialog.install.isVisible())
    assert "--with onnx" in dialog.install.text.text()
    assert not dialog.take.isEnabled()
