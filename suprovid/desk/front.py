"""The script that Streamlit runs: who is here, what they may open, and the page that they opened."""

from suprovid.desk.navigation import draw

draw()
