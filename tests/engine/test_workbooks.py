"""Workbooks and Parquet files become the same datasets as tables of text."""

from __future__ import annotations

import sys
import zipfile
from datetime import date

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from engine.data import datasets
from engine.errors import Cancelled, DataError, PackageMissing

ROWS = [
    ["x", "day", "sure", "share", "kind"],
    [1.125, date(2020, 1, 5), True, 0.5, "a"],
    [2, date(2020, 1, 7), False, 0.25, "b"],
    [None, date(2020, 1, 6), True, 0.75, "a\nb"],
]


@pytest.fixture
def workbook(tmp_path):
    def make(**sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "book.xlsx"
        book.save(path)
        return path

    return make


@pytest.fixture
def stored(tmp_path):
    def make(**columns):
        path = tmp_path / "table.parquet"
        parquet.write_table(pa.table(columns), path)
        return path

    return make


def test_cells_of_a_workbook_are_numbers_dates_and_booleans(workbook):
    data = datasets.read(workbook(one=ROWS))
    assert data.input_names == ("x", "day", "sure", "share")
    assert data.inputs.tolist() == [[1.125, 0, 1, 0.5], [2, 2, 0, 0.25], [1.5625, 1, 1, 0.75]]
    assert data.classes == ("a", "a b", "b")


def test_the_first_sheet_with_something_in_it_is_read_unless_another_is_chosen(workbook):
    path = workbook(notes=[], first=ROWS, second=[["a", "y"], [1, 2.5], [2, 3.5]])
    assert datasets.read_csv(path).input_names[0] == "x"
    data = datasets.read_csv(path, sheet="second")
    assert data.input_names == ("a",)
    assert datasets.rebuild(data.source).input_names == ("a",)
    preview = datasets.inspect_csv(path)
    assert (preview.sheets, preview.sheet) == (("notes", "first", "second"), "first")
    with pytest.raises(DataError, match=r"no sheet “third”.*notes, first, second"):
        datasets.read_csv(path, sheet="third")


def test_titles_and_units_above_a_table_in_a_workbook_are_left_out(workbook):
    rows = [["Measured in May"], [], ["t", "s", "v"], ["(s)", "(m)", "(m/s)"], [1, 2, 3], [2, 4, 5]]
    data = datasets.read(workbook(one=rows))
    assert data.input_names == ("t", "s")
    assert data.inputs.tolist() == [[1, 2], [2, 4]]


def test_a_word_among_numbers_is_named_by_its_row_in_the_sheet(workbook):
    rows = [["a", "y"], [1, 2.5], [], ["oops", 3.5], [3, 4.5], [4, 5.5]]
    with pytest.raises(DataError, match=r"Line 4.*“oops”.*“a”"):
        datasets.read(workbook(one=rows))


def test_what_is_no_workbook_is_refused(tmp_path, workbook):
    path = tmp_path / "table.xlsx"
    for content in (b"", b"x,y\n1,2\n", b"PK\x03\x04" + bytes(100)):
        path.write_bytes(content)
        with pytest.raises(DataError, match="no workbook"):
            datasets.read(path)
    with pytest.raises(DataError, match="nothing in the sheets"):
        datasets.read(workbook(one=[], two=[]))
    with pytest.raises(DataError, match="cannot be read"):
        datasets.read(tmp_path / "none.xlsx")


def test_a_workbook_with_a_cell_in_its_farthest_corner_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active["XFD1048576"] = 1
    book.save(tmp_path / "bomb.xlsx")
    with pytest.raises(DataError, match="too large"):
        datasets.read(tmp_path / "bomb.xlsx")


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_damaged_workbook_gives_a_dataset_or_a_sentence(workbook, tmp_path, data):
    whole = workbook(one=ROWS)
    with zipfile.ZipFile(whole) as archive:
        parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    part = parts[data.draw(st.sampled_from([name for name in parts if "sheet" in name]))]
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(part) - 1))
        part[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=3))
    with zipfile.ZipFile(tmp_path / "damaged.xlsx", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, bytes(content))
    try:
        datasets.read(tmp_path / "damaged.xlsx")
    except DataError as refusal:
        assert str(refusal)  # noqa: PT017


def test_columns_of_a_parquet_file_are_numbers_dates_and_categories(stored):
    path = stored(
        x=[1, 2, None],
        day=[date(2020, 1, 5), date(2020, 1, 7), date(2020, 1, 6)],
        sure=[True, False, True],
        share=pa.array([0.5, 0.25, float("nan")], pa.float32()),
        kind=pa.array(["a", "b", "a"]).dictionary_encode(),
    )
    data = datasets.read(path)
    assert data.input_names == ("x", "day", "sure", "share")
    assert data.inputs.tolist() == [[1, 0, 1, 0.5], [2, 2, 0, 0.25], [1.5, 1, 1, 0.375]]
    assert data.classes == ("a", "b")
    assert np.array_equal(datasets.rebuild(data.source).inputs, data.inputs)


def test_the_preview_of_a_parquet_file_shows_its_head(stored):
    preview = datasets.inspect_csv(stored(x=np.arange(50_000) / 4, y=np.arange(50_000) % 2))
    assert preview.rows[1] == ("0.25", "1")
    assert preview.share == pytest.approx(0.2)
    assert (preview.target, preview.task, preview.is_text) == ("y", "binary", False)


def test_reading_a_parquet_file_tells_of_progress_and_can_be_stopped(stored):
    path = stored(x=np.arange(200_000.0), y=np.arange(200_000.0))
    shares: list[float] = []
    datasets.read_csv(path, progress=lambda share: shares.append(share) or True)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    with pytest.raises(Cancelled):
        datasets.read_csv(path, progress=lambda share: share < 0.5)


def test_what_is_no_parquet_file_is_refused(tmp_path, stored):
    path = stored(x=[1, 2], y=[3.5, 4.5])
    for content in (b"", b"PAR1", path.read_bytes()[:-30], b"PAR1" + bytes(60) + b"PAR1"):
        (tmp_path / "bad.parquet").write_bytes(content)
        for read in (datasets.read, datasets.inspect_csv):
            with pytest.raises(DataError, match="no Parquet file"):
                read(tmp_path / "bad.parquet")


def test_without_pyarrow_the_extra_is_named(stored, monkeypatch):
    path = stored(x=[1, 2], y=[3.5, 4.5])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(PackageMissing, match="--with parquet"):
        datasets.read(path)
