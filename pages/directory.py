"""The directory: who offers what, to whom, where; whom to call; and where the network has gaps."""

from suprovid.desk import directory_view
from suprovid.desk.front_desk import front_desk

desk = front_desk(__file__)
directory_view.draw(desk)
