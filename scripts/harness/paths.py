"""Where things are in the tree. Everything that is written goes under out/ or build/."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "out"


def shown(path: Path, root: Path = ROOT) -> str:
    """The path as a user at the top of the tree would type it."""
    try:
        return str(path.resolve().relative_to(root.resolve()))
    except ValueError:
        return str(path)
