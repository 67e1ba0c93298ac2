"""The least that Streamlit can show: what every Streamlit page costs before it does anything."""

import streamlit as st

st.write("")
