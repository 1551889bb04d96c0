"""A result as a page and as files: every format shows the same `ResultContent`."""
