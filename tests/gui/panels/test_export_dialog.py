"""The export dialog: formats, the proof, and what is missing."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest
from PySide6.QtCore import Qt

from engine import exporters
from engine.exporters import Report
from gui.panels.dialogs import export_dialog
from gui.panels.dialogs.export_dialog import ExportDialog, agreement
from gui.panels.dialogs.install_strip import InstallStrip


@pytest.fixture
def dialog(document, session, show, tmp_path):
    made = show(ExportDialog(document, session), 480, 420)
    made.file.setText(str(tmp_path / "net.onnx"))
    return made


def exported(dialog, qtbot):
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.told.isVisible() and dialog._errand is None, timeout=20_000)
    return dialog.told.text()


def choose(dialog, qtbot, ending):
    dialog.formats.setFocus()
    qtbot.keyClick(dialog.formats, Qt.Key.Key_Home)
    for _ in range(endings(dialog).index(ending)):
        qtbot.keyClick(dialog.formats, Qt.Key.Key_Down)


def endings(dialog):
    rows = range(dialog.formats.count())
    return [dialog.formats.item(row).data(Qt.ItemDataRole.UserRole) for row in rows]


def test_onnx_is_offered_first_and_each_format_says_what_it_is_for(dialog):
    assert endings(dialog)[0] == dialog.ending == ".onnx"
    assert set(endings(dialog)) == set(exporters.EXPORTERS)
    hints = set()
    for row in range(dialog.formats.count()):
        dialog.formats.setCurrentRow(row)
        hints.add(dialog.hint.text())
    assert len(hints) == dialog.formats.count()
    assert "" not in hints


def test_another_format_changes_the_ending(dialog, qtbot):
    choose(dialog, qtbot, ".json")
    assert dialog.path.name == "net.json"


def test_a_wrong_ending_is_said_before_anything_is_written(dialog, qtbot):
    dialog.file.setText(str(dialog.path.with_suffix(".zip")))
    assert dialog.caution.text() == "The name must end in .onnx."
    assert not dialog.export_button.isEnabled()


def test_an_existing_file_is_announced(dialog, qtbot):
    dialog.path.write_text("old")
    dialog.file.setText(str(dialog.path))
    dialog._judge()
    assert "will be replaced" in dialog.caution.text()


def test_the_file_is_written_and_the_proof_shown(dialog, document, qtbot):
    choose(dialog, qtbot, ".npz")
    told = exported(dialog, qtbot)
    assert "net.npz is written." in told
    assert "agrees" in told
    with np.load(dialog.path) as arrays:
        assert len(arrays["unit_ids"]) == len(document.network.units)
    assert dialog.show_folder.isVisible()


def test_json_holds_the_trained_weights(dialog, document, qtbot):
    choose(dialog, qtbot, ".json")
    exported(dialog, qtbot)
    assert json.loads(dialog.path.read_text())


def test_a_folder_that_is_not_there_is_refused_in_words(dialog, qtbot, tmp_path):
    choose(dialog, qtbot, ".npz")
    dialog.file.setText(str(tmp_path / "none" / "net.npz"))
    told = exported(dialog, qtbot)
    assert told
    assert "written." not in told
    assert dialog.export_button.isEnabled()


def test_a_missing_extra_is_named_with_the_line_that_installs_it(dialog, qtbot, monkeypatch):
    monkeypatch.setattr(export_dialog, "find_spec", lambda name: None)
    choose(dialog, qtbot, ".npz")
    assert not dialog.install.isVisible()
    choose(dialog, qtbot, ".onnx")
    assert dialog.install.isVisible()
    assert "python3 main.py --with onnx" in dialog.install.text.text()


def test_an_agreement_is_written_as_a_power_of_ten(tmp_path):
    report = Report(tmp_path, "ONNX", "onnxruntime 1.32.0", 2.1e-7, 100, "")
    assert agreement(report) == "Re-run in onnxruntime 1.32.0 on 100 rows: agrees to 2 · 10⁻⁷."


@pytest.fixture
def strip(show):
    made = InstallStrip()
    made.offer("onnx", ("onnx",))
    return show(made, 400, 160)


def saying(strip, monkeypatch, code):
    monkeypatch.setattr(strip, "command", lambda: (sys.executable, ["-c", code]))


def test_an_installation_shows_its_words_and_its_good_end(strip, qtbot, monkeypatch):
    saying(strip, monkeypatch, "print('Collecting onnx')")
    with qtbot.waitSignal(strip.installed, timeout=10_000):
        qtbot.mouseClick(strip.install, Qt.MouseButton.LeftButton)
    assert strip.said.text() == "Collecting onnx"
    assert not strip.progress.isVisible()


def test_a_failed_installation_says_what_to_do(strip, qtbot, monkeypatch):
    saying(strip, monkeypatch, "import sys; print('no network'); sys.exit(3)")
    qtbot.mouseClick(strip.install, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "ended with an error" in strip.text.text(), timeout=10_000)
    assert strip.install.isEnabled()


def test_an_installation_is_cancelled(strip, qtbot, monkeypatch):
    saying(strip, monkeypatch, "import time; print('slow', flush=True); time.sleep(60)")
    qtbot.mouseClick(strip.install, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: strip.said.text() == "slow", timeout=10_000)
    assert strip.progress.isVisible()
    qtbot.mouseClick(strip.cancel, Qt.MouseButton.LeftButton)
    assert not strip.progress.isVisible()
    assert strip.install.isEnabled()
