"""The parts of a project file: its archive, its schema, and what turns either into objects."""
