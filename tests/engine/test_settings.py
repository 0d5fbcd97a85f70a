"""Settings refuse what they cannot be, in words."""

from __future__ import annotations

import dataclasses

import pytest

from engine import TrainingSettings, bounds, errors


@pytest.mark.parametrize(
    "options",
    [
        {"learning_rate": 0.0},
        {"learning_rate": float("nan")},
        {"learning_rate": "fast"},
        {"learning_rate": True},
        {"batch_size": 0},
        {"batch_size": 2.5},
        {"optimizer": "newton"},
        {"loss": "hope"},
        {"momentum": 1.0},
        {"l2": -1.0},
        {"shuffle": 1},
        {"dropout_mask": "layer"},
        {"learning_speed": 1.0},
    ],
)
def test_impossible_settings_are_refused_with_a_sentence(options: dict[str, object]) -> None:
    with pytest.raises(errors.SettingsError) as refused:
        TrainingSettings(**options)  # type: ignore[arg-type]
    assert str(refused.value).endswith(".")
    with pytest.raises(errors.SettingsError):
        TrainingSettings().replace(**options)


def test_replacing_keeps_the_rest() -> None:
    settings = TrainingSettings(l2=0.1).replace(learning_rate=1)
    assert settings == TrainingSettings(l2=0.1, learning_rate=1)


@pytest.mark.parametrize("field", dataclasses.fields(TrainingSettings), ids=lambda f: f.name)
def test_every_setting_has_a_label_a_help_text_and_a_default_within_bounds(
    field: dataclasses.Field[object],
) -> None:
    limit = bounds(field.name)
    assert limit.label
    assert limit.help.endswith(".")
    TrainingSettings(**{field.name: field.default})  # type: ignore[arg-type]
    assert isinstance(limit.applies(TrainingSettings()), bool)
