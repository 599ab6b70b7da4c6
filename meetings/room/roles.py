"""Who may do what in a meeting: one table. Pure."""

from meetings import asks

CHAIR = frozenset({"chair"})
LEADING = frozenset({"chair", "cochair"})

# What is not listed may be done by everybody who is in.
MAY: dict[type, frozenset[str]] = {
    asks.Admit: LEADING,
    asks.Refuse: LEADING,
    asks.Mute: LEADING,
    asks.AskUnmute: LEADING,
    asks.Floor: LEADING,
    asks.Moderate: LEADING,
    asks.LowerHand: LEADING,
    asks.Lock: LEADING,
    asks.Remove: LEADING,
    asks.Record: LEADING,
    asks.End: LEADING,
    asks.Role: CHAIR,
}


def may(role: str, ask: asks.Ask) -> bool:
    """Whether somebody with this role may ask for that at all."""
    allowed = MAY.get(type(ask))
    return allowed is None or role in allowed


def may_stop(role: str, other: str) -> bool:
    """Whether `role` may mute `other` or take the floor from them: co-chairs leave chairs alone."""
    return role == "chair" or (role == "cochair" and other != "chair")


def may_remove(role: str, other: str) -> bool:
    """Whether `role` may send `other` out: nobody sends a chair out."""
    return role in LEADING and other != "chair"
