"""The window: shows the document and the training, and turns gestures into edits."""
