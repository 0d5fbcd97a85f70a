"""C: one header with weights and a function, for a microcontroller; compiled and run to compare."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.data.features import Features
from engine.exporters import processes
from engine.exporters.flat import Flat, Stretch, flat
from engine.exporters.model import Model
from engine.exporters.templates import SIGNS, plain_words

Floats = NDArray[np.float64]

# One row an activation: C99 for a of z. The softmax is taken over the outputs at the end.
_FUNCTIONS = {
    "linear": "z",
    "softmax": "z",
    "sigmoid": "1.0f / (1.0f + expf(-z))",
    "tanh": "tanhf(z)",
    "relu": "z > 0.0f ? z : 0.0f",
    "softplus": "(z > 0.0f ? z : 0.0f) + log1pf(expf(-fabsf(z)))",
    "leaky_relu": "z > 0.0f ? z : 0.01f * z",
    "elu": "z > 0.0f ? z : expm1f(z)",
    "silu": "z / (1.0f + expf(-z))",
    "gelu": "0.5f * z * (1.0f + erff(z * 0.70710678f))",
    "step": "z >= 0.0f ? 1.0f : 0.0f",
}
ACTIVATIONS = frozenset(_FUNCTIONS)
# One row an operation of a formula.
_OPERATIONS = {
    **SIGNS,
    "^": "powf({}, {})",
    "sin": "sinf({})",
    "cos": "cosf({})",
    "tan": "tanf({})",
    "exp": "expf({})",
    "ln": "logf({})",
    "log": "logf({})",
    "sqrt": "sqrtf({})",
    "abs": "fabsf({})",
    "sign": "(float)(({0} > 0.0f) - ({0} < 0.0f))",
    "tanh": "tanhf({})",
    "sinc": "({0} == 0.0f ? 1.0f : sinf({0}) / {0})",
}
OPERATIONS = frozenset(_OPERATIONS)
_COMPILERS = ("cc", "gcc", "clang")
_LINE = 96
_DRIVER = """
#include <stdio.h>
#include "network.h"
int main(void) {
  float in[NETLOOM_INPUTS], out[NETLOOM_OUTPUTS];
  for (;;) {
    for (int i = 0; i < NETLOOM_INPUTS; i++) if (scanf("%f", &in[i]) != 1) return 0;
    netloom_predict(in, out);
    for (int k = 0; k < NETLOOM_OUTPUTS; k++) printf("%.9g ", (double)out[k]);
    printf("\\n");
  }
}
"""


def encode(model: Model) -> bytes:
    """The header's text: constants in single precision, no memory taken but the stack's."""
    listed = flat(model.graph)
    parts = [_head(model, listed), _scaling(model)]
    for number, stretch in enumerate(listed.stretches):
        parts.append(_constants(number, stretch))
    parts += [_functions(listed), _predict(listed, model.recipe.features), "#endif\n"]
    return "\n".join(parts).encode()


def runtime() -> str:
    """The C compiler and its version, or "" without one."""
    compiler = _compiler()
    return processes.version(compiler) if compiler else ""


def run(path: Path, inputs: Floats) -> Floats:
    """What a program made with the header predicts (n, k) for raw inputs (n, d)."""
    # The header was written a moment ago by `encode`; foreign code never comes here.
    with processes.workplace() as folder:
        (folder / "network.h").write_bytes(path.read_bytes())
        (folder / "main.c").write_text(_DRIVER, "utf-8")
        build = [_compiler(), "-std=c99", "-Wall", "-Wextra", "-Werror", "-O1"]
        processes.output([*build, "main.c", "-o", "main", "-lm"], folder)
        rows = "\n".join(" ".join(map(repr, row)) for row in inputs.tolist())
        printed = processes.output([str(folder / "main")], folder, rows)
    return np.array(printed.split(), np.float64).reshape(len(inputs), -1)


def _compiler() -> str:
    return next((name for name in _COMPILERS if shutil.which(name)), "")


def _head(model: Model, listed: Flat) -> str:
    lines = [f"{plain_words(model.title) or 'A network'}: made with Netloom.", "", "Inputs, raw:"]
    lines += [f"  {place}  {plain_words(name)}" for place, name in enumerate(model.input_names)]
    lines += ["Outputs:"]
    lines += [f"  {place}  {plain_words(name)}" for place, name in enumerate(model.output_names)]
    if model.task == "binary":
        lines += [
            f"  near 0: {plain_words(model.classes[0])}, near 1: {plain_words(model.classes[1])}"
        ]
    comment = "\n".join(f" * {line}".rstrip() for line in lines)
    return f"""/*
{comment}
 */
