"""Floor 5: the only room that knows python-docx and docxtpl (an extra): cards and letters as Word documents.

Its modules import them: who wants one asks ``require_word`` first.
"""

from importlib.util import find_spec

from gradflow.model.failures import missing_extra


def require_word() -> None:
    """Raise MissingExtraError, which says what to install, where the extra is not there."""
    if not (find_spec("docx") and find_spec("docxtpl")):
        raise missing_extra("写 Word 文件", " Word ", "word")
