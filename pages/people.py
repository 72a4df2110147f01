"""People: who works here, in which roles, with how much on their shoulders."""

from suprovid.desk import people_page
from suprovid.desk.front_desk import front_desk

desk = front_desk(__file__)
people_page.draw(desk)
