"""How every room speaks to a browser: pages and fragments, forms, guards, errors, live topics, security.

Knows no room. Handlers answer by exactly two functions, `render.page` and `render.fragment`; what goes wrong
becomes a page in `errors` alone; the strict headers and the CSRF token are `security`.
"""
