"""The folium map: its panes, its controls and our plugin, rendered to one script that holds no word of any record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import folium
from branca.element import MacroElement
from folium.map import CustomPane
from folium.template import Template

# The corridor from Kashgar to Gwadar, west, south, east, north in degrees; the map opens on it.
CORRIDOR = (61.5, 23.2, 78.0, 39.8)
MAP_ID = "corridor"
_SAFE_ADDRESS = re.compile(r"[A-Za-z0-9_./?=&-]*\Z")


class CorridorPlugin(MacroElement):
    """Draws the corridor's layers in the browser from the catalog at an address.

    The template sees two things of ours, the map's own name and a mapping of addresses: folium and branca
    would parse anything else as a template. Raises ``ValueError`` for an address with other characters.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        cpec.attach({{ this._parent.get_name() }}, {{ this.addresses|tojavascript }});
        {% endmacro %}
        """
    )

    def __init__(self, addresses: Mapping[str, str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "CorridorPlugin"
        self._id = "layers"
        unsafe = [text for pair in addresses.items() for text in pair if not _SAFE_ADDRESS.match(text)]
        if unsafe:
            raise ValueError(f"not an address of our own catalog: {unsafe[0]!r}")
        self.addresses = dict(addresses)


def build_map(addresses: Mapping[str, str]) -> folium.Map:
    """A new folium map with our panes and plugin. Never share it between visitors: rendering changes it."""
    west, south, east, north = CORRIDOR
    chart = folium.Map(
        location=((south + north) / 2, (west + east) / 2),  # folium wants latitude first; the only swap there is
        tiles=None,
        zoom_start=5,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.25,
        zoom_delta=1,
        wheel_px_per_zoom_level=90,
        max_bounds_viscosity=0.6,
        world_copy_jump=False,
        prefer_canvas=True,
    )
    chart._id = MAP_ID
    for order, name in enumerate(("tiles", "base", "halo", "corridor", "labels")):
        pane = CustomPane(name, z_index=200 + 100 * order, pointer_events=name == "corridor")
        pane._id = f"pane_{name}"
        pane.add_to(chart)
    CorridorPlugin(addresses).add_to(chart)
    return chart


def map_script(addresses: Mapping[str, str]) -> str:
    """The map as an ES module: ``draw(L, cpec)`` runs folium's script and returns the Leaflet map.

    The same addresses give the same text, so it is kept; the folium objects that made it are not.
    """
    return _map_script(tuple(sorted(addresses.items())))


@lru_cache(maxsize=8)
def _map_script(addresses: tuple[tuple[str, str], ...]) -> str:
    chart = build_map(dict(addresses))
    root: Any = chart.get_root()
    root._id = "figure"
    chart.render()
    script = root.script.render()
    return f"export function draw(L, cpec) {{\n{script}\nreturn map_{MAP_ID};\n}}\n"
