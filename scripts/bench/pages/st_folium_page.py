"""The corridor map as most people write it with st_folium: a folium map per run, checkboxes, facts below.

It is written as well as that way allows: files are read once, markers are light, and with ``?scripts=ADDRESS`` the
scripts that folium takes from content networks come from that address, so that the bench times it without a network.
"""

import json
import tomllib
from pathlib import Path

import folium
import streamlit as st
from streamlit_folium import st_folium

ROOT = Path(__file__).parents[3]


@st.cache_data
def read_layers() -> list[dict]:
    layers = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "layers").glob("*.geojson"))]
    return sorted(layers, key=lambda layer: layer["layer"]["order"])


@st.cache_data
def read_facts() -> list[dict]:
    articles = (ROOT / "seeds" / "articles").glob("*.toml")
    return [fact for path in sorted(articles) for fact in tomllib.loads(path.read_text(encoding="utf-8"))["fact"]]


def colour_of(layer: dict) -> str:
    style = layer["layer"]["style"]
    return style.get("stroke") or style.get("fill") or style["marker-color"]


st.set_page_config(page_title="CPEC corridor map, st_folium", layout="wide")
st.title("China–Pakistan Economic Corridor")

chart = folium.Map(location=[31.25, 70.25], zoom_start=6)
for layer in read_layers():
    head = layer["layer"]
    if not st.sidebar.checkbox(head["title"], value=head.get("shown", True), key=head["id"]):
        continue
    colour = colour_of(layer)
    group = folium.FeatureGroup(name=head["title"])
    folium.GeoJson(
        layer,
        style_function=lambda feature, colour=colour: {"color": colour, "weight": 3},
        marker=folium.CircleMarker(radius=5, fill=True),
        tooltip=folium.GeoJsonTooltip(["name"]),
    ).add_to(group)
    group.add_to(chart)

scripts = st.query_params.get("scripts")
if scripts:
    chart.default_js = [(name, f"{scripts}/{address.rsplit('/', 1)[-1]}") for name, address in chart.default_js]
    chart.default_css = [(name, f"{scripts}/{address.rsplit('/', 1)[-1]}") for name, address in chart.default_css]

shown = st_folium(chart, use_container_width=True, height=650)

clicked = shown["last_object_clicked"]
feature = shown["last_active_drawing"]
if clicked and feature:
    st.subheader(feature["properties"]["name"])
    for fact in read_facts():
        if feature["properties"].get("subject") in fact["subjects"]:
            st.markdown(f"- {fact['statement']}")
