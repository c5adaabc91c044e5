"""Putting a password on a workbook gradflow wrote (ECMA-376 agile encryption, as Excel, WPS and LibreOffice open it)."""

from __future__ import annotations

from pathlib import Path

from msoffcrypto.format.ooxml import OOXMLFile


def lock_workbook(path: Path, password: str) -> None:
    """Replace a workbook by the same behind a password. Salts are drawn anew: no two results are alike. Raises OSError."""
    locked = path.with_name(f"{path.name}.locked")
    with path.open("rb") as plain, locked.open("w+b") as target:
        OOXMLFile(plain).encrypt(password, target)
    locked.replace(path)
