"""Starts Netloom; the first start sets itself up in a folder .venv beside this file."""

import sys

# This file parses on every Python 3, so that an old one is answered in a sentence.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.stderr.write(
        "Netloom needs Python 3.11 or newer and this is Python " + sys.version.split()[0] + ". "
        "Install a newer Python and start with it, for example: python3.12 main.py\n"
    )
    sys.exit(2)

if __name__ == "__main__":
    from cli.bootstrap import main

    sys.exit(main(sys.argv[1:]))
