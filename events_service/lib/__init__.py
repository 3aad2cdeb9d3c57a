"""Tools without rows: one subject per file."""
