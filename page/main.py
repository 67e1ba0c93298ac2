"""The page below its header: the map, and beside it what is said about a place, or an article to be reviewed."""

import sys
from base64 import b64encode
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).parent.parent
if str(ROOT) not in sys.path:  # Streamlit runs this file as a script and puts only its own folder on the path
    sys.path.insert(0, str(ROOT))

from cpec_map.link import read_link  # noqa: E402
from cpec_map.serving import WEB  # noqa: E402
from page.corridor import show_corridor  # noqa: E402
from page.places import catalog_now  # noqa: E402
from page.review import show_review  # noqa: E402

# Browsers ask for a page's icon anew whenever its address changes, which ours does at each move: so it goes inside.
icon = "data:image/png;base64," + b64encode((WEB / "icon.png").read_bytes()).decode()
query = st.query_params.to_dict()
review = query.get("review") == "1"
title = "Add an article – CPEC corridor map" if review else "CPEC corridor map"
st.set_page_config(page_title=title, page_icon=icon, layout="wide")

catalog = catalog_now()
if review:
    show_review(catalog)
else:
    show_corridor(catalog, read_link(query, catalog))
