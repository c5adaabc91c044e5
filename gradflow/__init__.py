"""gradflow: reads, checks and merges the workbooks of a graduating-members transfer campaign.

What programs call is here, and told in docs/api.md; each name is loaded when it is first asked for.
"""

TYPE_CHECKING = False  # typing itself is not loaded: a command can be interrupted from its first moment on
if TYPE_CHECKING:
    from gradflow.app.session import Session, Validation
    from gradflow.app.session import open_session as open  # noqa: A004 - gradflow.open, as of a file
    from gradflow.forms.loader import Form, load_forms
    from gradflow.model.failures import GradflowError

__version__ = "1.0.0"
__all__ = ["Form", "GradflowError", "Session", "Validation", "__version__", "load_forms", "open"]

_HOMES = {
    "Form": ("gradflow.forms.loader", "Form"),
    "GradflowError": ("gradflow.model.failures", "GradflowError"),
    "Session": ("gradflow.app.session", "Session"),
    "Validation": ("gradflow.app.session", "Validation"),
    "load_forms": ("gradflow.forms.loader", "load_forms"),
    "open": ("gradflow.app.session", "open_session"),
}


def __getattr__(name: str) -> object:
    """Load a name of the API (PEP 562)."""
    from importlib import import_module  # noqa: PLC0415 - as above

    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    """What the API holds, for those who look around."""
    return __all__
