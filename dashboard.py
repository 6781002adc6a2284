"""The dashboard: ``streamlit run dashboard.py``."""

import streamlit as st

from evidence.dashboard.server import MIDDLEWARE, SCRIPT, prepared

# Streamlit looks for this very line, without running the file, to know that it serves an application and no script.
app = st.App(SCRIPT, lifespan=prepared, middleware=MIDDLEWARE)
