"""Settings: what the organisation has chosen about itself and its rules."""

from suprovid.desk import settings_page
from suprovid.desk.front_desk import front_desk

desk = front_desk(__file__)
settings_page.draw(desk)
