"""TURN servers as browsers are told of them, with credentials that expire (pure).

The scheme is the one that coturn calls `use-auth-secret` (draft-uberti-behave-turn-rest-00): server and node share a
secret, the user name says until when it is good, and the password proves that the node said so.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence


def credentials(secret: str, user: str, now: float, ttl: int) -> tuple[str, str]:
    """User name and password that are good for `ttl` seconds from `now` (seconds since the epoch)."""
    name = f"{int(now) + ttl}:{user}"
    return name, base64.b64encode(hmac.digest(secret.encode(), name.encode(), hashlib.sha1)).decode()


def ice_servers(
    urls: Sequence[str], secret: str, user: str, now: float, ttl: int
) -> list[dict[str, str | list[str]]]:
    """A list of RTCIceServer (W3C WebRTC, 4.2.3); empty where no server is set up. A `stun:` address goes without
    credentials, as browsers want it."""
    relays = [each for each in urls if each.startswith(("turn:", "turns:"))]
    found: list[dict[str, str | list[str]]] = []
    if plain := [each for each in urls if each not in relays]:
        found.append({"urls": plain})
    if relays and secret:
        name, password = credentials(secret, user, now, ttl)
        found.append({"urls": relays, "username": name, "credential": password})
    return found
