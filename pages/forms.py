"""Forms: how each looks, its text with the checks beside it, its versions."""

import streamlit as st

from suprovid.desk import forms_page
from suprovid.desk.front_desk import front_desk

desk = front_desk(__file__)
forms_page.draw(desk, st.query_params)
