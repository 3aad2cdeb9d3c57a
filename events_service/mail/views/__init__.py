"""What the post office answers to those who watch over it, and to the mail service's news."""
