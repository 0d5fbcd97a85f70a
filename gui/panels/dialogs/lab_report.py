"""The lab report: one page of HTML with pictures inside, to be read, handed in, and printed."""

from __future__ import annotations

import base64
import dataclasses
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from engine import bounds
from engine.data.datasets import Part
from gui.look.translate import tr
from gui.look.words import compact, counted, fixed
from gui.panels.dialogs.metrics_dialog import summary

if TYPE_CHECKING:
    from engine import ClassReport, RegressionReport, Trainer
    from gui.run.history import History

PARTS: dict[Part, str] = {
    "train": "Training part",
    "validation": "Validation part",
    "test": "Test part",
}
# Of the printed page, not of the screen: dark ink on white, and a second line that is dashed.
_STYLE = """
body { font: 11pt/1.45 system-ui, sans-serif; color: #1b222c; background: #fff; max-width: 180mm;
  margin: 12mm auto; padding: 0 4mm; }
h1 { font-size: 20pt; margin: 0; } h2 { font-size: 13pt; margin: 8mm 0 2mm; break-after: avoid; }
h3 { font-size: 11pt; margin: 4mm 0 1mm; break-after: avoid; }
p { margin: 1mm 0; } .faint { color: #5d6877; }
img, svg { max-width: 100%; height: auto; display: block; }
figure { margin: 3mm 0; break-inside: avoid; } figcaption { color: #5d6877; font-size: 9pt; }
table { border-collapse: collapse; margin: 2mm 0; break-inside: avoid;
  font-variant-numeric: tabular-nums; }
th, td { border: 1px solid #c9ced6; padding: 0.6mm 2.5mm; text-align: right; font-weight: 400; }
th { text-align: left; background: #f4f5f7; }
td.text { text-align: left; } td.right { font-weight: 600; }
"""
_LINES = (("train_loss", "#1769d8", ""), ("validation_loss", "#c2560a", "6 4"))
_WIDTH, _HEIGHT, _LEFT, _FOOT = 680, 260, 64, 36
_MOST_POINTS = 600


@dataclass(frozen=True)
class Measured:
    """A run as a file holds it, and what was measured on each part that has examples.

    `lacking` says why something could not be measured, "" if nothing is missing.
    """

    trainer: Trainer
    reports: dict[Part, ClassReport | RegressionReport]
    lacking: str


def page(
    title: str,
    date: str,
    measured: Measured,
    history: History,
    pictures: Sequence[tuple[str, int, bytes]],
) -> bytes:
    """The page's text. `pictures` are names, widths in pixels and PNG files."""
    trainer = measured.trainer
    sections = (
        (tr("Pictures"), "".join(_picture(*each) for each in pictures)),
        (tr("Network"), _network(trainer)),
        (tr("Data"), _data(trainer)),
        (tr("Settings"), _settings(trainer)),
        (tr("Run"), _run(trainer) + _curves(history)),
        (tr("Metrics"), _metrics(measured)),
        (tr("How to repeat it"), _steps(trainer)),
    )
    body = "\n".join(f"<h2>{escape(name)}</h2>\n{text}" for name, text in sections if text)
    head = (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{escape(title)}</title>'
    )
    made = escape(tr("Made with Netloom, {date}", date=date))
    return (
        f"{head}\n<style>{_STYLE}</style>\n<h1>{escape(title)}</h1>\n"
        f'<p class="faint">{made}</p>\n{body}\n</html>\n'
    ).encode()


def _picture(name: str, width: int, content: bytes) -> str:
    text = base64.b64encode(content).decode()
    image = f'<img alt="{escape(name)}" width="{width}" src="data:image/png;base64,{text}">'
    return f"<figure>{image}<figcaption>{escape(name)}</figcaption></figure>\n"


def _table(rows: Sequence[Sequence[str]], heading: Sequence[str] = ()) -> str:
    """Rows of texts, the first of each its heading."""
    lines = ["".join(f"<th>{escape(cell)}</th>" for cell in heading)] if heading else []
    for first, *rest in rows:
        cells = "".join(f'<td class="text">{escape(cell)}</td>' for cell in rest)
        lines.append(f"<th>{escape(first)}</th>{cells}")
    return "<table>" + "".join(f"<tr>{line}</tr>\n" for line in lines) + "</table>\n"