#ifndef NETLOOM_NETWORK_H
#define NETLOOM_NETWORK_H

#include <math.h>

#define NETLOOM_INPUTS {len(model.input_names)}
#define NETLOOM_TAKEN {len(model.feature_names)}
#define NETLOOM_OUTPUTS {len(model.output_names)}
#define NETLOOM_VALUES {listed.size}
"""


def _scaling(model: Model) -> str:
    recipe = model.recipe
    columns = {
        "input_mean": recipe.input_mean,
        "input_scale": recipe.input_scale,
        "target_mean": recipe.target_mean,
        "target_scale": recipe.target_scale,
    }
    return "\n".join(_floats(name, values) for name, values in columns.items())


def _constants(number: int, stretch: Stretch) -> str:
    sources = ", ".join(map(str, stretch.sources)) or "0"
    wrapped = _wrapped(sources.split(", "))
    count = max(1, len(stretch.sources))
    return "\n".join(
        [
            f"static const unsigned netloom_from_{number}[{count}] = {{\n{wrapped}\n}};",
            _floats(f"weights_{number}", stretch.weights.ravel()),
            _floats(f"biases_{number}", stretch.biases),
        ]
    )


def _floats(name: str, values: Floats) -> str:
    """An array; C allows none without members."""
    numbers = [_float(value) for value in values.tolist()] or ["0.0f"]
    return f"static const float netloom_{name}[{len(numbers)}] = {{\n{_wrapped(numbers)}\n}};"


def _float(value: float) -> str:
    text = f"{np.float32(value):.9g}"
    return f"{text}f" if "." in text or "e" in text else f"{text}.0f"


def _wrapped(words: Iterable[str]) -> str:
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) > _LINE:
            lines.append("")
        lines[-1] += f"{'' if lines[-1] else '  '}{word}, "
    return "\n".join(line.rstrip() for line in lines).rstrip(",")


def _functions(listed: Flat) -> str:
    rows = [
        f"static float netloom_{key}(float z) {{ return {_FUNCTIONS[key]}; }}"
        for key in listed.activations
    ]
    return "\n".join([*rows, _STRETCH])


_STRETCH = """
static void netloom_stretch(float *value, int first, int units, int sources, const unsigned *from,
                            const float *weights, const float *biases, float (*g)(float)) {
  for (int j = 0; j < units; j++) {
    float z = biases[j];
    for (int i = 0; i < sources; i++) z += weights[j * sources + i] * value[from[i]];
    value[first + j] = g(z);
  }
}
"""

_SOFTMAX = """  static const unsigned joint[{count}] = {{ {places} }};
  float top = out[joint[0]], sum = 0.0f;
  for (int k = 1; k < {count}; k++) if (out[joint[k]] > top) top = out[joint[k]];
  for (int k = 0; k < {count}; k++) sum += out[joint[k]] = expf(out[joint[k]] - top);
  for (int k = 0; k < {count}; k++) out[joint[k]] /= sum;
"""


def _predict(listed: Flat, features: Features | None) -> str:
    taken, made = "in", ""
    if features is not None:
        texts = ",\n    ".join(features.written(_float, "in[{}]", _OPERATIONS))
        taken, made = "taken", f"  const float taken[NETLOOM_TAKEN] = {{\n    {texts}\n  }};\n"
    calls = [
        f"  netloom_stretch(value, {stretch.first}, {len(stretch.biases)}, {len(stretch.sources)}, "
        f"netloom_from_{number},\n                  netloom_weights_{number}, "
        f"netloom_biases_{number}, netloom_{stretch.activation});"
        for number, stretch in enumerate(listed.stretches)
    ]
    outputs = [f"  out[{k}] = value[{place}];" for k, place in enumerate(listed.outputs)]
    joint = ""
    if listed.joint:
        places = ", ".join(map(str, listed.joint))
        joint = _SOFTMAX.format(count=len(listed.joint), places=places)
    lines = "\n".join([*calls, *outputs])
    return f"""/* Raw inputs in, outputs in the targets' own units out. */
static void netloom_predict(const float in[NETLOOM_INPUTS], float out[NETLOOM_OUTPUTS]) {{
  float value[NETLOOM_VALUES];
{made}  for (int i = 0; i < NETLOOM_TAKEN; i++)
    value[i] = ({taken}[i] - netloom_input_mean[i]) / netloom_input_scale[i];
{lines}
{joint}  for (int k = 0; k < NETLOOM_OUTPUTS; k++)
    out[k] = out[k] * netloom_target_scale[k] + netloom_target_mean[k];
}}
"""
