"""Papers and files of a session: export and import of answers, questionnaire, group report, trainer's kit.

Papers (`paper.py`) are plain records made once and drawn as HTML, PDF and Word; files are bytes. Nothing
here stores anything or knows of HTTP.
"""