def _network(trainer: Trainer) -> str:
    network = trainer.network
    layers: dict[tuple[int, str, str], int] = {}
    levels = network.levels()
    for unit in network.units:
        key = (levels[unit.id], unit.kind, unit.activation)
        layers[key] = layers.get(key, 0) + 1
    kinds = {"input": tr("input"), "hidden": tr("hidden"), "output": tr("output")}
    rows = [
        (str(level), kinds[kind], str(count), "" if kind == "input" else activation)
        for (level, kind, activation), count in sorted(layers.items())
    ]
    parameters = network.connection_count + len(network.units) - len(network.inputs)
    told = ", ".join(
        (
            counted(len(network.units), tr("{count} unit"), tr("{count} units")),
            counted(network.connection_count, tr("{count} connection"), tr("{count} connections")),
            counted(parameters, tr("{count} parameter"), tr("{count} parameters")),
        )
    )
    heading = (tr("Level"), tr("Kind"), tr("Units"), tr("Activation"))
    return f"<p>{escape(told)}</p>\n{_table(rows, heading)}"


def _data(trainer: Trainer) -> str:
    data = trainer.data
    rows = [
        (tr("Name"), data.title or "–"),
        (tr("Examples"), f"{len(data.inputs):,}"),
        *((tr(PARTS[part]), f"{len(data.rows(part)):,}") for part in PARTS),
        (tr("Inputs"), _shortened(data.feature_names)),
        (tr("Targets"), _shortened(data.target_names)),
        (tr("Scaling"), data.scaling),
    ]
    if data.fractions is not None:
        rows.append((tr("Seed of the split"), str(data.split_seed)))
    numbers = data.class_numbers
    if numbers is not None:
        counts = np.bincount(numbers, minlength=len(data.classes)).tolist()
        told = [f"{name} ({count:,})" for name, count in zip(data.classes, counts, strict=True)]
        rows.append((tr("Classes"), _shortened(told)))
    notes = "".join(f"<p>{escape(note)}</p>\n" for note in data.notes)
    return _table(rows) + notes


def _shortened(names: Sequence[str]) -> str:
    most = 12
    more = tr(" and {count} more", count=len(names) - most) if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _settings(trainer: Trainer) -> str:
    settings = trainer.settings
    rows = []
    for entry in dataclasses.fields(settings):
        row = bounds(entry.name)
        if row.applies(settings):
            value = getattr(settings, entry.name)
            shown = row.choices()[value] if row.choices else _value(value)
            rows.append((tr(row.label), tr(shown)))
    return _table(rows)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    return "–" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _run(trainer: Trainer) -> str:
    rows = [
        (tr("Epochs"), f"{trainer.epoch:,}"),
        (tr("Steps"), f"{trainer.steps:,}"),
        (tr("Seconds of training"), f"{trainer.seconds:.3g}"),
        (tr("Seed"), str(trainer.seed)),
        (tr("Computed on"), trainer.device),
    ]
    return _table(rows)


