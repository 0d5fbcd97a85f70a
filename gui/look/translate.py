"""Every sentence a person reads passes through here on its way to the screen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def tr(text: str, /, **values: object) -> str:
    """`text` in the language of the window, its {placeholders} filled with `values`."""
    translated = QCoreApplication.translate("Netloom", text)
    return translated.format(**values) if values else translated
