"""Projects come back as they were, go on bit for bit, and broken ones are refused in words."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import Network, Trainer, TrainingSettings
from engine.data import datasets
from engine.errors import ProjectError
from engine.projects import project_file
from engine.projects.project_file import Project


def hand_built() -> Network:
    network = Network(seed=7, initializer="he_normal")
    x1 = network.add_unit("input", name="height", position=(-3.5, 0.25))
    x2 = network.add_unit("input")
    gone = network.add_unit("hidden")
    h = network.add_unit("hidden", activation="relu", bias=0.1, keep_probability=0.8, name="ħ “1”")
    y = network.add_unit("output", activation="sigmoid", position=(1e3, -2.0))
    network.connect(x1, h, 0.1 + 0.2)
    network.connect(x2, h)
    network.connect(h, y)
    network.connect(x1, y, 0.0)
    network.remove_unit(gone)
    last = network.add_unit("hidden")
    network.remove_unit(last)
    return network


def project(**changes) -> Project:
    parts = {
        "initial_network": hand_built(),
        "data": datasets.load("circle", samples=60, noise=0.1, seed=5).split(),
        "settings": TrainingSettings(loss="binary_cross_entropy", learning_rate=1 / 3),
        "seed": 11,
    }
    return Project(**(parts | changes))


def same_networks(one: Network, other: Network) -> bool:
    links = [
        [(c.source, c.target, net.link(c.source, c.target)) for c in net.connections]
        for net in (one, other)
    ]
    return (
        one.units == other.units
        and links[0] == links[1]
        and (one.seed, one.initializer) == (other.seed, other.initializer)
        and one.connections == other.connections
    )


def same_data(one: datasets.Dataset, other: datasets.Dataset) -> bool:
    arrays = ("inputs", "targets", "train_rows", "validation_rows", "test_rows")
    words = ("input_names", "target_names", "classes", "task", "notes", "title", "source")
    others = ("scaling", "fractions", "split_seed")
    return all(np.array_equal(getattr(one, n), getattr(other, n)) for n in arrays) and all(
        getattr(one, n) == getattr(other, n) for n in words + others
    )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.netloom"


def test_a_network_comes_back_with_ids_names_places_and_what_was_set_by_hand(path):
    before = project()
    project_file.save(path, before)
    after = project_file.load(path)
    assert same_networks(before.initial_network, after.initial_network)
    assert same_networks(after.network, after.initial_network)
    assert after.initial_network.add_unit("hidden") == before.initial_network.add_unit("hidden")
    assert (after.settings, after.seed) == (before.settings, before.seed)
    assert after.state is None


@pytest.mark.parametrize("split", [False, True])
@pytest.mark.parametrize("kind", ["generated", "table", "file", "binary", "regression"])
def test_data_come_back_exactly_wherever_they_came_from(path, tmp_path, kind, split):
    if kind == "generated":
        data = datasets.load("spiral", noise=0.3, seed=9)
    elif kind == "table":
        data = datasets.load("iris")
    elif kind == "file":
        csv = tmp_path / "t.csv"
        csv.write_text("c,x,y\nred,1,.1\nblue,,1.5\nred,3,2.5\n,4,2\n", "utf-8")
        data = datasets.read_csv(csv)
        csv.unlink()
    else:
        data = datasets.from_arrays([[1 / 3], [2.0], [5.0]], [0, 1, 1], task=kind)
    if split:
        data = data.split(0.6, 0.4, 0.0, seed=3)
    project_file.save(path, project(data=data))
    assert same_data(project_file.load(path).data, data)


def trainer(**settings_changes) -> Trainer:
    options = {"loss": "binary_cross_entropy", "optimizer": "adam", "learning_rate": 0.01}
    return Trainer(
        Network.layered([2, 4, 1], "tanh", "sigmoid", keep_probability=0.8, seed=2),
        datasets.load("circle", samples=95).split(),
        TrainingSettings(**(options | settings_changes)),
        seed=3,
        device="cpu",
    )


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_a_reopened_project_trains_on_bit_for_bit(path, precision):
    kept, closed = trainer(precision=precision), trainer(precision=precision)
    for each in (kept, closed):
        each.run(epochs=3)
        each.step()  # in the middle of an epoch
    project_file.save(path, closed)
    opened = project_file.load(path).trainer("cpu")
    assert opened.history == closed.history
    for each in (kept, opened):
        each.run(epochs=4)
    assert opened.weights() == kept.weights()
    assert opened.biases() == kept.biases()
    assert [r.metrics for r in opened.history] == [r.metrics for r in kept.history]
    opened.reset()
    assert opened.weights() == trainer(precision=precision).weights()


@pytest.mark.parametrize("epochs", [3, 20, 40])  # while it waits, and after it has stopped
def test_a_reopened_project_still_knows_its_best_epoch(path, epochs):
    parts = {
        "network": Network.layered([2, 8, 1], output_activation="sigmoid"),
        "data": datasets.load("circle", samples=60, noise=0.4, seed=2).split(0.3, 0.7, 0.0, 1),
        "settings": TrainingSettings(
            loss="binary_cross_entropy", optimizer="adam", learning_rate=0.1, patience=6
        ),
    }
    kept = Trainer(**parts)
    kept.run(epochs)
    project_file.save(path, kept)
    opened = project_file.load(path).trainer("cpu")
    for each in (kept, opened):
        each.run(epochs=40)
    assert "6 epochs" in kept.stopped_because
    assert (opened.stopped_because, opened.epoch) == (kept.stopped_because, kept.epoch)
    assert opened.weights() == kept.weights()


def test_network_holds_the_trained_weights_and_initial_network_the_first(path):
    run = trainer()
    run.run(epochs=2)
    project_file.save(path, run)
    opened = project_file.load(path)
    trained = run.trained()
    assert opened.network.connections == trained.connections
    assert opened.network.units == trained.units
    assert same_networks(opened.initial_network, run.network)


def test_the_json_is_readable_and_as_promised(path):
    project_file.save(path, trainer())
    with zipfile.ZipFile(path) as archive:
        content = json.loads(archive.read("project.json"))
        assert sorted(archive.namelist()) == ["arrays.npz", "project.json"]
        with np.load(io.BytesIO(archive.read("arrays.npz")), allow_pickle=False) as arrays:
            assert "run_weights" in arrays
            assert "data_inputs" not in arrays  # circle is drawn again
    assert content["version"] == 3
    assert isinstance(content["network"]["units"][0]["id"], int)
    assert {"source", "target", "weight"} == set(content["network"]["connections"][0])


def test_the_same_project_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        project_file.save(tmp_path / name, project())
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_saving_where_nothing_can_be_written_is_refused_and_keeps_the_old_file(tmp_path):
    with pytest.raises(ProjectError, match="could not be written"):
        project_file.save(tmp_path / "no" / "a.netloom", project())
    (tmp_path / "b.netloom").mkdir()
    with pytest.raises(ProjectError, match="could not be written"):
        project_file.save(tmp_path / "b.netloom", project())
    assert [each.name for each in tmp_path.iterdir()] == ["b.netloom"]


# Broken and hostile files


def rewrite(path: Path, change=lambda content: None, arrays=None, extra=()) -> None:
    """Save a sound project with a run, then edit it as a person or an attacker would."""
    run = trainer(patience=5)
    run.run(epochs=1)
    project_file.save(path, run)
    with zipfile.ZipFile(path) as archive:
        content = json.loads(archive.read("project.json"))
        numbers = dict(np.load(io.BytesIO(archive.read("arrays.npz"))))
    change(content)
    if arrays is not None:
        arrays(numbers)
    stream = io.BytesIO()
    np.savez(stream, **numbers)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.json", json.dumps(content))
        archive.writestr("arrays.npz", stream.getvalue())
        for name, text in extra:
            archive.writestr(name, text)


def units(content):
    return content["network"]["units"]


def links(content):
    return content["network"]["connections"]


def view(scale, centre):
    return {"collapsed": [], "opened": [], "camera": {"scale": scale, "centre": centre}}


EDITS = {
    "a newer version": (lambda c: c.update(version=99), "newer version"),
    "version 0": (lambda c: c.update(version=0), "not a Netloom project"),
    "no version": (lambda c: c.pop("version"), "version"),
    "a version in words": (lambda c: c.update(version="one"), "version"),
    "another format": (lambda c: c.update(format="zip"), "format"),
    "no network": (lambda c: c.pop("network"), "network"),
    "an unknown field": (lambda c: c.update(surprise=1), "surprise"),
    "a seed of 65 bits": (lambda c: c.update(seed=2**64), "seed"),
    "a run with such a seed": (lambda c: c["run"].update(seed=2**64), "seed"),
    "a text for an id": (lambda c: units(c)[0].update(id="one"), r"units"),
    "the same id twice": (lambda c: units(c)[1].update(id=1), "Two units"),
    "a negative id": (lambda c: units(c)[0].update(id=-4), "out of range"),
    "a huge id": (lambda c: units(c)[0].update(id=2**40), "out of range"),
    "a scale of nothing": (lambda c: c.update(view=view(0, [0, 0])), "view"),
    "a scale of millions": (lambda c: c.update(view=view(1e9, [0, 0])), "view"),
    "a look at three numbers": (lambda c: c.update(view=view(1, [0, 0, 0])), "view"),
    "a fraction as id": (lambda c: units(c)[0].update(id=1.5), "units"),
    "an unknown kind": (lambda c: units(c)[0].update(kind="magic"), "kind"),
    "an unknown activation": (lambda c: units(c)[2].update(activation="wish"), "wish"),
    "a softmax in the middle": (lambda c: units(c)[2].update(activation="softmax"), "Softmax"),
    "a bias of NaN": (lambda c: units(c)[2].update(bias=float("nan")), "does not say"),
    "an infinite weight": (lambda c: links(c)[0].update(weight=1e999), "does not say"),
    "a keep probability of 2": (lambda c: units(c)[2].update(keep_probability=2.0), "keep"),
    "a place of three numbers": (lambda c: units(c)[0].update(position=[1, 2, 3]), "position"),
    "a connection to nowhere": (lambda c: links(c)[0].update(target=77), "not there"),
    "the same connection twice": (lambda c: links(c).append(links(c)[0]), "twice"),
    "a connection into an input": (lambda c: links(c)[0].update(source=3, target=1), "input"),
    "a cycle": (
        lambda c: links(c).extend(
            [{"source": 3, "target": 4, "weight": 1.0}, {"source": 4, "target": 3, "weight": 1.0}]
        ),
        "circle",
    ),
    "a loop": (lambda c: links(c).append({"source": 3, "target": 3, "weight": 1.0}), "circle"),
    "an unknown initialiser": (lambda c: c["network"].update(initializer="hope"), "hope"),
    "an unknown setting": (lambda c: c["settings"].update(luck=1), "luck"),
    "a setting out of bounds": (lambda c: c["settings"].update(learning_rate=-1), "-1"),
    "a setting of another type": (lambda c: c["settings"].update(batch_size=[3]), "settings"),
    "an unknown dataset": (lambda c: c["data"]["origin"].update(name="oval"), "oval"),
    "a billion samples": (lambda c: c["data"]["origin"].update(samples=10**9), "samples"),
    "another number of samples": (lambda c: c["data"]["origin"].update(samples=12), "split"),
    "an unknown origin": (lambda c: c["data"]["origin"].update(type="cloud"), "cloud"),
    "data without numbers": (lambda c: c["data"].update(origin={"type": "arrays"}), "lacks"),
    "metrics without a name": (lambda c: c["run"].update(metrics=[]), "history"),
    "a list": (lambda c: c.clear(), "version"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_project_edited_by_hand_into_nonsense_is_refused_in_words(path, edit):
    change, part = EDITS[edit]
    rewrite(path, change)
    with pytest.raises(ProjectError, match=part):
        project_file.load(path)


def put(name, value):
    return lambda arrays: arrays.update({name: value})


def changed(name, index, value):
    return lambda arrays: arrays[name].__setitem__(index, value)


ARRAYS = {
    "NaN weights": changed("run_weights", (0, 0), np.nan),
    "infinite biases": changed("run_biases", (0, 0), np.inf),
    "too few weights": lambda a: a.update(run_weights=a["run_weights"][:, 1:]),
    "weights as text": put("run_weights", np.array(["a", "b"])),
    "weights as whole numbers": lambda a: a.update(run_weights=a["run_weights"].astype(int)),
    "no weights": lambda a: a.pop("run_weights"),
    "a unit twice": lambda a: a["run_unit_ids"].__setitem__(0, a["run_unit_ids"][1]),
    "a position outside the epoch": changed("run_clock", 2, 10**9),
    "a negative step": changed("run_clock", 0, -5),
    "a short clock": put("run_clock", np.zeros(2, np.int64)),
    "rows that are not there": changed("data_train_rows", 0, 10**6),
    "the same row twice": lambda a: a["data_train_rows"].__setitem__(0, a["data_train_rows"][1]),
    "best weights of another network": lambda a: a.update(
        run_best_weights=a["run_best_weights"][:, 1:]
    ),
    "no best weights": lambda a: a.pop("run_best_weights"),
    "a history of another width": put("run_history", np.zeros((3, 2))),
}


@pytest.mark.parametrize("edit", ARRAYS)
def test_arrays_that_do_not_fit_are_refused_in_words(path, edit):
    rewrite(path, arrays=ARRAYS[edit])
    with pytest.raises(ProjectError):
        project_file.load(path)


def test_pickled_arrays_are_never_loaded(path, tmp_path):
    class Trap:
        def __reduce__(self):
            return (Path.touch, (tmp_path / "executed",))

    rewrite(path, arrays=put("run_powers", np.array([Trap()], object)))
    with pytest.raises(ProjectError):
        project_file.load(path)
    assert not (tmp_path / "executed").exists()


def test_files_beside_the_two_are_refused(path):
    for name in ("../evil.txt", "/etc/passwd", "readme.txt"):
        rewrite(path, extra=[(name, "x")])
        with pytest.raises(ProjectError, match="do not belong"):
            project_file.load(path)


def test_a_bomb_is_refused_before_it_unfolds(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.json", b" " * 50_000_000)
    with pytest.raises(ProjectError, match="too much to be true"):
        project_file.load(path)


def test_an_array_that_claims_to_be_huge_is_refused(path):
    rewrite(path)
    with zipfile.ZipFile(path) as archive:
        document = archive.read("project.json")
    header = b"\x93NUMPY\x01\x00v\x00" + (
        b"{'descr': '<f8', 'fortran_order': False, 'shape': (100000000000,), }".ljust(117) + b"\n"
    )
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("run_weights.npy", header + bytes(80))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.json", document)
        archive.writestr("arrays.npz", inner.getvalue())
    with pytest.raises(ProjectError, match="damaged"):
        project_file.load(path)


def test_a_file_that_is_no_project_is_refused(path, tmp_path):
    with pytest.raises(ProjectError, match="cannot be opened"):
        project_file.load(tmp_path / "none.netloom")
    with pytest.raises(ProjectError, match="cannot be opened"):
        project_file.load(tmp_path)
    for content in (b"", b"hello", b"PK\x03\x04", bytes(1000)):
        path.write_bytes(content)
        with pytest.raises(ProjectError, match="not a Netloom project"):
            project_file.load(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other.txt", "x")
    with pytest.raises(ProjectError, match="not a Netloom project"):
        project_file.load(path)


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    path = tmp_path_factory.mktemp("sound") / "a.netloom"
    rewrite(path)
    return path.read_bytes()


def test_a_file_cut_short_anywhere_is_refused(path, sound):
    for end in range(0, len(sound) - 1, max(1, len(sound) // 60)):
        path.write_bytes(sound[:end])
        with pytest.raises(ProjectError):
            project_file.load(path)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 7)), min_size=1))
def test_flipped_bits_give_a_project_or_a_sentence(path, sound, flips):
    content = bytearray(sound)
    for place, bit in flips:
        content[int(place * len(content))] ^= 1 << bit
    path.write_bytes(content)
    with suppress(ProjectError):
        project_file.load(path)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_in_a_project_is_refused_with_a_sentence(path, content):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.json", json.dumps(content))
    with pytest.raises(ProjectError):
        project_file.load(path)


def test_how_the_network_was_looked_at_is_kept(path):
    view = project_file.View((1, 2), (5,), project_file.Camera(1.5, (-20.0, 8.5)))
    project_file.save(path, project(view=view))
    assert project_file.load(path).view == view


def test_a_file_of_the_first_version_opens_without_a_view(path):
    rewrite(path, lambda content: (content.update(version=1), content.pop("view")))
    opened = project_file.load(path)
    assert opened.view is None
    assert opened.state is not None


def test_saving_keeps_the_version_before_once(tmp_path):
    path = tmp_path / "mine.netloom"
    for seed in (1, 2, 3):
        network = Network.layered([2, 1], seed=seed)
        project_file.save(
            path, project_file.Project(network, datasets.load("xor"), TrainingSettings())
        )
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "mine.netloom",
        "mine.previous.netloom",
    ]
    assert project_file.load(path).initial_network.seed == 3
    assert project_file.load(tmp_path / "mine.previous.netloom").initial_network.seed == 2
