"""The command line: what may be asked, and its help texts."""

import argparse
from collections.abc import Sequence
from typing import NoReturn

from cli.refusal import Refusal

COMMANDS = """\
commands:
  (nothing)          open the window
  FILE.netloom       open the window with this project
  train WHAT         train without a window; WHAT is a project, a sample or a table
  export FILE OUT    write a project's network in another form (export --help)
  doctor             say what works on this machine
  test [...]         run the tests; what follows goes to pytest
  wheelhouse         fetch all packages for machines without a network

before any of them:
  --with NAME        add an extra once: onnx (checks ONNX files), tables (more data), video (MP4)
"""

# Written out: to ask the engine would load it before anything is said.
_FORMATS = ".onnx .py .html .h .torch.zip .keras .keras.py .tex .safetensors .npz .json .csv"


class Parser(argparse.ArgumentParser):
    """An argument parser that refuses in one sentence instead of printing its usage."""

    def error(self, message: str) -> NoReturn:
        """Raise a Refusal with argparse's reason."""
        message = message.removeprefix("argument ")
        raise Refusal(f"{message[:1].upper()}{message[1:]} (see {self.prog} --help).")


def window_parser() -> Parser:
    """The parser for a start without a command: the window, or its picture."""
    parser = Parser(
        prog="main.py",
        description="Build a feedforward network unit by unit, press Train, and watch it learn.",
        epilog=COMMANDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "what", nargs="?", metavar="WHAT", help="a project; with --screenshot also a sample"
    )
    parser.add_argument("--version", action="store_true", help="say which Netloom this is")
    picture = parser.add_argument_group("a picture of the window, also without a screen")
    picture.add_argument("--screenshot", metavar="FILE", help="draw the window to this PNG file")
    picture.add_argument(
        "--state",
        metavar="NAME",
        help="draw one of the main states instead: "
        "first-start, training, build, large, table, dark, or all of them, FILE-NAME.png each",
    )
    picture.add_argument("--size", type=size, default=(1440, 900), help="1440x900 unless given")
    picture.add_argument("--theme", choices=("light", "dark"), default="light")
    picture.add_argument(
        "--epochs", type=count, metavar="N", help="trained before: 100, for a project 0"
    )
    picture.add_argument("--seed", type=count, metavar="S", help="of the initial weights")
    return parser


def train_parser() -> Parser:
    """The parser of `train`."""
    parser = Parser(
        prog="main.py train", description="Train a network without a window.", allow_abbrev=False
    )
    parser.add_argument(
        "what",
        metavar="WHAT",
        help="a project, a sample's name, a CSV table, or a link to the TensorFlow Playground",
    )
    parser.add_argument("--target", metavar="COLUMN", help="the table's column to predict (last)")
    start = parser.add_mutually_exclusive_group()
    start.add_argument("--layers", type=layers, help="units of the hidden layers: 8,8")
    start.add_argument(
        "--network",
        metavar="FILE",
        help="begin with another program's: ONNX, safetensors, skops, …",
    )
    parser.add_argument("--output", metavar="ACTIVATION", help="of the outputs, such as step")
    parser.add_argument("--epochs", type=count, default=100, metavar="N", help="100 unless given")
    parser.add_argument("--seed", type=count, metavar="S", help="0, or the project's, unless given")
    rate = parser.add_mutually_exclusive_group()
    rate.add_argument("--learning-rate", type=float, metavar="A")
    rate.add_argument(
        "--find-learning-rate", action="store_true", help="try many, then train with the best"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        type=setting,
        metavar="NAME=VALUE",
        help="any training setting, such as optimizer=adam or max_seconds=10",
    )
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--export", action="append", default=[], metavar="FILE", help=_FORMATS)
    parser.add_argument("--report", metavar="FILE.json", help="losses, metrics, speed")
    parser.add_argument("--save", metavar="FILE.netloom", help="the trained project")
    return parser


def export_parser() -> Parser:
    """The parser of `export`."""
    parser = Parser(
        prog="main.py export", description="Write a project's network.", allow_abbrev=False
    )
    parser.add_argument(
        "project", metavar="PROJECT", help="or another program's network, such as an ONNX file"
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help=_FORMATS)
    return parser


def nothing_more(command: str, arguments: Sequence[str]) -> None:
    """Refuse arguments after a command that takes none; answer --help."""
    Parser(prog=f"main.py {command}", allow_abbrev=False).parse_args(arguments)


def count(text: str) -> int:
    """A whole number from 0 on."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number from 0 on")
    return int(text)


def setting(text: str) -> tuple[str, str]:
    """The name of a training setting and the text of its value, written NAME=VALUE."""
    name, sign, value = text.partition("=")
    if not (name.strip() and sign and value.strip()):
        raise argparse.ArgumentTypeError(f"“{text}” is not written NAME=VALUE")
    return name.strip().replace("-", "_"), value.strip()


def size(text: str) -> tuple[int, int]:
    """Width and height in pixels, written 1440x900."""
    parts = text.lower().split("x")
    if len(parts) != 2 or not all(part.isdecimal() and 1 <= len(part) <= 4 for part in parts):
        raise argparse.ArgumentTypeError(f"“{text}” is not a size like 1440x900")
    return int(parts[0]), int(parts[1])


def layers(text: str) -> tuple[int, ...]:
    """Sizes of hidden layers, written 8,8; 0 or nothing for none."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isdecimal() and len(part) <= 4 for part in parts):
        raise argparse.ArgumentTypeError(f"“{text}” is not a list of layer sizes like 8,8")
    return tuple(int(part) for part in parts if int(part))
