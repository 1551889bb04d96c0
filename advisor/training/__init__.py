"""Self-assessment in groups: sessions, what the group answered, several voices of one organization, change over time.

Pure functions on plain data (`records.py`); storing is in `advisor/storage/sessions.py`, pages are in
`advisor/pages/training/`.
"""
