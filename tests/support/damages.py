"""Random damages to a delivery of text: bytes, fields, rows, columns and encodings."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

from nrs_lib.errors import ExtractError
from nrs_lib.extract.loading import load
from tests.support.deliveries import DIAGNOSES, UNITS, WIDE, a_draft
from tests.support.strict_reader import differences

FILES = (WIDE, UNITS, DIAGNOSES)
CANARY = "hemlig-kanin"
_NASTY = (
    *("", " ", "NA", "null", "0012", "1e308", "1e309", "9" * 40, "-7", "-9", "1,5", "1.5"),
    *("1,000", "2,000", "1 234", "+5", "0x1F", "٣", "inf", "nan", "true", "-", "Å"),
    *("2021-02-30", "23-01-05", "jan-23", "Kvinna", "kvinna ", "Man", "Ja", "nej", "MMR", "M797"),
    *("=cmd|' /C calc'!A0", "<script>", "$x^2$", "../../etc", '"', '"a"b', 'a"b'),
    *("a;b", "a\tb", "a,b", "\u00a0", "\ufeff", "\x1a", CANARY),
)


def a_delivery_of_text(folder: Path) -> Path:
    """The tiny delivery's files that are damaged."""
    draft = a_draft()
    for file in [file for file in draft.files if file not in FILES]:
        draft.drop(file)
    return draft.write(folder)


def outcome(folder: Path, seed: int) -> tuple[str, list[str]]:
    """What becomes of a damaged delivery, and what is wrong with that.

    It is ``refused`` with a message for people, or ``accepted`` as the strict reader has it.
    """
    damage(a_delivery_of_text(folder), seed)
    try:
        delivery = load(folder)
    except ExtractError as error:
        wrong = [] if error.what and error.where and error.remedy else ["a message is not whole"]
        return "refused", wrong + (["a value is told"] if CANARY in str(error) else [])
    told = delivery.findings.frame.to_csv() + delivery.log.to_csv()
    wrong = ["a value is told"] if CANARY in told else []
    return "accepted", wrong + differences(delivery, folder)


def damage(folder: Path, seed: int) -> None:
    """Damage one file of a delivery one to three times."""
    dice = random.Random(seed)
    path = folder / f"{dice.choice(FILES)}.csv"
    data = path.read_bytes()
    for _ in range(dice.randint(1, 3)):
        data = dice.choice((_bytes, _fields, _fields, _rows, _columns, _encodings))(data, dice)
    if dice.random() < 0.05:
        path.unlink()
        packed = gzip.compress(data)
        if dice.random() < 0.5:
            packed = _bytes(packed, dice)
        path.with_name(f"{path.name}.gz").write_bytes(packed)
        return
    path.write_bytes(data)


def _bytes(data: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(data) + 1)
    length = dice.choice((1, 1, 1, 2, 5, 40))
    some = bytes(dice.randrange(256) for _ in range(length))
    kind = dice.randrange(5)
    if kind == 0:
        return data[:place] + some + data[place + length :]
    if kind == 1:
        return data[:place] + some + data[place:]
    if kind == 2:
        return data[:place] + data[place + length :]
    if kind == 3:
        return data[:place]
    return data[:place] + dice.choice((b";", b"\n", b"\r", b'"', b"\0", b",", b"\t")) + data[place:]


def _lines(data: bytes) -> list[bytes]:
    return data.split(b"\r\n")


def _fields(data: bytes, dice: random.Random) -> bytes:
    lines = _lines(data)
    number = dice.randrange(len(lines))
    cells = lines[number].split(b";")
    place = dice.randrange(len(cells))
    if dice.random() < 0.8:
        cells[place] = dice.choice(_NASTY).encode(
            "utf-8" if dice.random() < 0.2 else "cp1252", "replace"
        )
    else:
        other = dice.randrange(len(cells))
        cells[place], cells[other] = cells[other], cells[place]
    lines[number] = b";".join(cells)
    return b"\r\n".join(lines)


def _rows(data: bytes, dice: random.Random) -> bytes:
    lines = _lines(data)
    number, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    kind = dice.randrange(6)
    if kind == 0:
        del lines[number]
    elif kind == 1:
        lines.insert(other, lines[number])
    elif kind == 2:
        lines[number], lines[other] = lines[other], lines[number]
    elif kind == 3:
        lines.insert(number, dice.choice((b"", b";", b"Antal rader: 7", lines[0], b" ")))
    elif kind == 4:
        lines[number] += dice.choice((b";", b";;", b" "))
    else:
        return dice.choice((b"\n", b"\r")).join(lines)
    return b"\r\n".join(lines)


def _columns(data: bytes, dice: random.Random) -> bytes:
    rows = [line.split(b";") for line in _lines(data)]
    width = min(len(row) for row in rows if row != [b""]) if any(r != [b""] for r in rows) else 1
    place, other = dice.randrange(width), dice.randrange(width)
    kind = dice.randrange(5)
    only_heading = dice.random() < 0.5
    for row in rows[: 1 if only_heading else None]:
        if row == [b""] or len(row) < width:
            continue
        if kind == 0:
            del row[place]
        elif kind == 1:
            row.insert(other, row[place])
        elif kind == 2:
            row[place], row[other] = row[other], row[place]
        elif kind == 3:
            row[place] = row[place].swapcase()
        else:
            row.append(b"" if dice.random() < 0.5 else b"extra")
    return b"\r\n".join(b";".join(row) for row in rows)


def _encodings(data: bytes, dice: random.Random) -> bytes:
    text = data.decode("cp1252", "replace")
    kind = dice.choice(("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp850", "twice", "bom"))
    if kind == "twice":
        return text.encode("utf-8").decode("cp1252", "replace").encode("utf-8")
    if kind == "bom":
        return b"\xef\xbb\xbf" + data
    return text.encode(kind, "replace")
