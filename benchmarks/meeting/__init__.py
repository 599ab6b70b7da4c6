"""People without faces: they connect to a media server as browsers do, send what looks like sound and pictures, and
count what comes. Ours and Janus are met by the same code, with real ICE, DTLS, SRTP and RTCP."""
