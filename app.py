"""The server of the corridor map: Streamlit's own application with our routes and security headers around the page."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from cpec_map.serving import SecurityHeaders, index_route, routes, security_policy
from page.places import WEB_VERSION, catalog_now

_INDEX = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")

app = st.App(
    Path(__file__).parent / "page" / "main.py",
    routes=[index_route(_INDEX, catalog_now, WEB_VERSION), *routes(catalog_now, WEB_VERSION)],
    middleware=[Middleware(SecurityHeaders, policy=security_policy(_INDEX))],
)
