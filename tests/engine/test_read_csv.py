"""Text tables as schools have them become the right dataset, or one clear sentence."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.data import datasets
from engine.data.cells import number
from engine.errors import Cancelled, DataError

PLAIN = "x,y,kind\n1,2.5,a\n2,3.5,b\n3,4.5,a\n4,5.5,b\n"
CZECH = "číslo;výška;třída\n1,5;2,5;kůň\n2,5;3,5;želva\n3,5;1,25;kůň\n"


@pytest.fixture
def table(tmp_path):
    def write(content: str | bytes, encoding: str = "utf-8", name: str = "table.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


def test_numbers_and_a_text_target_become_a_binary_dataset(table):
    data = datasets.read_csv(table(PLAIN))
    assert data.input_names == ("x", "y")
    assert data.inputs.tolist() == [[1, 2.5], [2, 3.5], [3, 4.5], [4, 5.5]]
    assert data.task == "binary"
    assert data.classes == ("a", "b")
    assert data.targets.tolist() == [[0], [1], [0], [1]]
    assert data.scaling == "standardize"
    assert data.notes == ()
    assert data.title == "table"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1250"],
)
def test_every_usual_encoding_gives_the_same_names_and_classes(table, encoding):
    data = datasets.read_csv(table(CZECH, encoding))
    assert data.input_names == ("číslo", "výška")
    assert data.target_names == ("třída",)
    assert data.classes == ("kůň", "želva")
    assert data.inputs[:, 0].tolist() == [1.5, 2.5, 3.5]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Größe,Straße\n1,ja\n2,nein\n3,ja\n", "cp1252"),
        ("élève,goût\n1,où\n2,là\n3,où\n", "cp1252"),
        ("älg,få\n1,är\n2,å\n3,å\n", "latin-1"),
        ("żółw,ćma\n1,tak\n2,nie\n3,tak\n", "cp1250"),
        ("ősz,fű\n1,igen\n2,nem\n3,igen\n", "cp1250"),
    ],
)
def test_letters_of_single_byte_encodings_are_recognised(table, text, encoding):
    preview = datasets.inspect_csv(table(text, encoding))
    assert [column.name for column in preview.columns] == text.splitlines()[0].split(",")


def test_a_foreign_letter_far_below_the_head_is_still_read(table):
    rows = "".join(f"{i},{i % 3}.5,no\n" for i in range(40_000)) + "1,2,größer\n" * 3
    data = datasets.read_csv(table("a,b,c\n" + rows, "cp1252"))
    assert data.classes == ("größer", "no")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_is_found(table, delimiter):
    data = datasets.read_csv(table(PLAIN.replace(",", delimiter)))
    assert data.input_names == ("x", "y")
    assert datasets.inspect_csv(data.source.path).delimiter == delimiter


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_decimal_commas_are_numbers(table, delimiter):
    text = "a;b;y\n1,5;2;0,1\n-2,25;3;0,2\n1.000,5;4;0,35\n".replace(";", delimiter)
    data = datasets.read_csv(table(text))
    assert data.inputs.tolist() == [[1.5, 2], [-2.25, 3], [1000.5, 4]]
    assert data.task == "regression"


def test_quoted_decimal_commas_in_a_comma_file_are_numbers(table):
    data = datasets.read_csv(table('a,y\n"1,5","2,5"\n"2,5","3,25"\n"4,5","1,75"\n'))
    assert data.inputs[:, 0].tolist() == [1.5, 2.5, 4.5]


def test_thousands_separators_are_no_decimals(table):
    data = datasets.read_csv(table('a,y\n"1,000",0.5\n"2,500",1.5\n"12,345,678",2.25\n'))
    assert data.inputs[:, 0].tolist() == [1000, 2500, 12345678]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("a;y\n1,250;2,375\n1,500;2,125\n2,750;3,000\n", 1.25),
        ("a;y\n0,125;1\n0,250;2\n0,500;1\n", 0.125),
        ("a\ty\n1,250\t0.5\n1,500\t0.7\n2,750\t0.1\n", 1250),
        ("a\ty\n1,250\t0,5\n1,500\t0,7\n2,750\t0,1\n", 1.25),
    ],
)
def test_three_digits_after_a_comma_are_read_as_the_file_suggests(table, text, first):
    assert datasets.read_csv(table(text)).inputs[0, 0] == first


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1e-3", ".", 1e-3),
        (" 7 ", ".", 7),
        ("−2", ".", -2),
        ("1 234,5", ",", 1234.5),
        ("1_000", ".", None),
        ("inf", ".", None),
        ("twelve", ".", None),
        ("1,5", ".", None),
        ("", ".", None),
        ("1.2.3", ".", None),
    ],
)
def test_number_reads_cells(text, decimal, value):
    assert number(text, decimal) == value


def test_a_table_without_header_gets_numbered_columns(table):
    data = datasets.read_csv(table("1.5,2,a\n2.5,3,b\n3.5,1,a\n"))
    assert data.input_names == ("column 1", "column 2")
    assert len(data.inputs) == 3


def test_a_header_over_texts_only_is_recognised_unless_its_words_come_again(table):
    weather = "outlook,wind,play\nsunny,weak,no\nrain,weak,yes\nsunny,strong,no\nrain,strong,yes\n"
    with_header = datasets.read_csv(table(weather))
    assert with_header.target_names == ("play",)
    without = datasets.read_csv(table(weather.split("\n", 1)[1]))
    assert len(without.inputs) == len(with_header.inputs) == 4


def test_header_can_be_decided_by_the_person(table):
    data = datasets.read_csv(table("1,2,3\n4,5,6.5\n7,8,9\n2,1,1\n"), header=True)
    assert data.input_names == ("1", "2")
    assert len(data.inputs) == 3


def test_quotes_may_hold_delimiters_quotes_and_line_breaks(table):
    text = 'name,x,y\n"a, ""b""\nc",1,0.5\nd,2,1.5\nd,3,2.5\n"a, ""b""\nc",4,1\n'
    data = datasets.read_csv(table(text))
    assert data.input_names == ('name=a, "b"\nc', "name=d", "x")


@pytest.mark.parametrize("gap", ["", "NA", "?", "-", "nan", "n/a", " "])
def test_gaps_in_inputs_are_filled_with_the_mean_and_said(table, gap):
    data = datasets.read_csv(table(f"x,y\n1,0.5\n{gap},1.5\n3,2.5\n"))
    assert data.inputs[:, 0].tolist() == [1, 2, 3]
    assert data.notes == ("Column “x”: 1 missing value filled with the mean, 2: row 2.",)


def test_notes_name_the_first_rows_of_the_table(table):
    rows = [
        f"{'' if n in (3, 5, 8, 9, 11) else n},{'' if n == 2 else n + 0.5}" for n in range(1, 20)
    ]
    data = datasets.read_csv(table("x,y\n" + "\n".join(rows)))
    assert data.notes[0].endswith("was skipped: row 2.")
    assert data.notes[1].endswith("rows 3, 5, 8 and 2 more.")


def test_rows_without_a_target_are_skipped_and_counted(table):
    data = datasets.read_csv(table("x,y\n1,0.5\n2,\n3,2.5\n4,?\n5,1.5\n"))
    assert data.inputs[:, 0].tolist() == [1, 3, 5]
    assert data.notes == ("2 rows without a value in “y” were skipped: rows 2 and 4.",)


def test_texts_become_one_hot_in_alphabetical_order(table):
    data = datasets.read_csv(table("c,x,y\nred,1,.5\nblue,2,1.5\nred,3,2.5\n,4,2\n"))
    assert data.input_names == ("c=blue", "c=red", "x")
    assert data.inputs[:, :2].tolist() == [[0, 1], [1, 0], [0, 1], [0, 0]]
    assert "became 2 inputs" in data.notes[0]
    assert "1 missing value" in data.notes[0]


def test_columns_that_only_name_rows_are_left_out_and_said(table):
    rows = "".join(f"{i},person {i},{i * i % 7},{i % 2}\n" for i in range(1, 61))
    data = datasets.read_csv(table("PassengerId,name,x,y\n" + rows))
    assert data.input_names == ("x",)
    assert [note.split("”")[0] for note in data.notes] == ["Column “PassengerId", "Column “name"]


def test_an_x_column_that_counts_is_an_input(table):
    data = datasets.read_csv(table("x,y\n" + "".join(f"{i},{i / 3:.3f}\n" for i in range(1, 30))))
    assert data.input_names == ("x",)


def test_empty_columns_and_trailing_delimiters_make_no_input(table):
    data = datasets.read_csv(table("a,b,y,\n1,,0.5,\n2,,1.5,\n3,,2.5,\n"), target="y")
    assert data.input_names == ("a",)
    assert data.notes == ("Column “b” is empty and was left out.",)


def test_a_trailing_delimiter_below_a_header_without_one_is_ignored(table):
    data = datasets.read_csv(table("a,y\n1,0.5,\n2,1.5,\n3,2.5,\n"))
    assert data.target_names == ("y",)


def test_repeated_and_empty_names_stay_apart(table):
    data = datasets.read_csv(table("a,a,,y\n1,2,3,.5\n2,3,4,.7\n5,3,7,.9\n"))
    assert data.input_names == ("a", "a (2)", "column 3")


def test_blank_lines_and_windows_line_ends_do_not_count(table):
    data = datasets.read_csv(table("\r\n" + PLAIN.replace("\n", "\r\n\r\n")))
    assert len(data.inputs) == 4


def test_lines_above_the_table_are_skipped(table):
    data = datasets.read_csv(table("sep=;\n# made by hand\n" + PLAIN.replace(",", ";")))
    assert data.input_names == ("x", "y")


def test_the_target_is_found_by_name_in_any_case(table):
    data = datasets.read_csv(table(PLAIN), target=" X ")
    assert data.target_names == ("x",)
    assert data.task == "regression"
    assert data.input_names == ("y", "kind=a", "kind=b")


@pytest.mark.parametrize(
    ("values", "task", "classes"),
    [
        (["0", "1", "1", "0"], "binary", ("0", "1")),
        (["-1", "1", "1", "-1"], "binary", ("-1", "1")),
        (["yes", "no", "yes", "no"], "binary", ("no", "yes")),
        (["1", "2", "10"] * 3, "multiclass", ("1", "2", "10")),
        (["b", "a", "c"] * 3, "multiclass", ("a", "b", "c")),
        (["1.5", "2.5", "3.5", "1"], "regression", ()),
        (["1", "2", "3", "4", "5"], "regression", ()),
        ([str(i) for i in range(30)] * 2, "regression", ()),
        (["2", "3", "4", "5more"] * 5, "multiclass", ("2", "3", "4", "5more")),
    ],
)
def test_the_task_follows_from_the_target(table, values, task, classes):
    rows = "".join(f"{i % 7 + 0.5},{value}\n" for i, value in enumerate(values))
    data = datasets.read_csv(table("x,y\n" + rows))
    assert (data.task, data.classes) == (task, classes)


def test_the_task_can_be_chosen(table):
    path = table("x,y\n1,0\n2,1\n3,1\n4,2\n")
    assert datasets.read_csv(path, task="regression").targets[:, 0].tolist() == [0, 1, 1, 2]
    assert datasets.read_csv(path, task="multiclass").classes == ("0", "1", "2")


def test_ignored_columns_are_left_out_even_if_they_are_odd(table):
    data = datasets.read_csv(table("a,b,y\n1,2,.5\n2,oops,.6\n3,4,.7\n"), ignore=("b",))
    assert data.input_names == ("a",)


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("", ["empty"]),
        (" \n\n", ["empty"]),
        (b"\xef\xbb\xbf", ["empty"]),
        ("a,b,y\n", ["only a line of names"]),
        ("a,b,y\n1,2,3\n", ["only one example"]),
        ("1,2,3\n", ["only one example"]),
        ("a,b,y\n1,2,0\n3,oops,1\n5,6,0\n", ["Line 3", "“b”", "“oops”"]),
        ("a,b,y\n1,2,.5\n3,4,.7\n\n5,6,?\n7,8,high\n1,2,.5\n", ["Line 6", "“y”", "“high”"]),
        ('a,b,y\n1,"x\nz",.5\n3,"x\nz",.7\nwhat,q,1.5\n4,q,2\n', ["Line 6", "“a”", "“what”"]),
        ("a,b,y\n1,2,3\n4,5\n6,7,8\n", ["Line 3", "2 columns", "has 3"]),
        ("a,b,y\n1,2,3\n4,5,6,7\n6,7,8\n", ["Line 3", "4 columns", "has 3"]),
        ('a,y\n1,2\n"3,4\n5,6\n', ["quotation marks", "line 3"]),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4, ["not text"]),
        (bytes(range(1, 32)) * 40, ["not text"]),
        (b"PK\x03\x04" + bytes(100), ["workbook"]),
        ("y\n1\n2\n3\n", ["only one column", "“y”"]),
        ("x,y\n1,a\n2,a\n3,a\n", ["no two different values"]),
        ("x,y\n1,5\n2,5\n3,5\n", ["no two different values"]),
        ("x,y\n1,\n2,\n3,\n", ["no two different values"]),
        ("name,y\n" + "".join(f"n{i},{i % 2}\n" for i in range(60)), ["No column", "60 different"]),
        ("x,y\n" + "".join(f"{i},n{i}\n" for i in range(60)), ["too many to be classes"]),
        ("x,y\n,0\n,1\n", ["No column", "empty"]),
        ("x,y\ninf,0.5\n2,1.5\n3,2.5\n4,2\n", ["Line 2", "“inf”"]),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_in_words(table, content, parts):
    with pytest.raises(DataError) as refusal:
        datasets.read_csv(table(content))
    for part in parts:
        assert part in str(refusal.value)


def test_a_missing_target_column_names_those_there_are(table):
    with pytest.raises(DataError, match=r"no column “species”.*x, y, kind"):
        datasets.read_csv(table(PLAIN), target="species")


def test_asking_for_numbers_where_there_are_words_is_refused(table):
    with pytest.raises(DataError, match="words, not numbers"):
        datasets.read_csv(table(PLAIN), task="regression")


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(DataError, match="cannot be read"):
            datasets.read_csv(path)


def test_a_wrong_encoding_is_refused_in_words(table):
    with pytest.raises(DataError, match="expected encoding"):
        datasets.read_csv(table(CZECH, "cp1250"), encoding="utf-8")
    with pytest.raises(DataError, match="no encoding “klingon”"):
        datasets.read_csv(table(CZECH), encoding="klingon")


def test_progress_reaches_the_end_and_can_stop_the_reading(table):
    path = table("x,y\n" + "1,2.5\n2,3.5\n" * 30_000)
    shares: list[float] = []
    datasets.read_csv(path, progress=lambda share: shares.append(share) or True)
    assert len(shares) > 2
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    with pytest.raises(Cancelled):
        datasets.read_csv(path, progress=lambda share: share < 0.5)


def test_inspect_shows_what_was_understood(table):
    preview = datasets.inspect_csv(table(CZECH, "cp1250"))
    assert preview.encoding_label == "Windows-1250"
    assert (preview.delimiter, preview.decimal, preview.header) == (";", ",", True)
    assert [(c.name, c.kind) for c in preview.columns] == [
        ("číslo", "number"),
        ("výška", "number"),
        ("třída", "category"),
    ]
    assert preview.rows[0] == ("1,5", "2,5", "kůň")
    assert (preview.target, preview.task) == ("třída", "binary")
    assert preview.tasks["číslo"] == "regression"


def test_inspect_shows_even_what_read_csv_would_refuse(table):
    preview = datasets.inspect_csv(table('a,b,y\n1,2\n3,4,5,6\n7,"8\n'))
    assert preview.rows == (("1", "2", ""), ("3", "4", "5"))
    assert len(datasets.inspect_csv(table(PLAIN), delimiter=";").columns) == 1


def test_inspect_reads_only_the_head_of_a_long_file(table):
    path = table("x,y\n" + "1.5,2.5\n" * 200_000)
    preview = datasets.inspect_csv(path)
    assert len(preview.rows) == 200
    assert preview.columns[0].kind == "number"


def test_rebuild_reads_the_file_again_with_the_same_choices(table):
    data = datasets.read_csv(table(CZECH, "cp1250"), target="výška", ignore=("třída",))
    again = datasets.rebuild(data.source)
    assert again.input_names == ("číslo",)
    assert np.array_equal(again.inputs, data.inputs)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.tuples(
            st.floats(-1e6, 1e6).map(repr)
            | st.sampled_from(["", "NA", "7", "1e3", "+5", "-", "1-2", "0", "-0.0"]),
            st.integers(-99, 99).map(str) | st.sampled_from(["", "1.2.3", "1e", ".5", "a"]),
        ),
        min_size=4,
        max_size=40,
    ),
    delimiter=st.sampled_from([",", ";", "\t"]),
    end=st.sampled_from(["\n", "\r\n", "\r", "\n\n"]),
)
def test_lines_of_plain_numbers_are_read_as_the_cells_they_are(
    table, monkeypatch, rows, delimiter, end
):
    path = table(end.join(delimiter.join(row) for row in [("x", "y"), *rows]))

    def read(letters: int, fast: bool):
        monkeypatch.setattr("engine.data.table_text._LETTERS", letters)
        with monkeypatch.context() as patch:
            if not fast:
                patch.setattr("engine.data.table_text.plain_numbers", lambda *_: None)
            try:
                data = datasets.read_csv(path)
            except DataError as refusal:
                return str(refusal)
            return data.inputs.tolist(), data.targets.tolist(), data.notes

    same = read(30, fast=True) == read(10_000, fast=False)
    assert same  # and not as one sentence, for which pytest would compare them for minutes


def test_minus_zero_is_the_class_zero(table):
    rows = ["a,1", "0,2", "-0.0,3", "0.0,4", *(f"b,{n}" for n in range(40))]
    data = datasets.read_csv(table("kind,y\n" + "\n".join(rows)), target="y")
    assert data.input_names == ("kind=0", "kind=a", "kind=b")


PIECES = [
    "1",
    "2.5",
    "1,5",
    "red",
    "blue",
    "",
    "NA",
    "?",
    '"',
    '"x"',
    "1_0",
    "inf",
    "é",
    "#",
    "sep=;",
]


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4), max_size=8),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_any_table_gives_finite_numbers_or_a_sentence(table, rows, delimiter, encoding):
    path = table("\n".join(delimiter.join(row) for row in rows), encoding)
    try:
        data = datasets.read_csv(path)
    except DataError as refusal:
        assert str(refusal)  # noqa: PT017
        return
    assert np.isfinite(data.inputs).all()
    assert np.isfinite(data.targets).all()
    assert data.inputs.shape == (len(data.targets), len(data.input_names))


@given(content=st.binary(max_size=200))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_give_a_preview_or_a_sentence(table, content):
    path = table(content)
    for read in (datasets.inspect_csv, datasets.read_csv):
        with suppress(DataError):
            read(path)
