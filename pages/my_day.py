"""My day: what waits for this person, the overdue first."""

import streamlit as st

from suprovid.desk.front_desk import front_desk

desk = front_desk(__file__)
st.title(desk.say("page.my_day.title"))
