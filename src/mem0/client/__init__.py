"""Clients of a memory server that speaks the platform's REST dialect: no store, no engine, one HTTP call a verb.

calls.py, account.py and profiles.py write each method as a plan (what to ask, what to make of the answer) without any
I/O; sync.py and aio.py carry plans out. Nothing is retried, except by wait_for_event, whose work is asking again.
"""
