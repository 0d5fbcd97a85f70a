"""The lab report: one page with pictures, settings and metrics, measured beside the run."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QWidget

from gui.look import theme
from gui.panels.dialogs.lab_report_dialog import LabReportDialog
from gui.stills import pictures

pytest.importorskip("sklearn")


class Tables(HTMLParser):
    """Rows of cells; says which elements were never closed."""

    def __init__(self):
        super().__init__()
        self.open, self.rows = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "img", "html", "path", "polyline"):
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        if tag != "html":
            assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data


@pytest.fixture
def dialog(document, ready, show, qtbot):
    holder = QWidget()
    pictures.offer(QLabel("a picture", holder), "A <picture>")
    show(holder, 200, 100)
    made = show(LabReportDialog(document, ready), 480, 240)
    qtbot.waitUntil(lambda: made.save_button.isEnabled() and made._errand is None, timeout=60_000)
    yield made
    holder.close()


def written(dialog, path):
    dialog.save(path)
    return path.read_text("utf-8")


def test_it_says_what_was_measured_and_how_to_repeat_it(dialog, document, tmp_path):
    text = written(dialog, tmp_path / "report.html")
    page = Tables()
    page.feed(text)
    assert page.open == []
    rows = {row[0]: row[1:] for row in page.rows}
    data = document.data
    assert rows["Examples"] == [f"{len(data.inputs):,}"]
    assert rows["Seed"] == [str(document.seed)]
    trainer = dialog._measured.trainer
    report = trainer.report("validation")
    assert f"accuracy {100 * report.accuracy:.1f} %" in text
    matrices = [at for at, row in enumerate(page.rows) if row[0] == "true \\ predicted"]
    confusion = [row[1:] for row in page.rows[matrices[1] + 1 :][: len(data.classes)]]
    assert np.array_equal(np.array(confusion, np.int64), report.confusion)
    assert f"Train for {trainer.epoch:,} epochs" in text
    assert "report.html is written" in dialog.told.text()


def test_pictures_stand_inside_and_nothing_is_fetched(dialog, tmp_path):
    text = written(dialog, tmp_path / "report.html")
    assert "A &lt;picture&gt;" in text
    found = re.findall(r'src="data:image/png;base64,([^"]+)"', text)
    assert len(found) == len(re.findall("<img", text)) >= 1
    images = [QImage.fromData(base64.b64decode(each)) for each in found]
    assert not any(image.isNull() for image in images)
    without_namespace = text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "http" not in without_namespace


def test_pictures_are_light_and_the_window_stays_dark(dialog, qapp, tmp_path):
    before = theme.scheme()
    theme.apply(qapp, "dark")
    try:
        text = written(dialog, tmp_path / "report.html")
        assert theme.scheme() == "dark"
        found = re.search(r'src="data:image/png;base64,([^"]+)"', text)
        corner = QImage.fromData(base64.b64decode(found[1])).pixelColor(0, 0)
        assert corner.lightness() > 200
    finally:
        theme.apply(qapp, before)


def test_a_folder_that_is_missing_is_said(dialog, tmp_path):
    dialog.save(tmp_path / "no" / "report.html")
    assert "could not be written" in dialog.told.text()
    assert not dialog.open_button.isVisible()
