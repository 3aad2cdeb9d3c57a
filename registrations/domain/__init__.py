"""The rules of who comes: places, the waitlist, what is said to whom and when."""
