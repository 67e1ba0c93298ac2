"""The server of the corridor map: Streamlit's own application with our routes and security headers around the page."""

import os
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from cpec_map.serving import SecurityHeaders, index_route, routes, security_policy
from page.desk import Access, Folders, GeoPipeline, desk_routes
from page.places import WEB_VERSION, catalog_now, docs_folder, layers_folder, seeds_folder

_INDEX = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")


def _folders() -> Folders:
    return Folders(seeds_folder(), layers_folder(), docs_folder())


def _access() -> Access:
    return Access(st.get_option("server.address"), os.environ.get("CPEC_REVIEW") == "1")


app = st.App(
    Path(__file__).parent / "page" / "main.py",
    routes=[
        index_route(_INDEX, catalog_now, WEB_VERSION),
        *routes(catalog_now, WEB_VERSION),
        *desk_routes(GeoPipeline(), _folders, catalog_now, _access),
    ],
    middleware=[Middleware(SecurityHeaders, policy=security_policy(_INDEX))],
)
