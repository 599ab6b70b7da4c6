"""The pages of people, a file for each noun."""

from portal.people.pages import (
    agency,
    delegations,
    links,
    people,
    profile,
    second_factor,
    sessions,
    sign_in,
    units,
)

ROUTERS = [
    sign_in.router,
    links.router,
    profile.router,
    sessions.router,
    second_factor.router,
    delegations.router,
    people.router,
    units.router,
    agency.router,
]
