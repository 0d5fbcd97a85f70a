"""The one way in which a command says that it cannot do what was asked."""


class Refusal(Exception):
    """One or two sentences for the person; the program prints them and ends with exit code 2."""
