"""How the map is shown: the Streamlit page, one file for each part of it."""
