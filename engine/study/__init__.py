"""Looking closer at a network or a run: single steps, landscapes, races, reports, hidden space."""
