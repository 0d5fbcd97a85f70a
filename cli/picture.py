"""The window as a picture: `--screenshot`, and what is done where there is no screen."""

import argparse
from pathlib import Path
from typing import Literal

from cli import training
from cli.preflight import prepare_offscreen
from cli.refusal import Refusal
from cli.subject import load, refusals
from cli.train import check_outputs, report, summary, write_exports
from engine.study.samples import SAMPLES

_OPENING = "circle"
_EPOCHS = 100
_SIZE = (1440, 900)


def screenshot(asked: argparse.Namespace) -> int:
    """Carry out `--screenshot`; return the exit code.

    Raises:
        Refusal: what was asked cannot be done.
    """
    if Path(asked.screenshot).suffix.lower() != ".png":
        raise Refusal(f"{asked.screenshot} cannot be drawn: its name must end in .png.")
    if asked.state:
        return _states(Path(asked.screenshot), asked.state, asked.size)
    with refusals():
        check_outputs([asked.screenshot], [])
        what = asked.what or _OPENING
        if what not in SAMPLES and not Path(what).is_file():
            raise Refusal(
                f"There is no file “{what}” and no sample of that name. "
                f"The samples are: {', '.join(SAMPLES)}."
            )
        epochs = asked.epochs
        if epochs is None:
            epochs = _EPOCHS if what in SAMPLES else 0
        prepare_offscreen()
        _draw(asked.screenshot, what, asked.size, asked.theme, epochs, asked.seed)
    print(f"{asked.screenshot}: written")
    return 0


def _states(file: Path, wanted: str, size: tuple[int, int]) -> int:
    """Draw one of the main states to `file`, or all of them, each beside it under its name."""
    prepare_offscreen()
    with refusals():
        from gui.stills import screenshot as window_picture
        from gui.stills.states import STATES

        if wanted != "all" and wanted not in STATES:
            known = ", ".join((*STATES, "all"))
            raise Refusal(f"There is no state “{wanted}”. The states are: {known}.")
        for key in STATES if wanted == "all" else (wanted,):
            target = file.with_stem(f"{file.stem}-{key}") if wanted == "all" else file
            check_outputs([str(target)], [])
            window_picture.write(target, size=size, state=key)
            print(f"{target}: written")
    return 0


def without_screen(what: str | None, reason: str) -> int:
    """Do the main job without a window; return the exit code.

    Raises:
        Refusal: the current folder cannot be written to, or Qt's libraries are missing.
    """
    name = Path(what).stem if what else _OPENING
    picture, weights = f"netloom-{name}.png", f"netloom-{name}.npz"
    print(f"No screen was found ({reason}), so the window cannot open.")
    print("Training in the terminal instead; with a screen, start again from inside the desktop.")
    with refusals():
        subject = load(what or _OPENING)
        trainer = subject.trainer("auto")
        figures = report(trainer, training.train(trainer, _EPOCHS))
        print(summary(figures))
        write_exports(trainer, [weights])
        prepare_offscreen()
        _draw(picture, what or _OPENING, _SIZE, "light", int(str(figures["epochs"])), None)
    print(f"{picture}: the window as it would look")
    return 0


def _draw(
    file: str,
    what: str,
    size: tuple[int, int],
    theme: Literal["light", "dark"],
    epochs: int,
    seed: int | None,
) -> None:
    from gui.stills import screenshot as window_picture

    window_picture.write(file, what, size=size, theme=theme, epochs=epochs, seed=seed)
