"""Watching a run: turns of the window and of the run alone, and the least of what they found."""

from pathlib import Path

import pytest

from benchmarks import watch_memory
from benchmarks.__main__ import COMMANDS, main
from benchmarks.watch_command import RACE, chosen_tabs, row_of, summary, take_turns
from benchmarks.watch_window import Watched


def test_both_take_turns_and_every_other_round_runs_backwards() -> None:
    order = ""

    def watch(seconds: float) -> Watched:
        nonlocal order
        order += "w"
        return Watched(3.0 * seconds, 60.0, 0.5)

    def alone(seconds: float) -> float:
        nonlocal order
        order += "a"
        return 4.0 * seconds

    watched, rates = take_turns(watch, alone, rounds=3, seconds=2.0)
    assert order == "waawwa"
    assert [turn.rate for turn in watched] == [6.0, 6.0, 6.0]
    assert rates == [8.0, 8.0, 8.0]


def test_only_turns_of_one_round_are_compared() -> None:
    turns = [Watched(90.0, 50.0, 0.4), Watched(4.0, 60.0, 0.6), Watched(8.0, 58.0, 0.5)]
    row = row_of("Loss", turns, [100.0, 5.0, 16.0])
    assert (row["ratio"], row["low"], row["high"]) == (0.8, 0.5, 0.9)
    assert (row["fps"], row["share"]) == (58.0, 0.5)
    assert row["on"] == [90.0, 4.0, 8.0]


def test_the_worst_tab_is_what_is_written_above_all() -> None:
    rows = [
        row_of("Loss", [Watched(9.0, 50.0, 0.4)], [10.0]),
        row_of("Table", [Watched(8.0, 60.0, 0.4)], [10.0]),
    ]
    assert summary(rows) == {"ratio": 0.8, "fps": 50.0}


def test_a_races_few_pictures_a_second_are_not_held_against_the_goal_of_an_animation() -> None:
    rows = [
        row_of("Loss", [Watched(9.0, 58.0, 0.5)], [10.0]),
        row_of(RACE, [Watched(7.0, 12.0, 0.2)], [10.0]),
    ]
    assert summary(rows) == {"ratio": 0.7, "fps": 58.0}
    assert summary(rows[1:])["fps"] == 12.0


def test_memory_is_what_the_process_holds_and_its_growth_is_told() -> None:
    before = watch_memory.held()
    if before is None:
        pytest.skip("the system does not say")
    ballast = bytearray(b"x" * (64 * watch_memory.MEGABYTE))
    after = watch_memory.held()
    assert after is not None
    assert 60 < (after - before) / watch_memory.MEGABYTE < 80
    del ballast
    told = watch_memory.told((100 * watch_memory.MEGABYTE, 103 * watch_memory.MEGABYTE), 5.0)
    assert told.startswith("Memory: 100 MB once every tab was seen, 103 MB after 5 s")
    assert told.endswith("(+3 MB)")


def test_no_rounds_at_all_are_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "watch" in COMMANDS
    with pytest.raises(SystemExit) as left:
        main(["watch", "--rounds", "0", "--json", str(tmp_path / "rows.json")])
    assert left.value.code == 2
    assert "--rounds" in capsys.readouterr().err


def test_tabs_are_chosen_by_their_titles_and_an_unknown_one_is_refused() -> None:
    titles = ["Table", "Loss", "Weights"]
    assert chosen_tabs("", titles) == titles
    assert chosen_tabs("Weights, Loss", titles) == ["Weights", "Loss"]
    with pytest.raises(SystemExit, match=r"No tab is called Los; there are Table, Loss, Weights\."):
        chosen_tabs("Los", titles)
