"""Questions and their kinds: what is asked (`asked`), and how each kind reads, shows and masks an answer (`kinds`).

`kinds` is the door: it knows which of the other files reads which kind. All of it is pure.
"""
