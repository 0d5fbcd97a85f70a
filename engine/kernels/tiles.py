"""Dense blocks, a tile at a time: a few rows of sums stay in registers while a whole sum is made.

Forward, back and for the gradient it is the same product; only what is summed over differs:

                     one vector of lanes for each k
                        ┌───────────────────┐
                        │  vector(k)        │             sum i   number(i, k)     vector(k)
      ┌──────┐          └───────────────────┘    forward  z       weight           a of source k
      │ n(0) │ ──────→  ┌ sum 0 ────────────┐    back     dE/da   weight           dE/dz of target k
      │ n(1) │ ──────→  │ sum 1             │    gradient dE/dw   dE/dz, example   a of example k
      │  …   │          │  …                │
      │ n(7) │ ──────→  └ sum 7 ────────────┘    += number(i, k) · vector(k), for k after k
      └──────┘

A vector is loaded once for all rows of the tile and a number once for all lanes, so that the
multiplying units have the time that loading would take otherwise. For the gradient the lanes are
sources. Inputs stand that way in the table of examples already; other activations are turned, so
that `across` has a row of lanes for each example,

    panel 0: sources 0 … 31 of example 0, of example 1, …     panel 1: sources 32 … 63, …

The units of a tile come from lists, which leave out dropped units and end by repeating the last.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.computing.plan import LANES, MOST_ROWS, PlanArrays
from engine.jit import inlined
from engine.kernels.lanes import at, fetch, load, load_from, put, width
from engine.kernels.shuffles import turn_block
from engine.kernels.team import Team, share
from engine.kernels.tile import (
    add_product,
    height,
    listed,
    tile_from,
    tile_into,
    tile_of_numbers,
    tile_of_zeros,
)

# So many terms of a sum are added up between two looks at what to fetch: fetching at every one
# leaves the compiler too few registers where vectors are short.
_STRETCH = 4 * LANES


class Tiles(NamedTuple):
    """The blocks of a plan, B of them in order of their targets, and room for turned activations.

    A block leads from all units of stage `sources[b]` to all of stage `targets[b]`; its weights
    begin at `weights[b]`, target by target. Blocks `into[s]` to `into[s + 1]` − 1 lead into stage
    s; those that lead out of it are listed in `leaving` from `out_of[s]` on. `panels[s]` is the
    first panel of stage s in `across`, −1 if no block begins there; a panel has `span` rows,
    numbered in `natural`.
    """

    sources: NDArray[np.int64]
    targets: NDArray[np.int64]
    weights: NDArray[np.int64]
    into: NDArray[np.int64]
    out_of: NDArray[np.int64]
    leaving: NDArray[np.int64]
    panels: NDArray[np.int64]
    span: int
    across: NDArray[Any]
    natural: NDArray[np.int64]


class Coming(NamedTuple):
    """The examples that are dealt next: the rows of `table` at `place` of the order and on.

    Each tile has `each` of them fetched.
    """

    table: NDArray[Any]
    order: NDArray[np.int64]
    place: int
    each: int


class Dealt(NamedTuple):
    """Examples as they stand in `table`, from place `start` of the order on.

    `whole` says that the input units' activations are just these, as none of them is dropped.
    """

    table: NDArray[Any]
    order: NDArray[np.int64]
    start: int
    whole: bool


@inlined
def segment(plan: PlanArrays, stage: int) -> Any:
    """Where the lists of a stage's units begin; a tile's rows may reach beyond their end."""
    return at(plan.stages, stage) + MOST_ROWS * stage


@inlined
def forward_tiles(
    plan: PlanArrays,
    tiles: Tiles,
    stage: int,
    places: Any,
    parameters: Any,
    base: int,
    work: Any,
    coming: Coming,
) -> None:
    """The bias and the blocks' part of z for units of a stage, into their values' place.

    Examples that come next are fetched meanwhile, a few for each tile: far away in memory, they
    would keep dealing waiting, and here nobody waits for memory.
    """
    values, lanes = work.values, width(work.values)
    for block in range(at(tiles.into, stage), at(tiles.into, stage + 1)):
        source = at(tiles.sources, block)
        first, length = at(plan.stages, source), units_of(plan, source)
        weight = at(tiles.weights, block) - at(plan.stages, stage) * length - first
        sources = segment(plan, source)
        source_end = sources + at(work.counts, source)
        inputs = base if source > 0 else base + work.own
        for place in range(places[0], places[1], height(values)):
            rows = listed(work.kept, place, lanes, base * lanes, values)
            if block == at(tiles.into, stage):
                biases = listed(work.kept, place, 1, plan.bias, values)
                tile = tile_of_numbers(parameters, biases, values)
            else:
                tile = tile_from(values, rows, values)
            weights = listed(work.kept, place, length, weight, values)
            soon = coming.place + coming.each * ((place - places[0]) // height(values))
            for begin in range(sources, source_end, _STRETCH):
                _fetch_some(coming, soon, begin - sources)
                for k in range(begin, min(begin + _STRETCH, source_end)):
                    unit = np.int64(at(work.kept, k))
                    tile = add_product(tile, parameters, weights, unit, load(values, inputs + unit))
            tile_into(tile, values, rows, lanes)


@inlined
def _fetch_some(coming: Coming, place: int, column: int) -> None:
    """Have a stretch of a few examples fetched, from a column of the table on."""
    for number in range(place, min(place + coming.each, len(coming.order))):
        start = at(coming.order, number) * coming.table.shape[1] + column
        for line in range(start, start + _STRETCH, LANES):
            fetch(coming.table, line)


@inlined
def backward_tiles(
    plan: PlanArrays,
    tiles: Tiles,
    stage: int,
    places: Any,
    parameters: Any,
    base: int,
    work: Any,
) -> None:
    """The blocks' part of dE/da for units of a stage, into their errors' place."""
    errors, lanes, length = work.errors, width(work.errors), units_of(plan, stage)
    for way in range(at(tiles.out_of, stage), at(tiles.out_of, stage + 1)):
        block = at(tiles.leaving, way)
        target = at(tiles.targets, block)
        begin = at(tiles.weights, block) - at(plan.stages, stage)
        targets, first = segment(plan, target), at(plan.stages, target)
        target_end = targets + at(work.counts, target)
        for place in range(places[0], places[1], height(errors)):
            rows = listed(work.kept, place, lanes, base * lanes, errors)
            tile = tile_of_zeros(errors)
            if way != at(tiles.out_of, stage):
                tile = tile_from(errors, rows, errors)
            weights = listed(work.kept, place, 1, begin, errors)
            for k in range(targets, target_end):
                unit = np.int64(at(work.kept, k))
                step = (unit - first) * length
                tile = add_product(tile, parameters, weights, step, load(errors, base + unit))
            tile_into(tile, errors, rows, lanes)


@inlined
def turn(
    plan: PlanArrays, tiles: Tiles, first_stage: int, chunks: int, work: Any, team: Team
) -> None:
    """Turn the activations that blocks begin with; the threads of a team share the units."""
    lanes = width(work.values)
    for stage in range(first_stage, len(plan.stages) - 1):
        panel, first = at(tiles.panels, stage), at(plan.stages, stage)
        if panel < 0:
            continue
        if stage == 0:
            first += work.own
        mine = share(team, -(-units_of(plan, stage) // LANES))
        for chunk in range(chunks):
            for unit in range(LANES * mine[0], LANES * mine[1], LANES):
                for part in range(0, lanes, LANES):
                    row = (panel + unit // lanes) * tiles.span + chunk * lanes + part
                    begin = (chunk * work.stride + first + unit) * lanes + part
                    start = row * lanes + unit % lanes
                    turn_block(work.values, begin, tiles.across, start, lanes)


@inlined
def gradient_tiles(
    plan: PlanArrays,
    tiles: Tiles,
    dealt: Dealt,
    examples: int,
    more: bool,
    work: Any,
    team: Team,
) -> None:
    """dE/dw of the blocks over the first `examples` examples; `more`: add to what is there.

    Each thread of a team sees to a range of targets.
    """
    errors, gradient, lanes = work.errors, work.gradient, width(work.errors)
    for block in range(len(tiles.weights)):
        source, target = at(tiles.sources, block), at(tiles.targets, block)
        length, first = units_of(plan, source), at(tiles.weights, block)
        begin = first - at(plan.stages, target) * length
        targets, kept, rows_at_once = segment(plan, target), at(work.counts, target), height(errors)
        tile_begin, tile_end = share(team, -(-kept // rows_at_once))
        dropped = share(team, units_of(plan, target) - kept)
        for place in range(targets + dropped[0], targets + dropped[1]):
            start = begin + np.int64(at(work.dropped, place)) * length
            for number in range(start, start + length):
                put(gradient, number, 0.0)
        # Where example e has its lanes of sources: start + rows[place + e] · pitch.
        across, rows, place, pitch = tiles.across, tiles.natural, 0, lanes
        start, to_next = at(tiles.panels, source) * tiles.span * lanes, tiles.span * lanes
        if source == 0 and dealt.whole:
            across, rows, place, pitch = dealt.table, dealt.order, dealt.start, dealt.table.shape[1]
            start, to_next = pitch - plan.inputs, lanes
        for column in range(0, length, lanes):
            for number in range(tile_begin, tile_end):
                one = targets + number * rows_at_once
                places = listed(work.kept, one, length, begin + column, errors)
                tile = tile_of_zeros(errors)
                if more:
                    tile = tile_from(gradient, places, errors)
                numbers = listed(work.kept, one, lanes, 0, errors)
                # Of what comes after these lanes, each tile has every other sixteen fetched.
                ahead = to_next + number % (lanes // LANES) * LANES
                for example in range(0, examples, lanes):
                    step = example * work.stride
                    for lane in range(min(lanes, examples - example)):
                        where = start + at(rows, place + example + lane) * pitch
                        fetch(across, where + ahead)
                        vector = load_from(across, where, errors)
                        tile = add_product(tile, errors, numbers, step + lane, vector)
                tile_into(tile, gradient, places, length - column)
            start += to_next


@inlined
def block_weights(
    plan: PlanArrays, tiles: Tiles, stage: int, unit: int, values: Any, factor: float
) -> float:
    """Multiply the blocks' weights into a unit; returns the sum of their squares before."""
    square = 0.0
    for block in range(at(tiles.into, stage), at(tiles.into, stage + 1)):
        length = units_of(plan, at(tiles.sources, block))
        begin = at(tiles.weights, block) + (unit - at(plan.stages, stage)) * length
        for number in range(begin, begin + length):
            square += np.float64(values[number]) ** 2
            values[number] *= factor
    return square


@inlined
def units_of(plan: PlanArrays, stage: int) -> Any:
    """How many units a stage has."""
    return at(plan.stages, stage + 1) - at(plan.stages, stage)
