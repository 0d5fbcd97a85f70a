"""The inspector: the selection in numbers, edited with the keyboard, followed live."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from engine import Network, datasets
from gui.forms.fields import Choice
from gui.panels import InspectorPanel

TWO_FOUR_ONE = 12  # connections of the network below


@pytest.fixture
def panel(document, selection, session, show):
    network = Network.layered([2, 4, 1], activation="tanh", output_activation="sigmoid")
    document.replace(network, document.data, document.settings)
    return show(InspectorPanel(document, selection, session), 320, 620)


def hidden(document, count=1):
    return [unit.id for unit in document.network.units if unit.kind == "hidden"][:count]


def typed(qtbot, field, text):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def pick(qtbot, choice: Choice, key):
    """Choose by keyboard: move to the key from the first row, take it with Enter."""
    choice.setFocus()
    steps = choice.findData(key) - choice.currentIndex()
    for _ in range(abs(steps)):
        qtbot.keyClick(choice, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)


def test_nothing_selected_shows_the_network(panel):
    assert panel.title.text() == "Network"
    assert panel.network_page.isVisible()
    assert "2 → 4 → 1" in panel.network_page.in_words.text()
    assert "7 units · 12 connections · 17 parameters" in panel.network_page.in_words.text()


def test_how_weights_are_drawn_is_one_step(panel, document, qtbot):
    pick(qtbot, panel.network_page.initializer, "he_uniform")
    assert document.network.initializer != "glorot_uniform"
    document.undo_stack.setIndex(0)
    assert document.network.initializer == "glorot_uniform"
    assert panel.network_page.initializer.currentData() == "glorot_uniform"


def test_one_unit_is_named_with_its_layer(panel, document, selection):
    selection.set(units=hidden(document))
    assert panel.title.text() == "Hidden unit h₁"
    assert panel.aside.text() == "layer 1"
    selection.set(units=document.network.outputs)
    assert panel.title.text() == "Output ŷ"
    selection.set(units=document.network.inputs)
    assert panel.title.text() == "2 inputs"
    assert not panel.units_page.activation.isVisible()


def test_a_bias_with_a_decimal_comma_is_one_step(panel, document, selection, qtbot):
    (unit,) = hidden(document)
    selection.set(units=[unit])
    typed(qtbot, panel.units_page.bias, "0,25")
    assert document.network.unit(unit).bias == 0.25
    assert document.undo_stack.undoText() == "Set the bias of h₁"
    assert panel.units_page.bias.text() == "0.250"


def test_stepping_a_bias_merges_into_one_step(panel, document, selection, qtbot):
    (unit,) = hidden(document)
    selection.set(units=[unit])
    panel.units_page.bias.setFocus()
    for _ in range(3):
        qtbot.keyClick(panel.units_page.bias, Qt.Key.Key_Up)
    assert document.network.unit(unit).bias == pytest.approx(0.3)
    assert document.undo_stack.count() == 1


def test_many_units_share_a_field_and_differences_are_said(panel, document, selection, qtbot):
    units = hidden(document, 2)
    with document.edit("differ") as network:
        network.update_unit(units[0], bias=1.0)
    selection.set(units=units)
    assert panel.title.text() == "2 hidden units"
    assert panel.aside.text() == "h₁, h₂"
    assert panel.units_page.bias.placeholderText() == "different"
    assert panel.units_page.keep.text() == "1.00"
    typed(qtbot, panel.units_page.keep, "0.8")
    assert [document.network.unit(unit).keep_probability for unit in units] == [0.8, 0.8]
    typed(qtbot, panel.units_page.bias, "-2")
    assert [document.network.unit(unit).bias for unit in units] == [-2.0, -2.0]


def test_the_activation_is_chosen_by_keys_and_drawn(panel, document, selection, qtbot):
    (unit,) = hidden(document)
    selection.set(units=[unit])
    assert panel.units_page.curve.accessibleName() == "g(z) = tanh z"
    pick(qtbot, panel.units_page.activation, "relu")
    assert document.network.unit(unit).activation == "relu"
    assert panel.units_page.curve.accessibleName() == "g(z) = max(0, z)"
    assert panel.units_page.formulas.activation.text() == "a₁ = ReLU(z₁)"


def test_softmax_is_for_outputs_and_for_all_of_them(panel, document, selection, qtbot):
    document.change_data(
        datasets.from_arrays([[0.0, 1.0]] * 9, [0, 1, 2] * 3, task="multiclass"), ""
    )
    outputs = document.network.outputs
    with document.edit("sigmoid") as network:
        for unit in outputs:
            network.update_unit(unit, activation="sigmoid")
    selection.set(units=hidden(document))
    choice = panel.units_page.activation
    assert not choice.model().item(choice.findData("softmax")).isEnabled()
    selection.set(units=outputs[:1])
    pick(qtbot, choice, "softmax")
    assert {document.network.unit(unit).activation for unit in outputs} == {"softmax"}
    assert not panel.units_page.curve.isVisible()


def test_a_keep_probability_out_of_range_is_refused_beside_the_field(
    panel, document, selection, qtbot, posted
):
    (unit,) = hidden(document)
    selection.set(units=[unit])
    typed(qtbot, panel.units_page.keep, "1.5")
    assert "keep probability" in posted[-1].happened
    assert posted[-1].at is not None
    assert panel.units_page.keep.text() == "1.00"
    assert document.undo_stack.count() == 0


def test_a_unit_is_renamed(panel, document, selection, qtbot):
    (unit,) = hidden(document)
    selection.set(units=[unit])
    typed(qtbot, panel.units_page.name, "edge")
    assert document.network.unit(unit).name == "edge"
    assert panel.title.text() == "Hidden unit edge"
    typed(qtbot, panel.units_page.name, "  ")
    assert panel.units_page.name.text() == "edge"


def test_incoming_weights_are_listed_and_edited(panel, document, selection, qtbot):
    (unit,) = hidden(document)
    selection.set(units=[unit])
    fields = panel.units_page.incoming.fields
    pairs = [(source, unit) for source in document.network.inputs]
    assert list(fields) == pairs
    typed(qtbot, fields[pairs[0]], "-0,6")
    typed(qtbot, panel.units_page.incoming.fields[pairs[1]], "0.5")
    assert document.network.connection(*pairs[0]).weight == -0.6
    assert document.undo_stack.undoText() == "Set the weight x₂ → h₁"
    assert panel.units_page.formulas.sum.text() == "z₁ = 0 − 0.60·x₁ + 0.50·x₂"
    assert panel.units_page.formulas.activation.text() == "a₁ = tanh(z₁)"


def test_a_long_list_shows_ten_until_all_are_asked_for(panel, document, selection, qtbot):
    network = Network.layered([30, 1])
    document.replace(network, document.data, document.settings)
    selection.set(units=network.outputs)
    incoming = panel.units_page.incoming
    assert len(incoming.fields) == 10
    assert incoming.show_all.text() == "Show all 30"
    assert "(25 more)" in panel.units_page.formulas.sum.text()
    incoming.show_all.setFocus()
    qtbot.keyClick(incoming.show_all, Qt.Key.Key_Return)
    assert len(incoming.fields) == 30
    assert not incoming.show_all.isVisible()


def test_a_connection_shows_its_weight(panel, document, selection, qtbot):
    pair = (document.network.inputs[0], hidden(document)[0])
    selection.set(connections=[pair])
    assert panel.title.text() == "Connection x₁ → h₁"
    typed(qtbot, panel.links_page.weight, "2")
    assert document.network.connection(*pair).weight == 2.0
    assert panel.links_page.weight.text() == "2.000"


def test_many_connections_share_a_field(panel, document, selection, qtbot):
    links = [(link.source, link.target) for link in document.network.connections]
    selection.set(connections=links)
    assert panel.title.text() == f"{TWO_FOUR_ONE} connections"
    assert panel.links_page.weight.placeholderText() == "different"
    typed(qtbot, panel.links_page.weight, "0")
    assert {link.weight for link in document.network.connections} == {0.0}


def test_numbers_follow_the_training(panel, document, selection, run):
    (unit,) = hidden(document)
    selection.set(units=[unit])
    pair = (document.network.inputs[0], unit)
    run.show(biases={unit: -0.107}, weights={pair: 0.4})
    assert panel.units_page.bias.text() == "−0.107"
    assert panel.units_page.incoming.fields[pair].text() == "0.400"
    assert panel.units_page.formulas.sum.text().startswith("z₁ = −0.11 + 0.40·x₁")


def test_training_does_not_write_into_the_field_with_the_focus(panel, document, selection, run):
    (unit,) = hidden(document)
    selection.set(units=[unit])
    panel.units_page.bias.setFocus()
    run.show(biases={unit: -0.107})
    assert panel.units_page.bias.text() == "0.000"


def test_a_number_set_by_hand_stays_until_the_training_answers(
    panel, document, selection, run, qtbot
):
    (unit,) = hidden(document)
    selection.set(units=[unit])
    run.show(biases={unit: -0.107})
    typed(qtbot, panel.units_page.bias, "0.5")
    panel.setFocus()
    run.show(biases={unit: -0.108})  # still of before the edit
    panel.units_page.refresh()
    assert panel.units_page.bias.text() == "0.500"
    run.revision += 1
    run.show(biases={unit: 0.501})
    panel.units_page.refresh()
    assert panel.units_page.bias.text() == "0.501"


def test_setting_the_initial_number_again_reaches_the_training(
    panel, document, selection, run, qtbot
):
    (unit,) = hidden(document)
    selection.set(units=[unit])
    run.show(biases={unit: -0.107})
    with qtbot.waitSignal(document.network_changed) as caught:
        typed(qtbot, panel.units_page.bias, "0")
    assert caught.args[0].units[0].after.bias == pytest.approx(0.0, abs=1e-300)
    assert panel.units_page.bias.text() == "0.000"


def test_what_is_removed_is_no_longer_inspected(panel, document, selection):
    (unit,) = hidden(document)
    selection.set(units=[unit])
    with document.edit("remove") as network:
        network.remove_unit(unit)
    assert panel.title.text() == "Network"


def test_undo_from_an_untouched_field_reaches_the_document(panel, document, selection, qtbot):
    (unit,) = hidden(document)
    selection.set(units=[unit])
    typed(qtbot, panel.units_page.bias, "1")
    document.undo_stack.undo()
    panel.setFocus()
    assert panel.units_page.bias.text() == "0.000"


def test_fields_follow_each_other_by_tab(panel, document, selection, qtbot):
    selection.set(units=hidden(document))
    page = panel.units_page
    page.activation.setFocus()
    order = []
    for _ in range(6):
        order.append(panel.focusWidget())
        qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
    fields = list(page.incoming.fields.values())
    assert order == [page.activation, page.bias, page.keep, page.name, *fields]


def test_the_present_z_is_marked_on_the_curve(panel, document, selection, session):
    (unit,) = hidden(document)
    selection.set(units=[unit])
    curve = panel.units_page.curve
    bare = curve.grab().toImage()
    assert curve.accessibleDescription() == ""
    for z, share in ((-1.5, (-1.5 + 4) / 8), (9.0, 1.0)):
        curve.show_z(z)
        assert curve.accessibleDescription() == f"z = {z:.2f}".replace("-", "−")
        marked = curve.grab().toImage()
        changed = [
            x
            for x in range(marked.width())
            for y in range(marked.height() // 4, marked.height())
            if marked.pixel(x, y) != bare.pixel(x, y)
        ]
        assert (min(changed) + max(changed)) / 2 == pytest.approx(share * marked.width(), abs=7)
    curve.show_z(None)
    assert curve.grab().toImage() == bare


def test_the_mark_follows_the_example_that_passes_through(
    panel, document, selection, session, prepared, qtbot
):
    (unit,) = hidden(document)
    session.example.choose(5)
    prepared(session)
    selection.set(units=[unit])
    curve = panel.units_page.curve
    qtbot.waitUntil(lambda: curve.accessibleDescription().startswith("z = "))
    network, data = document.network, document.data
    inputs = data.recipe.apply_inputs(data.inputs)[5]
    pairs = zip(network.inputs, inputs, strict=True)
    weights = {(each.source, each.target): each.weight for each in network.connections}
    z = network.unit(unit).bias + sum(weights[source, unit] * x for source, x in pairs)
    shown = float(curve.accessibleDescription().removeprefix("z = ").replace("−", "-"))
    assert shown == pytest.approx(z, abs=0.0051)
