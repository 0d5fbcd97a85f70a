"""The document and every way to change it: one undoable step each, or a refusal in words."""
