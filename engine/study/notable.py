"""Notable systems of the past, to compare a network with: one row each.

All figures are estimates, good to a factor of about two at best, from two collections:
Epoch AI, “Notable AI Models” (epoch.ai/data), and OpenAI, “AI and Compute” (2018).
To add a system: one row in the order of years, its figures rounded to two digits.
"""

from __future__ import annotations

from dataclasses import dataclass

SOURCES = "Epoch AI, “Notable AI Models”; OpenAI, “AI and Compute”"


@dataclass(frozen=True, slots=True)
class System:
    """One row: what a system was trained with, None where nobody published it.

    `operations` of its training; `examples` counts what it learned from, in `kind`s. Landmarks
    are named first where there is little room.
    """

    name: str
    year: int
    does: str
    operations: float
    parameters: float | None = None
    examples: float | None = None
    kind: str = ""
    is_landmark: bool = False


SYSTEMS = (
    System("Perceptron", 1957, "tells shapes apart", 6.9e5, 1e3, 100, "pictures", True),
    System("ADALINE", 1960, "tells patterns apart", 6.6e3, 17, 100, "patterns"),
    System("NETtalk", 1987, "reads aloud", 2.8e10, 1.9e4, 4.6e3, "letters"),
    System("TD-Gammon", 1992, "plays backgammon", 1.8e13, 2.5e4),
    System("LSTM", 1997, "remembers over long times", 3.2e13, 1.1e4, 8.5e5, "sequences"),
    System("LeNet-5", 1998, "reads digits", 2.8e12, 6e4, 6e4, "images"),
    System("Neural language model", 2000, "foretells words", 6.3e15, 6.9e6, 3.2e7, "words"),
    System("AlexNet", 2012, "names what is in a photo", 4.7e17, 6e7, 1.2e6, "images", True),
    System("ResNet-152", 2015, "names what is in a photo", 1e19, 6e7, 1.3e6, "images"),
    System("Transformer", 2017, "translates", 7.4e18, 2.1e8),
    System("AlphaGo Zero", 2017, "plays Go", 3.4e23, 4.6e7, 5.8e9, "positions", True),
    System("BERT-Large", 2018, "fills in words", 2.9e20, 3.4e8, 3.3e9, "words"),
    System("GPT-3", 2020, "writes", 3.1e23, 1.7e11, 3.7e11, "tokens", True),
    System("AlphaFold 2", 2021, "folds proteins", 3e21, 9.3e7),
    System("PaLM", 2022, "writes", 2.5e24, 5.4e11, 7.8e11, "tokens"),
    System("GPT-4", 2023, "writes", 2.1e25),
    System("Llama 3.1", 2024, "writes", 3.8e25, 4.1e11, 1.6e13, "tokens"),
)
