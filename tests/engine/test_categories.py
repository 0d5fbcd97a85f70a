"""A table's columns of texts are known after they became inputs of 0 and 1; exports use them."""

from __future__ import annotations

import json

import numpy as np
import onnx
import pytest

from engine import Network, exporters
from engine.data import datasets

TABLE = (
    "colour,size,shape,y\nred,1,a,1\ngreen,2,b,2\nblue,4,,3\nred,3,a,2\ngreen,5,b,1\nblue,6,a,0\n"
)


@pytest.fixture
def data(tmp_path):
    (tmp_path / "table.csv").write_text(TABLE)
    return datasets.read(tmp_path / "table.csv", "y")


@pytest.fixture
def network(data):
    return Network.layered([len(data.input_names), 3, 1], seed=3)


def test_columns_of_texts_are_found_again(data):
    assert data.input_names[:3] == ("colour=blue", "colour=green", "colour=red")
    found = [(each.name, each.first, each.values, each.may_miss) for each in data.categories]
    assert found == [
        ("colour", 0, ("blue", "green", "red"), False),
        ("shape", 4, ("a", "b"), True),
    ]


def test_numbers_that_are_called_alike_are_no_category():
    inputs = np.array([[1.0, 0.0, 1.0], [1.0, 1.0, 0.0], [0.0, 0.5, 1.0]])
    data = datasets.from_arrays(inputs, [1.0, 2.0, 3.0], input_names=("a=1", "a=2", "b=1"))
    assert data.categories == ()


def test_the_python_program_takes_the_tables_own_rows(tmp_path, data, network):
    exporters.write(network, tmp_path / "net.py", data)
    names: dict[str, object] = {}
    exec((tmp_path / "net.py").read_text("utf-8"), names)
    rows = [("red", 1, "a"), ("green", "2", "b"), ("blue", 4, "")]
    assert np.array_equal(names["encode"](rows), data.inputs[:3])
    assert len(names["predict"](names["encode"](rows))) == 3
    with pytest.raises(ValueError, match="colour is one of"):
        names["encode"]([("pink", 1, "a")])


def test_json_and_onnx_say_which_inputs_are_one_column(tmp_path, data, network):
    exporters.write(network, tmp_path / "net.json", data)
    content = json.loads((tmp_path / "net.json").read_text("utf-8"))
    first = {"name": "colour", "first_input": 0, "values": ["blue", "green", "red"]}
    assert content["categories"][0] == first
    exporters.write(network, tmp_path / "net.onnx", data)
    model = onnx.load(tmp_path / "net.onnx")
    properties = {entry.key: entry.value for entry in model.metadata_props}
    wanted = {"colour": ["blue", "green", "red"], "shape": ["a", "b"]}
    assert json.loads(properties["categories"]) == wanted
