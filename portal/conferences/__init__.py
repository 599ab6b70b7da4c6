"""Meetings (họp trực tuyến) as the office knows them: who is invited and enters as what, what was said and recorded.

Owns the meeting before, during and after the call: plan, seats, attendance, chat, recordings, guests' links, and which
media server holds a running room. The call itself, its packets and browsers' connections are `meetings/`, a process of
its own that asks here by signed callbacks and keeps nothing that must last.
"""
