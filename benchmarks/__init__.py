"""One file for each claim about speed or size, with its goal: `./run bench NAME`.

A benchmark is a module here with a docstring whose first line says the claim, and a function
`measure() -> Iterable[Figure]`. It knows the portal; the portal does not know it.
"""
