"""Dialogs that have work done beside the window: export, metrics, learning rate."""
