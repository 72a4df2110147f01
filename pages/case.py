"""One case: who, what is next, the thread from request to result, plan, referrals, consents, history."""

import streamlit as st

from suprovid.desk import case_view
from suprovid.desk.front_desk import front_desk

desk = front_desk(__file__)
case_view.draw(desk, st.query_params.get("id", ""))
