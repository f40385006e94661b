"""What is said to a language model, and how its answers are read: pure functions, no I/O.

fence.py puts people's words into a prompt as data, extraction.py, consolidation.py, summary.py, procedure.py and
picture.py each build one question, answers.py reads what comes back.
"""
