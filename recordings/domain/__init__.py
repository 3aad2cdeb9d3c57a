"""What remains of an event: where to watch it, what was said, and what was brought in from elsewhere."""
