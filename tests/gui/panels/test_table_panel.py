"""The table twin: rows of the network, in step with the canvas, edited in place."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from engine import Network, Trainer
from gui.forms.fields import Choice, NumberEdit
from gui.look import theme
from gui.panels import TablePanel
from gui.panels.lower_panel import LowerPanel
from gui.panels.table.table_models import LinksModel, UnitsModel
from gui.run.session import State

NAME, KIND, ACTIVATION, BIAS, KEEP = range(5)
WEIGHT = LinksModel.WEIGHT


@pytest.fixture
def panel(document, selection, session, show):
    network = Network.layered([2, 4, 1], activation="tanh", output_activation="sigmoid")
    document.replace(network, document.data, document.settings)
    made = show(TablePanel(document, selection, session), 720, 300)
    made.aside.setParent(made)
    return made


def column(view, number):
    model = view.model()
    return [model.index(line, number).data() for line in range(model.rowCount())]


def click(qtbot, view, line, number, modifier=Qt.KeyboardModifier.NoModifier, *, double=False):
    place = view.visualRect(view.model().index(line, number)).center()
    view.setFocus()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, place)
    if double:
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def editor(view, kind):
    return view.viewport().findChild(kind)


def type_into(qtbot, field, text):
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def hidden(document):
    return [unit.id for unit in document.network.units if unit.kind == "hidden"]


def test_units_and_connections_are_listed_with_their_numbers(panel, document):
    assert column(panel.units, NAME) == ["x₁", "x₂", "h₁", "h₂", "h₃", "h₄", "ŷ"]
    assert column(panel.units, KIND) == ["input"] * 2 + ["hidden"] * 4 + ["output"]
    assert column(panel.units, ACTIVATION) == ["", "", *["tanh"] * 4, "sigmoid"]
    assert column(panel.units, KEEP) == ["1.00"] * 6 + [""]
    links = document.network.connections
    written = zip(column(panel.links, 0), column(panel.links, 1), strict=True)
    assert set(written) == {(a, b) for a, b in (("x₁", f"h{n}") for n in "₁₂₃₄")} | {
        ("x₂", f"h{n}") for n in "₁₂₃₄"
    } | {(f"h{n}", "ŷ") for n in "₁₂₃₄"}
    assert len(links) == panel.links.model().rowCount() == 12
    shown = [float(text.replace("−", "-")) for text in column(panel.links, WEIGHT)]
    assert shown == pytest.approx([link.weight for link in links], abs=6e-4)


def test_a_row_chosen_in_the_table_is_selected_on_the_canvas(panel, document, selection, qtbot):
    click(qtbot, panel.units, 2, NAME)
    assert selection.units == {hidden(document)[0]}
    click(qtbot, panel.units, 3, NAME, Qt.KeyboardModifier.ShiftModifier)
    assert selection.units == set(hidden(document)[:2])
    click(qtbot, panel.links, 0, WEIGHT)
    assert not selection.units
    assert selection.connections == {panel.links_model.pair(0)}


def test_what_is_selected_on_the_canvas_is_selected_in_the_table(panel, document, selection):
    one, *_, last = hidden(document)
    link = document.network.connections[5]
    selection.set([one, last], [(link.source, link.target)])
    assert panel.units.selected_rows().tolist() == [2, 5]
    assert panel.links.selected_rows().tolist() == [5]
    selection.clear()
    assert not len(panel.units.selected_rows())
    assert not len(panel.links.selected_rows())


def test_the_selection_survives_sorting_and_undo(panel, document, selection):
    chosen = hidden(document)[1]
    selection.set([chosen])
    panel.units.sortByColumn(NAME, Qt.SortOrder.DescendingOrder)
    assert column(panel.units, NAME)[0] == "ŷ"
    assert panel.units.selected_rows().tolist() == [3]
    with document.edit("bias") as network:
        network.update_unit(chosen, bias=2.0)
    document.undo_stack.undo()
    assert selection.units == {chosen}
    assert panel.units.selected_rows().tolist() == [3]


@pytest.mark.parametrize("order", list(Qt.SortOrder))
def test_a_click_on_a_heading_sorts_by_number(panel, document, qtbot, order):
    header = panel.links.horizontalHeader()
    x = header.sectionViewportPosition(WEIGHT) + 20
    for _ in range(1 if order == Qt.SortOrder.AscendingOrder else 2):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    weights = document.network.arrays().weights[panel.links_model.rows]
    steps = np.diff(weights)
    assert (steps >= 0).all() if order == Qt.SortOrder.AscendingOrder else (steps <= 0).all()


def test_names_are_sorted_by_their_number(panel, document):
    with document.edit("many") as network:
        for _ in range(8):
            network.add_unit("hidden")
    panel.units.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)
    names = [name for name in column(panel.units, NAME) if name.startswith("h")]
    assert names[0] == "h₁"
    assert names[1] == "h₂"
    assert names[-1] == "h₁₂"


def test_sorting_works_by_keyboard(panel, qtbot):
    click(qtbot, panel.links, 0, WEIGHT)
    qtbot.keyClick(panel.links, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    first = panel.links_model.live.weights()[panel.links_model.rows]
    assert (np.diff(first) <= 0).all()


def test_a_weight_is_typed_in_place_as_one_step(panel, document, qtbot):
    pair = panel.links_model.pair(0)
    before = document.network.connection(*pair).weight
    click(qtbot, panel.links, 0, WEIGHT, double=True)
    type_into(qtbot, editor(panel.links, NumberEdit), "0,25")
    assert document.network.connection(*pair).weight == 0.25
    assert column(panel.links, WEIGHT)[0] == "0.250"
    assert document.undo_stack.count() == 1
    assert document.undo_stack.text(0) == "Set the weight x₁ → h₁"
    document.undo_stack.undo()
    assert document.network.connection(*pair).weight == before


def test_enter_edits_a_cell_and_escape_leaves_it_as_it_was(panel, document, qtbot):
    click(qtbot, panel.units, 2, BIAS)
    qtbot.keyClick(panel.units, Qt.Key.Key_Return)
    field = editor(panel.units, NumberEdit)
    qtbot.keyClicks(field, "7")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not document.undo_stack.count()
    assert document.network.unit(hidden(document)[0]).bias == 0


@pytest.mark.parametrize("then", ["enter", "click", "focus"])
@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [(NAME, QLineEdit, "edge"), (BIAS, NumberEdit, "0,5"), (KEEP, NumberEdit, "3")],
)
def test_enter_hands_over_before_anything_else_can_close_the_field(
    panel, document, qtbot, qtlog, cell, kind, text, then
):
    click(qtbot, panel.units, 2, cell)
    qtbot.keyClick(panel.units, Qt.Key.Key_Return)
    field = editor(panel.units, kind)
    type_into(qtbot, field, text)
    if then == "enter":  # held a little too long
        qtbot.keyClick(field, Qt.Key.Key_Return)
    elif then == "click":
        click(qtbot, panel.units, 4, NAME)
    else:
        panel.links.setFocus()
    QApplication.processEvents()
    assert document.undo_stack.count() == (text != "3")
    assert not [record for record in qtlog.records if "commitData" in record.message]


def test_tab_takes_what_was_typed(panel, document, qtbot):
    click(qtbot, panel.units, 2, BIAS, double=True)
    field = editor(panel.units, NumberEdit)
    field.selectAll()
    qtbot.keyClicks(field, "-2")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert document.network.unit(hidden(document)[0]).bias == -2.0
    assert document.undo_stack.count() == 1


@pytest.mark.qt_log_ignore("does not support", extend=True)
def test_an_activation_is_chosen_from_a_list(panel, document, qtbot):
    click(qtbot, panel.units, 3, ACTIVATION, double=True)
    choice = editor(panel.units, Choice)
    qtbot.waitUntil(choice.view().isVisible)
    choice.hidePopup()
    steps = choice.findData("relu") - choice.currentIndex()
    for _ in range(abs(steps)):
        qtbot.keyClick(choice, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)
    assert document.network.unit(hidden(document)[1]).activation == "relu"
    assert column(panel.units, ACTIVATION)[3] == "ReLU"
    assert document.network.unit(hidden(document)[0]).activation == "tanh"


def test_a_unit_is_renamed_in_place(panel, document, qtbot):
    click(qtbot, panel.units, 2, NAME, double=True)
    type_into(qtbot, editor(panel.units, QLineEdit), "edge")
    qtbot.waitUntil(lambda: document.undo_stack.count() == 1)
    assert document.network.unit(hidden(document)[0]).name == "edge"
    assert column(panel.units, NAME)[2] == "edge"
    assert "edge" in column(panel.links, 1)


def test_what_the_engine_refuses_is_a_notice_at_the_cell(panel, document, qtbot, posted):
    click(qtbot, panel.units, 2, KEEP, double=True)
    type_into(qtbot, editor(panel.units, NumberEdit), "3")
    assert not document.undo_stack.count()
    (notice,) = posted
    assert notice.at is not None
    assert column(panel.units, KEEP)[2] == "1.00"


def test_what_a_unit_does_not_have_cannot_be_edited(panel):
    model = panel.units.model()

    def editable(line, number):
        return bool(model.index(line, number).flags() & Qt.ItemFlag.ItemIsEditable)

    assert not editable(0, BIAS)
    assert not editable(0, ACTIVATION)
    assert editable(0, KEEP)
    assert not editable(6, KEEP)
    assert not any(editable(line, KIND) for line in range(7))


def test_numbers_follow_the_training(panel, document, run):
    pair = panel.links_model.pair(3)
    unit = hidden(document)[0]
    run.show(weights={pair: -1.5}, biases={unit: 0.75})
    assert column(panel.links, WEIGHT)[3] == "−1.500"
    assert column(panel.units, BIAS)[2] == "0.750"


def test_rows_sorted_by_weight_are_put_in_order_again_when_training_rests(
    panel, document, session, run
):
    panel.links.sortByColumn(WEIGHT, Qt.SortOrder.DescendingOrder)
    last = panel.links_model.pair(int(panel.links_model.rows[-1]))
    run.show(weights={last: 9.0})
    session.state_changed.emit(State.PAUSED)
    assert panel.links_model.pair(int(panel.links_model.rows[0])) == last


def test_the_filter_keeps_what_has_every_word(panel, qtbot):
    qtbot.keyClicks(panel.filter, "x1 h2")
    assert column(panel.links, 0) == ["x₁"]
    assert column(panel.links, 1) == ["h₂"]
    assert panel.units.model().rowCount() == 0
    assert panel.count.text() == "0 units · 1 connections"
    panel.filter.clear()
    assert panel.links.model().rowCount() == 12


def test_a_structural_edit_changes_the_rows(panel, document):
    with document.edit("add") as network:
        new = network.add_unit("hidden")
        network.connect(network.inputs[0], new)
    assert "h₅" in column(panel.units, NAME)
    assert "h₅" in column(panel.links, 1)
    document.undo_stack.undo()
    assert "h₅" not in column(panel.units, NAME)


def test_a_table_out_of_sight_catches_up_when_it_is_shown(panel, document):
    panel.hide()
    with document.edit("add") as network:
        network.add_unit("hidden")
    panel.show()
    assert "h₅" in column(panel.units, NAME)


def test_headings_are_not_cut(panel):
    QApplication.processEvents()
    for view in (panel.units, panel.links):
        header = view.horizontalHeader()
        for number in range(header.count()):
            assert header.sectionSize(number) >= header.sectionSizeFromContents(number).width()


def test_a_cell_says_to_a_screen_reader_what_it_is_about(panel):
    role = Qt.ItemDataRole.AccessibleTextRole
    assert panel.links.model().index(0, WEIGHT).data(role).startswith("x₁ → h₁, Weight: ")
    assert panel.units.model().index(0, UnitsModel.BIAS).data(role) == "x₁, Bias: –"


def test_only_the_lines_in_view_are_read(document, selection, session, show, monkeypatch):
    network = Network.layered([100, 100, 100, 5])
    document.replace(network, document.data, document.settings)
    panel = show(TablePanel(document, selection, session), 720, 300)
    read: set[int] = set()
    original = LinksModel.text

    def noting(self, row, number):
        read.add(row)
        return original(self, row, number)

    monkeypatch.setattr(LinksModel, "text", noting)
    panel.links.verticalScrollBar().setValue(panel.links.verticalScrollBar().maximum() // 2)
    panel.links.grab()
    assert panel.links.model().rowCount() == 20_500
    assert 0 < len(read) < 60


def test_gradients_are_measured_while_training_rests(panel, document, session, qtbot, prepared):
    prepared(session)
    assert set(column(panel.links, LinksModel.GRADIENT)) == {"–"}
    qtbot.mouseClick(panel.gradient, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.links_model.gradients is not None)
    pair, step = panel.links_model.pair(2), 1e-4
    losses = []
    for shift in (step, -step):
        network = document.network.copy()
        network.set_weight(*pair, network.connection(*pair).weight + shift)
        settings = document.settings.replace(precision="float64")
        trainer = Trainer(network, document.data, settings)
        losses.append(trainer.evaluate("train")["loss"])
    slope = (losses[0] - losses[1]) / (2 * step)
    assert panel.links_model.gradients[2] == pytest.approx(slope, rel=1e-3, abs=1e-6)
    session.step("batch")
    qtbot.waitUntil(lambda: session.snapshot.step == 1)
    qtbot.waitUntil(lambda: session.is_settled and not panel._gradients._poll.isActive())


def test_gradients_are_forgotten_with_the_weights_they_belong_to(panel, run):
    panel.links_model.take_gradients({panel.links_model.pair(0): 0.5})
    panel._gradients.known = {}
    assert column(panel.links, LinksModel.GRADIENT)[0] == "0.5000"
    run.show()
    assert column(panel.links, LinksModel.GRADIENT)[0] == "–"


@pytest.mark.parametrize(("width", "beside", "counted"), [(1200, True, True), (700, False, True)])
def test_the_filter_leaves_all_tabs_in_sight(
    document, selection, session, show, width, beside, counted
):
    lower = show(LowerPanel(document, selection, session), width, 260)
    lower.show_tab(lower.table)
    bar, table = lower.tabBar(), lower.table
    assert bar.width() >= bar.sizeHint().width()
    assert table.filter.isVisible()
    assert (table.aside.parent() is lower.cornerWidget()) is beside
    assert table.count.isVisible() is counted


def test_the_filter_goes_without_the_count_before_it_goes_above_the_table(
    document, selection, session, show
):
    lower = show(LowerPanel(document, selection, session), 700, 260)
    lower.show_tab(lower.table)
    corner, tabs = lower.cornerWidget(), lower.tabBar().sizeHint().width()
    gap = corner.layout().spacing()
    beside = corner.fold.sizeHint().width() + lower.table.aside.sizeHint().width() + gap
    lower.resize(tabs + beside + theme.RHYTHM - 4, 260)
    assert lower.table.aside.parent() is lower.cornerWidget()
    assert lower.table.filter.isVisible()
    assert not lower.table.count.isVisible()
    lower.show_tab(lower.charts)
    assert not lower.table.filter.isVisible()


def test_a_rename_takes_a_unit_out_of_what_is_filtered(panel, document, selection, qtbot):
    panel.filter.setText("h")
    selection.set(hidden(document))
    with document.edit("Rename") as network:
        network.update_unit(hidden(document)[0], name="edge")
    panel.units.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)
    assert column(panel.units, NAME) == ["h₂", "h₃", "h₄"]


def test_a_run_that_rests_sorts_nothing_that_the_table_has_not_read_yet(panel, document, session):
    panel.units.sortByColumn(BIAS, Qt.SortOrder.AscendingOrder)
    told = []

    def rest(_change):
        session.state_changed.emit(State.READY)
        told.append(panel.units_model.count)

    document.network_changed.disconnect(panel._edited)
    document.network_changed.connect(rest)
    document.network_changed.connect(panel._edited)
    with document.edit("Remove") as network:
        network.remove_unit(hidden(document)[-1])
    assert told == [7]
    assert panel.units_model.count == 6
