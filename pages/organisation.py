"""One organisation: how to reach it, what it offers, what we agreed, and whom we sent there."""

import streamlit as st

from suprovid.desk import organisation_view
from suprovid.desk.front_desk import front_desk

desk = front_desk(__file__)
organisation_view.draw(desk, st.query_params.get("id", ""))