def _curves(history: History) -> str:
    """The losses over the epochs, drawn in lines."""
    epochs = history.epochs
    found = [(name, ink, dash, history.column(name)) for name, ink, dash in _LINES]
    found = [each for each in found if np.isfinite(each[3]).sum() > 1]
    if not found:
        return ""
    finite = np.concatenate([values[np.isfinite(values)] for *_, values in found])
    low, high = min(0.0, float(finite.min())), float(finite.max())
    first, last = float(epochs.min()), float(epochs.max())
    right, top = _WIDTH - 8, 8
    bottom = _HEIGHT - _FOOT

    def x(epoch: float) -> float:
        return _LEFT + (epoch - first) / ((last - first) or 1.0) * (right - _LEFT)

    def y(loss: float) -> float:
        return bottom - (loss - low) / ((high - low) or 1.0) * (bottom - top)

    texts = [_mark(_LEFT - 8, y(loss) + 4, "end", compact(loss)) for loss in (low, high)]
    ends = ((first, "start"), (last, "end"))
    texts += [_mark(x(epoch), bottom + 16, where, f"{epoch:,.0f}") for epoch, where in ends]
    texts.append(_mark((_LEFT + right) / 2, bottom + 30, "middle", tr("Epoch")))
    frame = f"M{_LEFT} {top}V{bottom}H{right}"
    lines = [f'<path d="{frame}" fill="none" stroke="#8b95a3"/>', *texts]
    names = {"train_loss": tr("Train loss"), "validation_loss": tr("Validation loss")}
    for number, (name, ink, dash, values) in enumerate(found):
        points = " ".join(f"{x(e):.1f},{y(v):.1f}" for e, v in _thinned(epochs, values))
        look = f'fill="none" stroke="{ink}" stroke-width="1.5" stroke-dasharray="{dash}"'
        place = top + 12 + 18 * number
        lines.append(f'<polyline points="{points}" {look}/>')
        lines.append(f'<path d="M{right - 150} {place - 4}h30" {look}/>')
        lines.append(_mark(right - 112, place, "start", names[name]))
    told = escape(tr("Loss by epoch"))
    drawn = "\n".join(lines)
    size = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" font-size="12" font-family="system-ui, sans-serif"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">\n{drawn}\n</svg>'
    return f"<figure>{svg}<figcaption>{told}</figcaption></figure>\n"


def _mark(x: float, y: float, anchor: str, text: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="#1b222c">{escape(text)}</text>'


def _thinned(epochs: np.ndarray, losses: np.ndarray) -> Iterator[tuple[float, float]]:
    """As many points as a line on paper can show, the first and the last among them."""
    count = min(len(epochs), _MOST_POINTS)
    for place in np.unique(np.linspace(0, len(epochs) - 1, count).astype(int)).tolist():
        if math.isfinite(losses[place]):
            yield float(epochs[place]), float(losses[place])


def _metrics(measured: Measured) -> str:
    from engine import ClassReport

    texts = [f"<p>{escape(measured.lacking)}</p>\n"] if measured.lacking else []
    for part, report in measured.reports.items():
        texts.append(f"<h3>{escape(tr(PARTS[part]))}</h3>\n<p>{escape(summary(report))}</p>\n")
        if isinstance(report, ClassReport):
            texts += [_confusion(report), _classes(report)]
    return "".join(texts)


def _confusion(report: ClassReport) -> str:
    names = (tr("true \\ predicted"), *report.classes)
    lines = ["".join(f"<th>{escape(name)}</th>" for name in names)]
    rows = zip(report.classes, report.confusion.tolist(), strict=True)
    for row, (name, counts) in enumerate(rows):
        cells = "".join(
            f'<td class="right">{count:,}</td>' if column == row else f"<td>{count:,}</td>"
            for column, count in enumerate(counts)
        )
        lines.append(f"<th>{escape(name)}</th>{cells}")
    return "<table>" + "".join(f"<tr>{line}</tr>\n" for line in lines) + "</table>\n"


def _classes(report: ClassReport) -> str:
    heading = (tr("Class"), tr("Precision"), tr("Recall"), "F1", "ROC-AUC", tr("Examples"))
    rows = [
        (
            each.name,
            fixed(each.precision),
            fixed(each.recall),
            fixed(each.f1),
            "–" if each.roc_auc is None else fixed(each.roc_auc),
            f"{each.support:,}",
        )
        for each in report.figures
    ]
    return _table(rows, heading)


def _steps(trainer: Trainer) -> str:
    epochs = f"{trainer.epoch:,}"
    steps = (
        tr("Open the project of this run in Netloom; it holds network, data, settings and seed."),
        tr(
            "Press Reset: the initial weights come back, drawn with seed {seed}.", seed=trainer.seed
        ),
        tr("Train for {epochs} epochs, on {device}.", epochs=epochs, device=trainer.device),
    )
    promise = tr(
        "The same numbers come out, bit for bit, if nothing was changed in the middle of the run."
    )
    listed = "".join(f"<li>{escape(step)}</li>\n" for step in steps)
    return f"<ol>\n{listed}</ol>\n<p>{escape(promise)}</p>\n"
