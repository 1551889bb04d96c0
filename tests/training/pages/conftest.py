"""The browser of the other tests of staff pages."""

from test_staff_pages_in_browser import chromium  # noqa: F401
