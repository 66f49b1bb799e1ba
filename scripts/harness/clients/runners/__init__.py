"""One module for each client. What is in its list RUNNERS is a column of the matrix."""

from __future__ import annotations

import importlib
import pkgutil

from harness.clients.runner import Runner

# Clients as readers look for them; what is not named here comes after, by name.
_ORDER = ("carom", "curl", "wget", "requests", "node", "undici", "chromium", "go", "okhttp")


def all_runners() -> list[Runner]:
    """Every runner of every module here, in the order of the columns."""
    runners: list[Runner] = []
    modules = [module.name for module in pkgutil.iter_modules(__path__) if not module.name.endswith("_driver")]
    for module in sorted(modules, key=_place):
        runners += importlib.import_module(f"{__name__}.{module}").RUNNERS
    names = [runner.name for runner in runners]
    if len(set(names)) != len(names):
        raise ValueError(f"two runners have one name: {names}")
    return runners


def _place(name: str) -> tuple[int, str]:
    return (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)
