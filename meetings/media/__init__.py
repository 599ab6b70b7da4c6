"""What happens to media between senders and watchers: RTP and RTCP, repair, congestion, layers, recording.

Rules are pure; `stage` applies them to one room and tells the engine which stream goes where.
"""
