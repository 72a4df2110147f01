"""One client: the card, contacts, permissions, enquiries and cases."""

import streamlit as st

from suprovid.desk import client_view
from suprovid.desk.front_desk import front_desk

desk = front_desk(__file__)
client_view.draw(desk, st.query_params.get("id", ""))
