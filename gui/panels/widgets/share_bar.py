"""How much of a long piece of work is done, as a bar."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar

_STEPS = 1000


class ShareBar(QProgressBar):
    """Shows a share from 0 to 1; until one is known, that something is going on."""

    def __init__(self, name: str, *, known: bool = True) -> None:
        super().__init__()
        self.setRange(0, _STEPS if known else 0)
        self.setTextVisible(False)
        self.setAccessibleName(name)

    def show_share(self, share: float) -> None:
        """So much is done."""
        self.setValue(round(share * _STEPS))
