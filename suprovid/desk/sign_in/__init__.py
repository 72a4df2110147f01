"""The way in: who knocks, how we know, how long they stay; everything before Streamlit runs a line."""
