"""The post office's rules: what is posted, rendered, sent, held back, and what became of it."""
