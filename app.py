"""The front door: the ASGI application, our own sign-in before Streamlit, and the guard before everything.

`uv run suprovid`, `streamlit run app.py` and `uvicorn app:app` all serve it.
`streamlit run` knows it for an application by the words `app = st.App(`, so they stand here.
"""

import streamlit as st

from suprovid.desk.application import FRONT, parts

app = st.App(FRONT, **parts(announce=True))
