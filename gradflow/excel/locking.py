"""Putting a password on a workbook gradflow wrote (ECMA-376 agile encryption, as Excel, WPS and LibreOffice open it)."""

from __future__ import annotations

from io import BytesIO

from msoffcrypto.format.ooxml import OOXMLFile


def locked_workbook(plain: BytesIO, password: str) -> bytes:
    """The same workbook behind a password. Salts are drawn anew: no two results are alike."""
    target = BytesIO()
    OOXMLFile(plain).encrypt(password, target)
    return target.getvalue()
