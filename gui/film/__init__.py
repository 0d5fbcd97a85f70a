"""The run as a moving picture in a file."""
