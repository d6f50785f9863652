"""``./dev bench [NAME]``: run one benchmark, or name those there are."""

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).parent
NAMES = sorted(
    {path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_")}
    | {path.parent.name for path in HERE.glob("*/__main__.py")}
)


def main(argv):
    if not argv or argv[0] not in NAMES:
        sys.exit(f"./dev bench {' | '.join(NAMES)}")
    name, *rest = argv
    module = f"benchmarks.{name}.__main__" if (HERE / name / "__main__.py").exists() else f"benchmarks.{name}"
    importlib.import_module(module).main(rest)


if __name__ == "__main__":
    main(sys.argv[1:])
