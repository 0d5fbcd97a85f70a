"""Every nasty file gives the right table or a clear sentence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.data import datasets
from engine.errors import DataError
from tests.engine.corpus.files import FILES, Bad, Good

GOOD = {name: file for name, file in FILES.items() if isinstance(file, Good)}
BAD = {name: file for name, file in FILES.items() if isinstance(file, Bad)}


def test_the_corpus_is_large():
    assert len(FILES) >= 60


@pytest.mark.parametrize("name", GOOD)
def test_a_nasty_file_gives_the_right_table(name, tmp_path):
    file = GOOD[name]
    path = tmp_path / "table.csv"
    path.write_bytes(file.content)
    data = datasets.read_csv(path)
    target = data.source.target or datasets.inspect_csv(path).target
    assert (*data.input_names, target) == file.names
    for index, row in enumerate(file.rows):
        assert data.inputs[index].tolist() == pytest.approx(row[:-1])
        assert _target(data, index) == pytest.approx(row[-1])
    for words in file.says:
        assert any(words in note for note in data.notes), data.notes
    assert np.isfinite(data.inputs).all()


def _target(data, row):
    if data.classes:
        return data.classes[data.class_numbers[row]]
    return data.targets[row, 0]


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_table_is_refused_in_words(name, tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(BAD[name].content)
    with pytest.raises(DataError) as refusal:
        datasets.read_csv(path)
    for words in BAD[name].says:
        assert words in str(refusal.value)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=st.sampled_from(sorted(name for name in FILES if len(FILES[name].content) < 5000)),
    changes=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 2), st.binary(max_size=3)), min_size=1, max_size=5
    ),
)
def test_a_nasty_file_whose_bytes_were_changed_gives_finite_numbers_or_a_sentence(
    name, changes, tmp_path
):
    content = bytearray(FILES[name].content)
    for share, removed, put in changes:
        place = round(share * len(content))
        content[place : place + removed] = put
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    try:
        data = datasets.read_csv(path)
    except DataError as refusal:
        assert str(refusal)  # noqa: PT017
        return
    assert np.isfinite(data.inputs).all()
    assert np.isfinite(data.targets).all()
    assert data.inputs.shape == (len(data.targets), len(data.input_names))
