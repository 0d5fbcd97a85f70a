"""What is printed and written: tables that line up, verdicts, JSON with every number."""

import json
from pathlib import Path

import pytest

from benchmarks import __main__, catalogue, machine
from benchmarks.goals import AT_HAND, goals_of
from benchmarks.measuring import Check
from benchmarks.outcome import FULL_LABEL, PLAIN_LABEL, Line, Outcome, summary
from benchmarks.report import machine_line, table, write_json
from benchmarks.workloads import ROWS, load

RIGHT, WRONG = Check(True, "differs by 1e-06"), Check(False, "differs by 1e+00")


def _outcome(key: str = "W3", plain: float = 30.0, check: Check = RIGHT) -> Outcome:
    rates = {
        "quick but wrong": (WRONG, [99.0, 99.0, 99.0]),
        "peer": (RIGHT, [10.0, 10.0, 5.0]),
        "slow peer": (RIGHT, [1.0, 1.0, 1.0]),
        FULL_LABEL: (RIGHT, [20.0, 20.0, 20.0]),
        PLAIN_LABEL: (check, [plain, plain, plain]),
    }
    lines = {label: Line(label, found, series) for label, (found, series) in rates.items()}
    return Outcome(ROWS[key], AT_HAND[key], load(key), lines, [1e6, 1e6, 1e6])


def test_columns_line_up_with_numbers_to_the_right() -> None:
    assert table([("a", "1"), ("bcd", "1,000")], ("name", "rate")).splitlines() == [
        "| name |  rate |",
        "| ---- | ----: |",
        "| a    |     1 |",
        "| bcd  | 1,000 |",
    ]


def test_a_peer_that_computes_something_else_is_not_the_best() -> None:
    outcome = _outcome()
    assert outcome.best_peer == "peer"
    assert outcome.ratio("quick but wrong") is None
    assert "does not count" in outcome.details()


def test_the_last_line_is_netloom_to_the_best_peer_beside_must_and_goal() -> None:
    last = _outcome().details().splitlines()[-1]
    assert last == ("Netloom plain / peer: 3.00 (3.00..6.00)   must 2.5, goal 4   must reached")


@pytest.mark.parametrize(
    ("plain", "verdict"), [(24.0, "must missed"), (25.0, "must reached"), (40.0, "goal reached")]
)
def test_the_verdict_compares_the_median_with_must_and_goal(plain: float, verdict: str) -> None:
    assert _outcome(plain=plain).verdict(PLAIN_LABEL) == verdict


def test_a_goal_in_shares_of_the_peak_is_judged_by_the_peak() -> None:
    flops = load("W3").graph.flops
    outcome = _outcome("W3", plain=100.0)
    outcome.goals = AT_HAND["W4"]
    outcome.peak = [200.0 * flops] * 3
    assert outcome.verdict(PLAIN_LABEL) == "must reached"
    outcome.peak = [101.0 * flops] * 3
    assert outcome.verdict(PLAIN_LABEL) == "goal reached"


def test_compiled_for_avx2_level_with_the_best_peer_is_enough() -> None:
    outcome = _outcome("W3", plain=10.0)
    assert outcome.verdict(PLAIN_LABEL) == "must missed"
    outcome.goals = goals_of("W3", "avx2")
    assert outcome.verdict(PLAIN_LABEL) == "must reached"
    assert outcome.verdict(FULL_LABEL) == ""
    assert outcome.details().splitlines()[-1].endswith("must 1, goal -   must reached")


def test_nothing_is_judged_where_nothing_is_asked() -> None:
    outcome = _outcome("W3", plain=1.0)
    outcome.goals = goals_of("W6", "avx2")
    assert outcome.verdict(PLAIN_LABEL) == outcome.verdict(FULL_LABEL) == ""


def test_netloom_has_no_ratio_when_it_computes_something_else() -> None:
    outcome = _outcome(check=WRONG)
    assert outcome.ratio(PLAIN_LABEL) is None
    assert outcome.verdict(PLAIN_LABEL) == ""
    assert summary([outcome]).splitlines()[-1].count("| 2.00 (2.00..4.00) |") == 1


def test_without_a_peer_there_are_rates_and_no_ratios() -> None:
    outcome = _outcome()
    for label in ("quick but wrong", "peer", "slow peer"):
        del outcome.lines[label]
    assert outcome.best_peer is None
    assert PLAIN_LABEL in outcome.details()


def test_json_holds_every_round(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    write_json(path, {"workloads": [_outcome().as_json()]})
    (found,) = json.loads(path.read_text(encoding="utf-8"))["workloads"]
    rows = {row["candidate"]: row for row in found["rows"]}
    assert found["best_peer"] == "peer"
    assert rows[PLAIN_LABEL]["ratio"] == 3.0
    assert rows["peer"]["rounds"] == [10.0, 10.0, 5.0]
    assert rows["quick but wrong"]["correct"] is False


def test_the_machine_is_named() -> None:
    assert "cores" in machine_line(machine.describe())
    assert machine.describe()["processor"]


def test_threads_are_limited_before_libraries_read_the_variables(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    variables: dict[str, str] = {"XLA_FLAGS": "--mine"}
    monkeypatch.setattr("os.environ", variables)
    machine.limit_threads(1)
    assert variables["OMP_NUM_THREADS"] == variables["NUMBA_NUM_THREADS"] == "1"
    assert variables["XLA_FLAGS"].startswith("--mine ")
    before = variables["XLA_FLAGS"]
    machine.limit_threads(1)
    assert variables["XLA_FLAGS"] == before


def test_peers_are_held_to_a_target_beside_what_they_were_told_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    variables: dict[str, str] = {"XLA_FLAGS": "--mine"}
    monkeypatch.setattr("os.environ", variables)
    machine.hold_peers_to("avx2")
    assert variables["XLA_FLAGS"] == "--mine --xla_cpu_max_isa=AVX2"
    assert variables["ATEN_CPU_CAPABILITY"] == "avx2"


def test_peers_that_are_not_installed_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        catalogue, "find_spec", lambda package: None if package == "jax" else object()
    )
    there, absent = catalogue.chosen("jax,numpy")
    assert [peer.key for peer in there] == ["numpy"]
    assert [peer.key for peer in absent] == ["jax"]


def test_a_package_stands_for_all_that_it_has() -> None:
    assert [peer.key for group in catalogue.chosen("torch") for peer in group] == [
        "eager",
        "compile",
    ]
    assert [peer.key for group in catalogue.chosen("compile") for peer in group] == ["compile"]


def test_nobody_and_unknown_peers() -> None:
    assert catalogue.chosen("none") == ([], [])
    with pytest.raises(SystemExit, match="abacus"):
        catalogue.chosen("abacus")


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refusal:
        __main__.main(["nonsense"])
    assert refusal.value.code == 2
    assert "engine" in capsys.readouterr().err
