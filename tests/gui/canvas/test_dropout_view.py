"""Dropout on the canvas: a thinned network, how often units were off, or the whole network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from engine import MiniBatch, Snapshot
from gui.canvas import tips
from gui.look import theme
from tests.gui.canvas.conftest import Bench


@pytest.fixture
def dropping(bench: Bench) -> Iterator[Bench]:
    """A canvas in which h1 and h2 are dropped half of the time."""
    with bench.document.edit("Dropout") as network:
        for unit in (bench.h1, bench.h2):
            network.update_unit(unit, keep_probability=0.5)
    bench.view.set_mode("watch")
    return bench


def at(bench: Bench, step: int, *, playing: bool, off: tuple[int, ...] = ()) -> Snapshot:
    return replace(bench.snapshot(off=off), step=step, playing=playing)


def with_masks(bench: Bench, snapshot: Snapshot, **off: int) -> Snapshot:
    """Masks of eight mini-batches, in so many of which h1 and h2 were off."""
    ids = snapshot.unit_ids.tolist()
    masks = np.ones((len(ids), 8), np.float32)
    for name, count in off.items():
        masks[ids.index(getattr(bench, name)), :count] = 0.0
    batch = MiniBatch(0, np.arange(3), masks=masks, mask_steps=np.arange(8))
    return replace(snapshot, mini_batch=batch)


def struck_out(bench: Bench) -> set[int]:
    return {unit for unit, item in bench.scene.items_by_unit.items() if item.look.dropped}


def test_step_by_step_each_thinned_network_is_seen(dropping: Bench):
    bench = dropping
    for step, off in ((1, bench.h1), (2, bench.h2), (2, bench.h2), (3, bench.h1)):
        bench.show(at(bench, step, playing=step > 1, off=(off,)))
        assert struck_out(bench) == {off}
    assert "masks" not in bench.session.wishes.quantities
    hint = bench.view.controls.hint.full_text
    assert hint == "dropout: 1 of 2 hidden units are off for this mini-batch"


def test_at_full_speed_the_share_of_the_time_is_seen(dropping: Bench):
    bench = dropping
    bench.show(at(bench, 0, playing=True))
    bench.show(at(bench, 40, playing=True, off=(bench.h1,)))
    assert struck_out(bench) == set()
    assert "masks" in bench.session.wishes.quantities
    plain = bench.picture()
    snapshot = at(bench, 80, playing=True, off=(bench.h1,))
    bench.show(with_masks(bench, snapshot, h1=6, h2=2))
    shares = dict(zip(bench.scene.wiring.ids.tolist(), bench.scene.overlay.off, strict=True))
    assert shares == {bench.x1: 0, bench.x2: 0, bench.h1: 0.75, bench.h2: 0.25, bench.y: 0}
    words = tips.describe(bench.scene, bench.view.edits, bench.h1)
    assert "off for 75 % of the last mini-batches" in words
    assert "how much of the time" in bench.view.controls.hint.full_text
    x, y = bench.on_view(bench.centre(bench.h1)).toTuple()
    half = round(bench.scene.items_by_unit[bench.h1].half * bench.view.camera.scale)
    below = [(x + away, y + half + down) for away in range(-20, 20) for down in range(4, 14)]
    now = bench.picture()
    assert any(plain.pixelColor(*place) != now.pixelColor(*place) for place in below)


def test_shares_stay_calm(dropping: Bench):
    bench = dropping
    bench.show(at(bench, 0, playing=True))
    row = bench.scene.wiring.row[bench.h1]
    seen = []
    for number, off in enumerate((4, 8, 0), 1):
        bench.show(with_masks(bench, at(bench, 40 * number, playing=True), h1=off))
        seen.append(bench.scene.overlay.off[row])
    assert seen == pytest.approx([0.5, 0.55, 0.495])


def test_the_picture_fades_by_the_share(dropping: Bench):
    bench = dropping
    size = bench.session.plane.size
    responses = np.ones((5, size * size), np.float32)
    bench.show(replace(bench.snapshot(responses), step=0, playing=True))
    snapshot = replace(bench.snapshot(responses), step=40, playing=True)
    bench.show(with_masks(bench, snapshot, h1=4))
    full, veil = theme.current().positive, theme.current().canvas
    share = 0.5 * (1 - 0.16)
    expected = [
        part * (1 - share) + over * share
        for part, over in zip(full.getRgb()[:3], veil.getRgb()[:3], strict=True)
    ]
    x, y = bench.centre(bench.h1)
    assert bench.color_at((x + 8, y + 8)) == pytest.approx(expected, abs=2)
    x, y = bench.centre(bench.h2)
    assert bench.color_at((x + 8, y + 8)) == full.getRgb()[:3]


def test_evaluation_shows_the_whole_network(dropping: Bench):
    bench = dropping
    bench.show(at(bench, 0, playing=True))
    bench.show(at(bench, 40, playing=True, off=(bench.h1,)))
    bench.show(at(bench, 40, playing=False, off=(bench.h1,)))  # paused
    assert struck_out(bench) == set()
    assert "the whole network" in bench.view.controls.hint.full_text
    assert "masks" not in bench.session.wishes.quantities
    bench.show(at(bench, 41, playing=False, off=(bench.h2,)))  # one mini-batch
    assert struck_out(bench) == {bench.h2}
    bench.show(at(bench, 90, playing=False, off=(bench.h1,)))  # whole epochs
    assert struck_out(bench) == set()


def test_the_shares_of_a_run_are_near_the_drop_rate(dropping: Bench):
    bench = dropping
    session = bench.session
    bench.document.make_fit()
    session.start()
    bench.qtbot.waitUntil(lambda: session.is_settled, timeout=120_000)
    session.set_speed(4000.0)
    session.play()
    rows = [bench.scene.wiring.row[unit] for unit in (bench.h1, bench.h2)]
    bench.qtbot.waitUntil(lambda: bool((bench.scene.overlay.off[rows] > 0).all()))
    off = bench.scene.overlay.off
    assert off[rows] == pytest.approx([0.5, 0.5], abs=0.3)  # 64 throws of a coin
    assert np.count_nonzero(off) == 2
    session.pause()
    bench.qtbot.waitUntil(lambda: session.is_settled)
    assert not bench.scene.overlay.off.any()
