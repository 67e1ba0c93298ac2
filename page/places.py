"""Where the page finds its files: folders of its own, or those the environment names, and our scripts' version."""

import os
from pathlib import Path

from cpec_map.catalog import Catalog, current_catalog
from cpec_map.serving import web_version

ROOT = Path(__file__).parent.parent
WEB_VERSION = web_version()


def layers_folder() -> Path:
    """The published layers; ``CPEC_LAYERS`` names another folder."""
    return Path(os.environ.get("CPEC_LAYERS", ROOT / "layers"))


def seeds_folder() -> Path:
    """The records; ``CPEC_SEEDS`` names another folder."""
    return Path(os.environ.get("CPEC_SEEDS", ROOT / "seeds"))


def docs_folder() -> Path:
    """The page on accuracy, which is written anew with the layers; ``CPEC_DOCS`` names another folder."""
    return Path(os.environ.get("CPEC_DOCS", seeds_folder().parent / "docs"))


def catalog_now() -> Catalog:
    """The catalog as the folders are now."""
    return current_catalog(layers_folder(), seeds_folder())
