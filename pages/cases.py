"""Cases: search before creating, then the list with its filters."""

from suprovid.desk import list_view
from suprovid.desk.front_desk import front_desk

desk = front_desk(__file__)
list_view.draw(desk, "case")
