"""Referrals: those that are open, by whom they wait for, the late ones first."""

from suprovid.desk import referrals_view
from suprovid.desk.front_desk import front_desk

desk = front_desk(__file__)
referrals_view.draw(desk)
