"""Copies: how old the newest is, a rehearsal, a restore, and folders that are damaged."""

from suprovid.desk import backups_page
from suprovid.desk.front_desk import front_desk

desk = front_desk(__file__)
backups_page.draw(desk)
