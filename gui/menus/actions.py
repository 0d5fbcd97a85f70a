"""All that the menus offer, as one table: menus, shortcuts and the shortcut sheet come from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

from gui.look.translate import tr
from gui.menus.tab_titles import TAB_TITLES
from gui.menus.tile_titles import TILE_TITLES

Key = QKeySequence.StandardKey
Shortcut = str | QKeySequence.StandardKey


@dataclass(frozen=True)
class Entry:
    """One menu entry; `group` names a set of which one is checked. An empty text is a line.

    `needs` is a key of NEEDS, what has to be selected; entries with `context` stand in the menu
    under the pointer as well, where it is.
    """

    menu: str
    key: str
    text: str = ""
    shortcuts: tuple[Shortcut, ...] = ()
    icon: str = ""
    checkable: bool = False
    group: str = ""
    submenu: str = ""
    needs: str = ""
    context: bool = False


# At least so many units, connections, and things of either kind.
NEEDS: dict[str, tuple[int, int, int]] = {
    "": (0, 0, 0),
    "something": (0, 0, 1),
    "unit": (1, 0, 1),
    "two": (2, 0, 2),
    "three": (3, 0, 3),
    "connection": (0, 1, 1),
}
MENUS: dict[str, str] = {
    "file": "&File",
    "edit": "&Edit",
    "network": "&Network",
    "train": "&Train",
    "view": "&View",
    "help": "&Help",
}

ENTRIES: tuple[Entry, ...] = (
    Entry("file", "new", "New", (Key.New,), "new"),
    Entry("file", "open", "Open…", (Key.Open,), "open"),
    Entry("file", "recent", "Open recent", submenu="recent"),
    Entry("file", "save", "Save", (Key.Save,), "save"),
    Entry("file", "save_as", "Save as…", ("Ctrl+Shift+S",)),
    Entry("file", "copy_text", "Copy the project as text"),
    Entry("file", "open_text", "Open a copied text"),
    Entry("file", "line_1"),
    Entry("file", "import_data", "Import data…", ("Ctrl+I",), "import"),
    Entry("file", "import_network", "Import a network…", ("Ctrl+Shift+N",)),
    Entry("file", "import_pictures", "Import a folder of pictures…"),
    Entry("file", "paste_table", "Paste a table…", ("Ctrl+Shift+V",)),
    Entry("file", "type_table", "Type a table…", ("Ctrl+Shift+T",)),
    Entry("file", "export", "Export the trained network…", ("Ctrl+E",), "export"),
    Entry("file", "pictures", "Copy or save a picture", submenu="pictures"),
    Entry("file", "lab_report", "Lab report…"),
    Entry("file", "film", "Save the run as GIF or MP4…"),
    Entry("file", "line_2"),
    Entry("file", "quit", "Quit", ("Ctrl+Q",)),
    Entry("edit", "undo", "Undo", ("Ctrl+Z",), "undo"),
    Entry("edit", "redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
    Entry("edit", "line_1"),
    Entry("edit", "cut", "Cut", (Key.Cut,), needs="unit", context=True),
    Entry("edit", "copy", "Copy", (Key.Copy,), needs="unit", context=True),
    Entry("edit", "paste", "Paste", (Key.Paste,), context=True),
    Entry("edit", "duplicate", "Duplicate", ("Ctrl+D",), needs="unit", context=True),
    Entry(
        "edit", "delete", "Delete", ("Del", "Backspace"), "delete", needs="something", context=True
    ),
    Entry("edit", "line_2"),
    Entry("edit", "copy_picture", "Copy the network as a picture", ("Ctrl+Shift+C",), context=True),
    Entry("edit", "save_picture", "Save the network as a picture…", context=True),
    Entry("edit", "line_4"),
    Entry("edit", "select_all", "Select all", (Key.SelectAll,), submenu="select", context=True),
    Entry(
        "edit",
        "select_layer",
        "Select the layer",
        ("Ctrl+L",),
        submenu="select",
        needs="unit",
        context=True,
    ),
    Entry(
        "edit",
        "select_incoming",
        "Select incoming connections",
        ("6",),
        submenu="select",
        needs="unit",
        context=True,
    ),
    Entry(
        "edit",
        "select_outgoing",
        "Select outgoing connections",
        ("7",),
        submenu="select",
        needs="unit",
        context=True,
    ),
    Entry("edit", "line_3"),
    Entry("edit", "rename", "Rename…", ("F2",), needs="unit", context=True),
    Entry("edit", "set_bias", "Set bias…", ("Shift+F2",), needs="unit", context=True),
    Entry("edit", "set_weight", "Set weight…", ("Ctrl+F2",), needs="connection", context=True),
    Entry("network", "add_input", "Add an input", ("Ctrl+Shift+I",)),
    Entry("network", "add_hidden", "Add a hidden unit", ("Ctrl+Shift+H",)),
    Entry("network", "add_output", "Add an output", ("Ctrl+Shift+O",)),
    Entry("network", "add_layer", "Add a layer…", ("Ctrl+Shift+L",), "layer", context=True),
    Entry("network", "line_1"),
    Entry(
        "network",
        "connect_fully",
        "Connect to every unit of the next layer",
        ("Ctrl+K",),
        submenu="connect",
        needs="unit",
        context=True,
    ),
    Entry(
        "network",
        "connect_one_to_one",
        "Connect one to one",
        submenu="connect",
        needs="unit",
        context=True,
    ),
    Entry(
        "network",
        "connect_at_random",
        "Connect at random…",
        submenu="connect",
        needs="unit",
        context=True,
    ),
    Entry("network", "align_left", "Align at the left", submenu="align", needs="two", context=True),
    Entry("network", "align_centre", "Align centres", submenu="align", needs="two", context=True),
    Entry(
        "network", "align_right", "Align at the right", submenu="align", needs="two", context=True
    ),
    Entry("network", "align_top", "Align at the top", submenu="align", needs="two", context=True),
    Entry("network", "align_middle", "Align middles", submenu="align", needs="two", context=True),
    Entry(
        "network", "align_bottom", "Align at the bottom", submenu="align", needs="two", context=True
    ),
    Entry(
        "network",
        "distribute_across",
        "Distribute from left to right",
        submenu="align",
        needs="three",
        context=True,
    ),
    Entry(
        "network",
        "distribute_down",
        "Distribute from top to bottom",
        submenu="align",
        needs="three",
        context=True,
    ),
    Entry("network", "tidy", "Tidy layout", ("L",), "tidy", context=True),
    Entry("network", "line_2"),
    Entry("network", "new_seed", "New seed: other initial weights", ("Ctrl+Shift+R",), "seed"),
    Entry("train", "train", "Train or pause", ("Space",), "play"),
    Entry("train", "step", "One mini-batch", ("Right",), "step"),
    Entry("train", "step_epoch", "One epoch", ("Shift+Right",)),
    Entry("train", "line_1"),
    Entry("train", "slower", "Slower", ("<",)),
    Entry("train", "faster", "Faster", (">",)),
    Entry("train", "line_2"),
    Entry("train", "metrics", "Metrics…", ("M",)),
    Entry("train", "find_rate", "Find a learning rate…", ("Ctrl+Shift+F",)),
    Entry("train", "race", "Race: compare variants…", ("Ctrl+R",)),
    Entry("train", "line_time"),
    Entry("train", "earlier", "Look back", ("Alt+Left",)),
    Entry("train", "later", "Look on", ("Alt+Right",)),
    Entry("train", "replay", "Play the run", ("Shift+Space",)),
    Entry("train", "go_on", "Go on from the epoch shown"),
    Entry("train", "come_back", "Back to now", ("Esc",)),
    Entry("train", "line_3"),
    Entry("train", "reset", "Reset to the same initial weights", ("R",), "reset"),
    Entry("view", "build", "Build", ("B",), checkable=True, group="mode"),
    Entry("view", "watch", "Watch", ("W",), checkable=True, group="mode"),
    *(
        Entry("view", f"tiles_{key}", title, (shortcut,), "", True, "tiles", "tiles")
        for key, (title, shortcut) in TILE_TITLES.items()
    ),
    Entry("view", "next_example", "Next example", ("E",)),
    Entry("view", "previous_example", "Previous example", ("Shift+E",)),
    Entry("view", "no_example", "Let go of the example"),
    Entry("view", "marks", "Mark dead and saturated units", checkable=True),
    Entry("view", "line_1"),
    Entry("view", "fold", "Collapse the layer, or open it", ("O",), needs="unit", context=True),
    Entry("view", "collapse_all", "Collapse large layers"),
    Entry("view", "open_all", "Open all layers"),
    Entry("view", "line_4"),
    Entry("view", "fit", "Fit the network", ("F",), "fit"),
    Entry("view", "zoom_100", "Zoom to 100 %", ("Ctrl+0",)),
    Entry("view", "zoom_in", "Zoom in", (Key.ZoomIn, "Ctrl+="), "plus"),
    Entry("view", "zoom_out", "Zoom out", (Key.ZoomOut,), "minus"),
    Entry("view", "line_2"),
    Entry("view", "show_data", "Data", ("Ctrl+1",), checkable=True),
    Entry("view", "show_palette", "Parts to add", ("Ctrl+2",), checkable=True),
    Entry("view", "show_output", "Output", ("Ctrl+3",), checkable=True),
    Entry("view", "show_inspector", "Selection", ("Ctrl+4",), checkable=True),
    Entry("view", "show_training", "Training settings", ("Ctrl+5",), checkable=True),
    Entry("view", "show_charts", "Charts", ("Ctrl+6",), checkable=True),
    Entry("view", "show_time", "Time machine", ("Ctrl+7",), checkable=True),
    Entry("view", "line_sides"),
    Entry("view", "show_left", "Left side", ("F7",), checkable=True),
    Entry("view", "show_right", "Right side", ("F8",), checkable=True),
    Entry("view", "show_alone", "The canvas alone", ("F9",), checkable=True),
    Entry("view", "line_below"),
    *(
        Entry("view", key, title, shortcuts, submenu="tabs")
        for key, (title, shortcuts) in TAB_TITLES.items()
    ),
    Entry("view", "line_3"),
    Entry("view", "system", "As the system", checkable=True, group="theme", submenu="theme"),
    Entry("view", "light", "Light", checkable=True, group="theme", submenu="theme"),
    Entry("view", "dark", "Dark", checkable=True, group="theme", submenu="theme"),
    Entry("view", "snap", "Snap to grid and neighbours", checkable=True),
    Entry("view", "weights", "Weights as numbers where there is room", ("N",), checkable=True),
    Entry("view", "patterns", "Patterns: negative connections dashed", checkable=True),
    Entry("view", "projector", "Projector mode", ("Ctrl+Shift+P",), checkable=True),
    Entry("view", "reduced_motion", "Reduce motion", checkable=True),
    Entry("view", "full_screen", "Full screen", ("F11",), checkable=True),
    Entry("help", "shortcuts", "Keyboard shortcuts", ("F1", "?"), "help"),
    Entry("help", "about", "About Netloom", (), "info"),
)
SUBMENUS = {
    "recent": "Open recent",
    "pictures": "Copy or save a picture",
    "theme": "Colours",
    "tiles": "Tiles show",
    "tabs": "Show below the canvas",
    "select": "Select",
    "connect": "Connect the selection",
    "align": "Align and distribute",
}


def is_met(needs: str, units: int, connections: int) -> bool:
    """Whether so many selected units and connections are what an entry needs."""
    least_units, least_connections, least = NEEDS[needs]
    enough = units >= least_units and connections >= least_connections
    return enough and units + connections >= least


def shortcut_rows() -> Iterator[tuple[str, str, str]]:
    """(menu, what it does, its keys) for every entry of the table that has keys."""
    for entry in ENTRIES:
        if entry.shortcuts:
            keys = " · ".join(
                QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
                for key in entry.shortcuts
            )
            yield tr(MENUS[entry.menu]).replace("&", ""), tr(entry.text), keys
