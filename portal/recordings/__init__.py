"""Makes one playable film of what the media server wrote down of a meeting.

It owns the reading of recorded parts, the putting together of frames, and the picture with everybody's names. It
knows no meeting, no database and no store: files in, one WebM out, in a process of its own (`python -m
portal.recordings`), because decoding strangers' video is slow and must not take the portal along.
"""
