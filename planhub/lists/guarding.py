"""CSV cells that a spreadsheet would take for a formula: guarded when written, freed when read. Pure."""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(cell: str) -> str:
    """The text, behind an apostrophe where it begins like a formula: Excel shows it and runs nothing."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def freed(cell: str) -> str:
    """The text that was guarded; any other as it is."""
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell
