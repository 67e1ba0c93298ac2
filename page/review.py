"""The reviewing page: the corridor map as context, and beside it an article whose places and facts are proposed."""

import streamlit as st

from cpec_map.catalog import Catalog
from page.corridor import CORRIDOR_MAP, LOADER
from page.places import WEB_VERSION

_REVIEW = st.components.v2.component(
    "corridor_review", html='<div class="panel review"></div>', js=LOADER, isolate_styles=False
)


@st.fragment
def show_review(catalog: Catalog) -> None:
    """Draw the map and the desk beside it; the desk talks to its own routes, so nothing here ever reruns."""
    with st.container(key="shell"):
        with st.container(key="chart"):
            CORRIDOR_MAP(
                key="map",
                data={
                    "module": f"map/web/{WEB_VERSION}/chart.js",
                    "digest": catalog.digest,
                    "start": {},
                    "review": True,
                },
                on_chosen_change=_nothing,
            )
        with st.container(key="review"):
            _REVIEW(key="desk", data={"module": f"map/web/{WEB_VERSION}/review.js", "digest": catalog.digest})


def _nothing() -> None:
    """The map can be clicked on here too; what is chosen on it changes nothing of the desk."""
