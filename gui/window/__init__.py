"""The main window: its bars, its columns, its dialogs, what it remembers."""
