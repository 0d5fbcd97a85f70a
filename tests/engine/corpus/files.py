"""Nasty tables, one for each trouble that files of schools have: what they hold, or why not.

A row is a file (its bytes) and what reading it gives: rows of inputs with the target last.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Good:
    """A file that can be read: `names` with the target last, first rows, words of its notes."""

    content: bytes
    names: tuple[str, ...]
    rows: tuple[tuple[float | str, ...], ...]
    says: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bad:
    """A file that is refused with a sentence that has these words in it."""

    content: bytes
    says: tuple[str, ...]


PLAIN = "x,y,kind\n1,2.5,a\n2,3.5,b\n3,4.5,a\n4,5.5,b\n"
NAMES = ("x", "y", "kind")
ROWS = ((1.0, 2.5, "a"), (2.0, 3.5, "b"), (3.0, 4.5, "a"), (4.0, 5.5, "b"))


def plain(text: str = PLAIN, encoding: str = "utf-8", *says: str) -> Good:
    """Another way to write the same table."""
    return Good(text.encode(encoding), NAMES, ROWS, says)


def column(*cells: str, worth: tuple[float, ...], says: tuple[str, ...] = (), **more: str) -> Good:
    """A table of one input with these cells, and a target."""
    delimiter = more.get("delimiter", ";")
    rows = "".join(f"{cell}{delimiter}{n}.5\n" for n, cell in enumerate(cells))
    if more.get("decimal") == ",":
        rows = "".join(f"{cell}{delimiter}{n},5\n" for n, cell in enumerate(cells))
    expected = tuple((value, n + 0.5) for n, value in enumerate(worth))
    text = f"x{delimiter}y\n{rows}"
    return Good(text.encode(more.get("encoding", "utf-8")), ("x", "y"), expected, says)


def letters(text: str, encoding: str) -> Good:
    """A table of two numbers and a class, in an encoding."""
    header, *rows = text.splitlines()
    cells = [row.split(";") for row in rows]
    values = tuple((float(row[0]), row[1]) for row in cells)
    return Good(text.encode(encoding), tuple(header.split(";")), values)


CZECH = "výška;třída\n1;kůň\n2;želva\n3;kůň\n"
POLISH = "żółw;ćma\n1;gęś\n2;łoś\n3;gęś\n"
GERMAN = "Größe;Straße\n1;Königsallee\n2;Müllerstraße\n3;Königsallee\n"
FRENCH = "prénom;goût\n1;où\n2;là\n3;où\n"
RUSSIAN = "возраст;класс\n1;красный\n2;синий\n3;красный\n"
GREEK = "ύψος;τάξη\n1;άλφα\n2;βήτα\n3;άλφα\n"

FILES: dict[str, Good | Bad] = {
    # Encodings
    "utf-8": letters(CZECH, "utf-8"),
    "utf-8 with mark": letters(GREEK, "utf-8-sig"),
    "utf-16 with mark": letters(RUSSIAN, "utf-16"),
    "utf-16 little-endian": letters(GERMAN, "utf-16-le"),
    "utf-16 big-endian": letters(POLISH, "utf-16-be"),
    "windows-1250 czech": letters(CZECH, "cp1250"),
    "windows-1250 polish": letters(POLISH, "cp1250"),
    "windows-1251": letters(RUSSIAN, "cp1251"),
    "windows-1252 german": letters(GERMAN, "cp1252"),
    "latin-1 french": letters(FRENCH, "latin-1"),
    "windows-1252 euro": column("5 €", "6 €", worth=(5, 6), encoding="cp1252"),
    "no text at all": Bad(bytes(range(256)) * 8, ("not text",)),
    "nul bytes": Bad(PLAIN.encode().replace(b"3,4.5", b"3,\0.5") + b"5,1,a\n" * 50, ("Line 4",)),
    "letters of two encodings": Good(
        GERMAN.encode("cp1252") + "4;Königsallee\n".encode(),
        ("Größe", "Straße"),
        ((1, "Königsallee"),),
    ),
    # Delimiters
    "comma": plain(),
    "semicolon": plain(PLAIN.replace(",", ";")),
    "tab": plain(PLAIN.replace(",", "\t")),
    "pipe": plain(PLAIN.replace(",", "|")),
    "delimiter said in the first line": plain("sep=;\n" + PLAIN.replace(",", ";")),
    "blanks beside the delimiter": plain(PLAIN.replace(",", " ; ")),
    "commas in words between semicolons": Good(
        b"x;what\n1;red, round\n2;blue, long\n3;red, round\n",
        ("x", "what"),
        ((1, "red, round"), (2, "blue, long")),
    ),
    "trailing delimiters": plain(PLAIN.replace("\n", ",\n")),
    "trailing delimiters below the header": plain(
        PLAIN.replace("\n", ",\n").replace(",\n", "\n", 1)
    ),
    # Numbers
    "decimal comma": column("1,5", "-2,25", "0,125", worth=(1.5, -2.25, 0.125), decimal=","),
    "decimal comma and tab": column("1,5", "2,25", worth=(1.5, 2.25), decimal=",", delimiter="\t"),
    "decimal comma in quotes between commas": Good(
        b'x,y\n"1,5","2,5"\n"2,5","3,25"\n', ("x", "y"), ((1.5, 2.5), (2.5, 3.25))
    ),
    "thousands 1,234.5": column("1,234.5", "12,345.0", "7.25", worth=(1234.5, 12345, 7.25)),
    "thousands 1.234,5": column("1.234,5", "9,5", worth=(1234.5, 9.5), decimal=","),
    "thousands with spaces": column("1 234,5", "9,5", worth=(1234.5, 9.5), decimal=","),
    "thousands with no-break spaces": column("1\u00a0234,5", "9", worth=(1234.5, 9), decimal=","),
    "thousands with narrow spaces": column("1\u202f234,5", "9", worth=(1234.5, 9), decimal=","),
    "thousands with thin spaces": column("1\u2009234,5", "9", worth=(1234.5, 9), decimal=","),
    "thousands 1'234.5": column("1'234.5", "2\u2019345.5", "9", worth=(1234.5, 2345.5, 9)),
    "minus sign of typesetters": column("\u22121.5", "2", worth=(-1.5, 2)),
    "powers of ten": column("1e-3", "2.5E+2", worth=(0.001, 250)),
    "percent": column("12 %", "7.5%", worth=(0.12, 0.075), says=("2 percentages became shares",)),
    "percent with comma": column("12,5 %", "7 %", worth=(0.125, 0.07), decimal=","),
    "currency before": column("$5", "-$6.5", "US$ 1,000", worth=(5, -6.5, 1000), says=("$, US$",)),
    "currency after": column(
        "5,50 €", "1.234,00 €", worth=(5.5, 1234), decimal=",", says=("€ left out beside 2",)
    ),
    "currencies of the east": column(
        "5 zł", "6,5 Kč", "1\u00a0000 Ft", worth=(5, 6.5, 1000), decimal=","
    ),
    "pounds": column("£3.20", "£4", worth=(3.2, 4)),
    "endless numbers": Good(
        b"x,y\ninf,0.5\n2,1.5\n2,1.5\n1,2.5\n3,2.5\n" + b"3,1.5\n" * 20,
        ("x", "y"),
        ((68 / 24, 0.5), (2, 1.5)),
        ("“inf”, in line 2",),
    ),
    # Missing values
    **{
        f"missing as {gap!r}": Good(
            f"x,y\n1,0.5\n{gap},1.5\n3,2.5\n".encode(),
            ("x", "y"),
            ((1, 0.5), (2, 1.5), (3, 2.5)),
            ("1 missing value filled with the mean, 2",),
        )
        for gap in ("", " ", "NA", "N/A", "?", "-", "nan", "null", "#DIV/0!", "—", "\\N")
    },
    "missing target": Good(
        b"x,y\n1,0.5\n2,\n3,2.5\n", ("x", "y"), ((1, 0.5), (3, 2.5)), ("1 row without a value",)
    ),
    "missing word": Good(
        b"c,y\nred,.5\n,1.5\nblue,2.5\n",
        ("c=blue", "c=red", "y"),
        ((0, 1, 0.5), (0, 0, 1.5), (1, 0, 2.5)),
        ("1 missing value",),
    ),
    "empty column": Good(
        b"a,b,y\n1,,0.5\n2,,1.5\n", ("a", "y"), ((1, 0.5), (2, 1.5)), ("“b” is empty",)
    ),
    # Booleans
    "true and false": column("true", "FALSE", "True", worth=(1, 0, 1), says=("true became 1",)),
    "yes and no": column("yes", "no", worth=(1, 0)),
    "ja and nein": column("ja", "nein", "ja", worth=(1, 0, 1)),
    "0 and 1": column("0", "1", worth=(0, 1)),
    "yes and no as the target": Good(
        b"x,y\n1,ja\n2,nein\n3,Ja\n4,ja\n", ("x", "y"), ((1, "ja"), (2, "nein"), (3, "ja"))
    ),
    "true and some empty": column("true", "false", "", "true", worth=(1, 0, 2 / 3, 1)),
    # Dates
    "dates of ISO": column(
        "2020-01-05", "2020-01-06", "2021-01-05", worth=(0, 1, 366), says=("since 2020-01-05",)
    ),
    "dates with times": column("2020-01-05 12:00", "2020-01-06 18:00:00", worth=(0.5, 1.75)),
    "dates with T and Z": column("2020-01-05T00:00:00Z", "2020-01-05T06:00:00Z", worth=(0, 0.25)),
    "dates day first": column("5.1.2020", "31.1.2020", worth=(0, 26), says=("since 2020-01-05",)),
    "dates day first with two digits": column("05.01.20", "31.12.19", worth=(5, 0)),
    "dates month first": column("1/5/2020", "1/31/2020", worth=(0, 26), says=("2020-01-05",)),
    "dates day first with slashes": column("5/1/2020", "31/1/2020", worth=(0, 26)),
    "dates that may be either": Good(
        b"d;x;y\n1/2/2020;1;.5\n3/4/2020;2;1.5\n5/6/2020;3;2\n7/8/2020;1;5\n1/1/2021;4;4.5\n",
        ("x", "y"),
        ((1, 0.5),),
        ("“d” has 5 different texts",),
    ),
    "times of day": column("14:30", "3:05", worth=(14.5, 3 + 5 / 60), says=("hours since",)),
    "months": column("2020-01", "2020-03", worth=(0, 60)),
    # Quotation marks
    "quotes round everything": plain(
        "\n".join(",".join(f'"{cell}"' for cell in row.split(",")) for row in PLAIN.splitlines())
    ),
    "line break in quotes": Good(
        b'x,what\n1,"red\nround"\n2,blue\n3,"red\nround"\n',
        ("x", "what"),
        ((1, "red\nround"), (2, "blue"), (3, "red\nround")),
    ),
    "doubled quotes": Good(
        b'x,what\n1,"say ""a"""\n2,b\n3,b\n', ("x", "what"), ((1, 'say "a"'), (2, "b"))
    ),
    "delimiter in quotes": Good(
        b'x,what\n1,"a,b"\n2,c\n3,"a,b"\n', ("x", "what"), ((1, "a,b"), (2, "c"))
    ),
    "quote that is not closed": Bad(b'a,y\n1,2\n"3,4\n5,6\n', ("quotation marks", "line 3")),
    "a cell without end": Bad(b'a,y\n1,2\n"' + b"x" * 200_000 + b'",4\n', ("line 3", "131,072")),
    "a long cell": Good(
        b"a,x,y\n" + b"w" * 100_000 + b",1,2.5\nb,2,3.5\nc,3,4.5\nd,4,5.5\ne,5,6.5\n",
        ("x", "y"),
        ((1, 2.5), (2, 3.5)),
        ("“a” has 5 different texts",),
    ),
    # What stands around the table
    "comment lines above": plain("# made by hand\n# 2020\n" + PLAIN, "utf-8", "2 lines above"),
    "comment lines inside": plain(
        PLAIN.replace("2,3.5", "# half\n2,3.5"), "utf-8", "1 line with # was left out"
    ),
    "comment lines with percent signs": plain("% made by hand\n" + PLAIN),
    "a title": plain("My measurements\n" + PLAIN, "utf-8", "1 line above the table was left out"),
    "a title above two columns": Good(
        b"Fall of a stone\nt;s\n1;4.9\n2;19.6\n",
        ("t", "s"),
        ((1, 4.9), (2, 19.6)),
        ("1 line above",),
    ),
    "titles and a blank line": plain("Results\nSchool 5\n\n" + PLAIN, "utf-8", "2 lines above"),
    "a title filled up with delimiters": plain("Results,,\n" + PLAIN),
    "units in round brackets": plain(
        PLAIN.replace("kind\n", "kind\n(cm),(kg),\n"), "utf-8", "units"
    ),
    "units": plain(PLAIN.replace("kind\n", "kind\ncm,kg,\n"), "utf-8", "line of units"),
    "title, header and units": plain(
        "Results\n" + PLAIN.replace("kind\n", "kind\ncm,kg,\n"), "utf-8", "units", "1 line above"
    ),
    "no header": Good(
        b"1.5,2,a\n2.5,3,b\n3.5,1,a\n", ("column 1", "column 2", "column 3"), ((1.5, 2, "a"),)
    ),
    "header over words": Good(
        b"look,play\nsun,no\nrain,yes\nsun,no\n", ("look=rain", "look=sun", "play"), ((0, 1, "no"),)
    ),
    "names that come twice": Good(
        b"a,a,,y\n1,2,3,.5\n2,3,5,.7\n", ("a", "a (2)", "column 3", "y"), ((1, 2, 3, 0.5),)
    ),
    "blank lines": plain("\n\n" + PLAIN.replace("\n", "\n\n")),
    "lines of nothing but delimiters": plain(PLAIN.replace("2,3.5", ",,\n2,3.5") + ",,\n"),
    "line ends of Windows": plain(PLAIN.replace("\n", "\r\n")),
    "line ends of old Macs": plain(PLAIN.replace("\n", "\r")),
    "no line end at the end": plain(PLAIN.rstrip()),
    "blank cells around": plain("\n".join(f" {row} " for row in PLAIN.splitlines())),
    # What cannot be a table
    "a short row": Bad(b"a,b,y\n1,2,3\n4,5\n6,7,8\n", ("Line 3", "2 columns", "has 3")),
    "a long row": Bad(b"a,b,y\n1,2,3\n4,5,6,7\n6,7,8\n", ("Line 3", "4 columns", "has 3")),
    "a short row below a line break": Bad(
        b'a,b,y\n1,"2\n3",3\n4,5\n6,7,8\n', ("Line 4", "2 columns")
    ),
    "many words among numbers": Bad(
        b"a,b,y\n1,2,0\n3,oops,1\n5,6,0\n7,8,1\n", ("Line 3", "“b”", "“oops”")
    ),
    "few words among numbers": Good(
        b"a,y\n1,.5\noops,1.5\n3,2.5\n" + b"2,3.5\n" * 20,
        ("a", "y"),
        ((1, 0.5), (2, 1.5), (3, 2.5)),
        ("1 text is no number", "“oops”, in line 3"),
    ),
    "a word in a target of numbers": Good(
        b"a,y\n1,.5\n2,high\n3,2.5\n" + b"2,3.5\n4,1.5\n" * 15,
        ("a", "y"),
        ((1, 0.5), (3, 2.5)),
        ("“high”, in line 3", "1 row without a value"),
    ),
    "one column": Bad(b"y\n1\n2\n3\n", ("only one column", "“y”")),
    "only a header": Bad(b"a,b,y\n", ("only a line of names",)),
    "one example": Bad(b"a,b,y\n1,2,3\n", ("only one example",)),
    "nothing": Bad(b"", ("empty",)),
    "nothing but blanks": Bad(b" \r\n\t\n", ("empty",)),
    "nothing but a mark": Bad(b"\xef\xbb\xbf", ("empty",)),
    "a workbook that is called csv": Bad(b"PK\x03\x04" + bytes(100), ("workbook",)),
    # Together
    "a bank statement": Good(
        "Kontoauszug;;\n\nDatum;Betrag;Art\n"
        "05.01.2020;1.234,50 €;Lohn\n07.01.2020;−12,30 €;Kauf\n10.01.2020;−7,00 €;Kauf\n".encode(
            "cp1252", errors="replace"
        ).replace(b"?", b"-"),
        ("Datum", "Betrag", "Art"),
        ((0, 1234.5, "Lohn"), (2, -12.3, "Kauf"), (5, -7, "Kauf")),
        ("since 2020-01-05", "€ left out"),
    ),
    "a logger of weather": Good(
        "# station 7\nzeit\ttemp\tregen\n[hh:mm]\t[°C]\t[mm]\n"
        "06:00\t-1,5\tja\n12:00\t4,25\tnein\n18:00\t?\tja\n".encode("utf-16"),
        ("zeit", "temp", "regen"),
        ((6, -1.5, "ja"), (12, 4.25, "nein"), (18, 1.375, "ja")),
        ("units", "1 missing value"),
    ),
    "people on a ship": Good(
        b'PassengerId,Name,Sex,Age,Fare,Survived\n1,"Braund, Mr. O",male,22,7.25,0\n'
        b'2,"Cumings, Mrs",female,38,71.28,1\n3,"Heikkinen, Miss",female,,7.92,1\n'
        b'4,"Allen, Mr",male,35,8.05,0\n5,"Moran, Mr",male,25,8.46,0\n',
        ("Sex=female", "Sex=male", "Age", "Fare", "Survived"),
        ((0, 1, 22, 7.25, "0"), (1, 0, 38, 71.28, "1"), (1, 0, 30, 7.92, "1")),
        ("“PassengerId” numbers the rows", "“Name” has 5"),
    ),
}
