"""One enquiry: who came with what, what was answered, and whether a case begins."""

import streamlit as st

from suprovid.desk import enquiry_view
from suprovid.desk.front_desk import front_desk

desk = front_desk(__file__)
enquiry_view.draw(desk, st.query_params.get("id", ""))
