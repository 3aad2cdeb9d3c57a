"""What an operator asks the post office at the console."""
