"""One document: any form, filled in or read, where it belongs."""

import streamlit as st

from suprovid.desk import document_page
from suprovid.desk.front_desk import front_desk

desk = front_desk(__file__)
document_page.draw(desk, st.query_params)
