"""My day: what waits for this person, the overdue first."""

from suprovid.desk import my_day_view
from suprovid.desk.front_desk import front_desk

desk = front_desk(__file__)
my_day_view.draw(desk)
