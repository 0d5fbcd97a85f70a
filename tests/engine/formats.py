"""The export formats that can be run on this machine."""

from __future__ import annotations

from engine import exporters

# Not every machine has node, a C compiler or PyTorch; what runs the others comes with the tests.
_OFTEN_MISSING = (".html", ".h", ".torch.zip")
# Keras takes seconds to start: test_keras.py runs many networks in one start.
_APART = (".keras", ".keras.py")
RUNNABLE = [
    ending
    for ending, row in exporters.EXPORTERS.items()
    if row.run is not None
    and ending not in _APART
    and (ending not in _OFTEN_MISSING or row.runtime())
]
