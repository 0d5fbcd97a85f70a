"""What a person chooses for the columns of a table is done, said, and kept in the source."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import project_file
from engine.data import datasets
from engine.data.datasets import Choices, Dataset, Reading
from engine.errors import DataError
from engine.network.graph import Network
from engine.training.settings import TrainingSettings

HOUSES = "id,rooms,town,price,rent\n" + "\n".join(
    f"{n},{n % 4 + 1},{'ABC'[n % 3]},{n * 10},{n * 2.5}" for n in range(1, 13)
)
MIXED = "x,y\n" + "\n".join(f"{'odd' if n in (3, 7) else n},{n % 2}" for n in range(30))


def same(one: Dataset, other: Dataset) -> bool:
    """Whether two datasets agree in every array and every word."""
    arrays = ("inputs", "targets", "train_rows", "validation_rows", "test_rows")
    words = ("input_names", "target_names", "task", "classes", "notes", "title", "source")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in arrays) and all(
        getattr(one, name) == getattr(other, name) for name in words
    )


def test_several_targets_of_numbers_are_a_regression_with_several_outputs():
    data = datasets.read_text(HOUSES, Reading(target=("rent", "price")))
    assert data.task == "regression"
    assert data.target_names == ("price", "rent")
    assert data.targets[:2].tolist() == [[10, 2.5], [20, 5]]
    assert data.input_names == ("rooms", "town=A", "town=B", "town=C")


def test_a_row_that_lacks_one_of_several_targets_is_skipped():
    data = datasets.read_text("x,a,b\n1,2,3\n2,,4\n3,4,5\n4,5,?\n", Reading(target=("a", "b")))
    assert data.inputs[:, 0].tolist() == [1, 3]
    assert data.notes == ("2 rows without a value in “a”, “b” were skipped: rows 2 and 4.",)


@pytest.mark.parametrize("target", [("town", "price"), ("town", "id")])
def test_words_are_refused_among_several_targets(target):
    with pytest.raises(DataError, match="“town” holds words"):
        datasets.read_text(HOUSES, Reading(target=target))


def test_several_targets_cannot_be_classes():
    with pytest.raises(DataError, match="Only numbers can be predicted from several columns"):
        datasets.read_text(HOUSES, Reading(target=("price", "rent"), task="multiclass"))


def test_a_column_that_numbers_the_rows_is_taken_where_a_person_insists():
    assert "id" not in datasets.read_text(HOUSES).input_names
    assert "id" in datasets.read_text(HOUSES, Reading(inputs=("id",))).input_names


def test_numbers_become_categories_where_a_person_says_so():
    data = datasets.read_text(HOUSES, Reading(kinds=(("rooms", "category"),)))
    assert data.input_names[:4] == ("rooms=1", "rooms=2", "rooms=3", "rooms=4")
    assert (data.inputs[:, :4].sum(axis=1) == 1).all()


def test_a_target_of_numbers_becomes_classes_where_a_person_says_so():
    data = datasets.read_text(HOUSES, Reading(target="price", kinds=(("price", "category"),)))
    assert data.task == "multiclass"
    assert data.classes[:2] == ("10", "20")


def test_words_in_a_column_called_numbers_count_as_missing_and_are_said():
    with pytest.raises(DataError, match="Line 5"):
        datasets.read_text(MIXED)
    data = datasets.read_text(MIXED, Reading(kinds=(("x", "number"),)))
    note = "2 texts are no numbers and were taken as missing, the first, “odd”, in line 5."
    assert f"Column “x”: {note}" in data.notes
    known = [n for n in range(30) if n not in (3, 7)]
    assert data.inputs[3, 0] == pytest.approx(sum(known) / len(known))


def test_a_column_called_text_is_left_out_and_said():
    data = datasets.read_text(HOUSES, Reading(kinds=(("town", "text"),)))
    assert data.input_names == ("rooms", "price")
    assert "Column “town” holds text and was left out." in data.notes


@pytest.mark.parametrize(
    ("reading", "sentence"),
    [
        (Reading(kinds=(("town", "colour"),)), "not “colour”"),
        (Reading(kinds=(("city", "number"),)), "no column “city”"),
        (Reading(inputs=("city",)), "no column “city”"),
        (Reading(target=("price", "city")), "no column “city”"),
        (Reading(target="town", kinds=(("town", "text"),)), "taken for text"),
        (Reading(target="town", kinds=(("town", "number"),)), "holds words"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_in_words(reading, sentence):
    with pytest.raises(DataError, match=sentence):
        datasets.read_text(HOUSES, reading)


def test_a_trial_makes_of_a_short_table_what_reading_makes_and_keeps_the_cells(tmp_path):
    path = tmp_path / "houses.csv"
    path.write_text(HOUSES, "utf-8")
    preview = datasets.inspect_csv(path)
    assert preview.share == 1.0
    for choices in (Choices(), Choices(target="town"), Choices(ignore=("rooms",)), Choices()):
        made = datasets.trial(preview, choices)
        read = datasets.read_csv(path, choices.target, ignore=choices.ignore)
        assert np.array_equal(made.data.inputs, read.inputs)
        assert np.array_equal(made.data.targets, read.targets)
        assert (made.data.input_names, made.data.notes) == (read.input_names, read.notes)
        assert made.left_out == ("id",)


def test_a_preview_of_a_long_file_says_what_share_it_saw(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("x,y\n" + "0.25,1\n" * 200_000, "utf-8")
    preview = datasets.inspect_csv(path)
    rows = datasets.trial(preview, Choices(task="regression")).data.inputs.shape[0]
    assert rows / preview.share == pytest.approx(200_000, rel=0.01)


def test_a_file_is_read_again_as_it_was_read(tmp_path):
    path = tmp_path / "houses.csv"
    path.write_text(HOUSES, "utf-8")
    data = datasets.read_csv(
        path, ["price", "rent"], ignore="rooms", inputs="id", kinds={"town": "category"}
    )
    assert same(datasets.rebuild(data.source), data)


names = st.text(st.sampled_from("abXY ,;\t\"'ěש🌍"), min_size=1, max_size=6)
cells = st.one_of(
    st.floats(-1e6, 1e6, width=32).map(repr),
    st.sampled_from(["", "?", "red", "blue", "0,5", "yes", "π"]),
)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_a_pasted_table_is_the_same_after_a_project_and_when_read_again(tmp_path_factory, data):
    width = data.draw(st.integers(2, 4))
    head = data.draw(st.lists(names, min_size=width, max_size=width))
    rows = data.draw(st.lists(st.lists(cells, min_size=width, max_size=width), max_size=8))
    lines = [*(["|".join(head)]), *("|".join(row) for row in rows)]
    wanted = data.draw(st.sampled_from([None, *(name.strip() for name in head)]))
    reading = Reading(target=wanted or None, delimiter="|", header=True)
    try:
        read = datasets.read_text("\n".join(lines), reading, title="Pasted")
    except DataError:
        return  # a sentence is an answer too
    if data.draw(st.booleans()) and len(read.inputs) > 3:
        read = read.split(0.5, 0.5, 0.0, seed=3)
    path = tmp_path_factory.mktemp("projects") / "p.netloom"
    project_file.save(path, project_file.Project(Network(), read, TrainingSettings()))
    back = project_file.load(path).data
    assert same(back, read)
    again = datasets.rebuild(back.source)
    assert np.array_equal(again.inputs, read.inputs)
    assert np.array_equal(again.targets, read.targets)
    assert again.source == read.source
