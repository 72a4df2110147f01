"""Review: what a supervisor looks at first, documents that wait, cases that need a look."""

import streamlit as st

from suprovid.desk import review_view
from suprovid.desk.front_desk import front_desk

desk = front_desk(__file__)
review_view.draw(desk, st.query_params.to_dict())
