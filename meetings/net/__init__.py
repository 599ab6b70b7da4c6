"""From a UDP socket to keys: STUN, ICE-lite, SDP, DTLS through aiortc. One port for every room.

Media packets never come here; the engine takes them off the socket and gives the rest to this package.
"""
