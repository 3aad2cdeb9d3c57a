"""The mail engine under misfortune: real workers, PostgreSQL, brokers and a misbehaving provider, all of them private to the run.

`make faults` plays every round in full, `make faults ROUNDS=ci` each once and scaled, `make soak` an hour of random ones. A single one:
`python -m tests.faults --rounds ci --only frozen --seed 7`. What every round has to keep stands in `account.py`.
"""
