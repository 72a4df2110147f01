"""The front door: the ASGI application, our own sign-in before Streamlit, and the guard before everything.

`uv run suprovid`, `streamlit run app.py` and `uvicorn app:app` all serve it.
"""

from suprovid.desk.application import application

app = application(announce=True)
