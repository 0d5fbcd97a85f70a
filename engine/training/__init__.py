"""Learning: settings, the steps, the run with its record and its end, moments to go back to."""
