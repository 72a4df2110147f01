"""Journal: who looked at what, who printed, signed in, was refused; and whether anything was taken out."""

from suprovid.desk import journal_page
from suprovid.desk.front_desk import front_desk

desk = front_desk(__file__)
journal_page.draw(desk)
