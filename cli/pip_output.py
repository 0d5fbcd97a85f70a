"""Understands what pip prints: how far it is, and why it failed."""

import re
from dataclasses import dataclass, field

_FILE = re.compile(
    r"(?P<verb>Downloading|Using cached|Processing) (?:\S*[/\\])?"
    r"(?P<name>[^-/\\\s]+)-(?P<version>[^-\s]+)-\S+\.whl"
    r"(?: \((?P<size>[\d.]+) (?P<unit>bytes|kB|MB|GB)\))?(?: \(from .*\))?"
)
_BYTES = re.compile(r"Progress (\d+) of (\d+)")
_UNITS = {"bytes": 1.0, "kB": 1e3, "MB": 1e6, "GB": 1e9}
_NO_MATCH = re.compile(
    r"(?:No matching distribution found for|satisfies the requirement|ERROR: Cannot install) (\S+)"
)
_OFFLINE = (
    "Failed to establish a new connection",
    "NewConnectionError",
    "NameResolutionError",
    "Temporary failure in name resolution",
    "Network is unreachable",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "SSLError",
)
# Fetching takes most of the time; unpacking gets the last quarter of the bar.
_FETCHING = 0.75


@dataclass
class PipOutput:
    """What pip has said so far; sizes in bytes."""

    total: int = 0
    """Packages expected."""
    fetched: int = 0
    downloaded: float = 0.0
    current: str = ""
    part: float = 0.0
    """Fraction of the current file that has arrived."""
    size: float = 0.0
    installing: int = 0
    """Packages that pip is unpacking or has unpacked; 0 while it still fetches."""
    lines: list[str] = field(default_factory=list)

    def feed(self, line: str) -> str | None:
        """Take in one line; return a plain line worth showing where there is no terminal."""
        line = line.strip()
        if numbers := _BYTES.fullmatch(line):
            self.part = float(numbers[1]) / max(1.0, float(numbers[2]))
            return None
        self.lines.append(line)
        if line.startswith("Requirement already satisfied: "):
            self.total = max(self.total - 1, self.fetched)
        elif line.startswith("Installing collected packages: "):
            self._close_file()
            self.installing = line.count(",") + 1
            return f"unpacking {_packages(self.installing)}"
        elif file := _FILE.fullmatch(line):
            return self._next_file(file)
        return None

    def view(self, unpacked: int) -> tuple[float, str]:
        """Fraction done, and words for the bar, when this many packages have been unpacked."""
        if self.installing:
            done = min(unpacked, self.installing)
            fraction = _FETCHING + (1 - _FETCHING) * done / self.installing
            return fraction, f"unpacking {done} of {_packages(self.installing)}"
        if not self.fetched:
            return 0.0, "asking for the packages"
        words = f"{self.fetched} of {self.total}  {self.current}"
        if self.size:
            words += f"  {self.part * self.size / 1e6:.0f} of {self.size / 1e6:.0f} MB"
        begun = self.fetched - 1 + (self.part if self.size else 1.0)
        return _FETCHING * begun / max(1, self.total), words

    @property
    def offline(self) -> bool:
        """Whether pip could not reach the package index."""
        return any(sign in line for line in self.lines for sign in _OFFLINE)

    @property
    def disk_full(self) -> bool:
        """Whether the disk had no more room."""
        return any("No space left on device" in line for line in self.lines)

    @property
    def no_match(self) -> str:
        """The requirement that nothing was found for; empty when that was not the trouble."""
        found = [match for line in self.lines if (match := _NO_MATCH.search(line))]
        return found[-1][1] if found else ""

    @property
    def error(self) -> str:
        """The last thing that pip called an error, or its last line."""
        errors = [line.removeprefix("ERROR: ") for line in self.lines if line.startswith("ERROR: ")]
        return (errors or self.lines or ["it said nothing"])[-1]

    def _next_file(self, file: re.Match[str]) -> str:
        self._close_file()
        self.fetched += 1
        self.total = max(self.total, self.fetched)
        self.current = f"{file['name']} {file['version']}".replace("_", "-")
        size = float(file["size"] or 0) * _UNITS[file["unit"] or "bytes"]
        self.size = size if file["verb"] == "Downloading" else 0.0
        words = f" ({size / 1e6:.1f} MB)" if size else ""
        return f"{self.fetched:3} of {self.total}  {self.current}{words}"

    def _close_file(self) -> None:
        self.downloaded += self.size
        self.part, self.size = 0.0, 0.0


def _packages(count: int) -> str:
    return f"{count} package" if count == 1 else f"{count} packages"
