"""The media server for meetings: a process of its own that forwards audio, video and screens between browsers.

It owns rooms that are running, their connections and packets. Who may enter, and everything that must last, is the
portal's; between the two there are signed tokens and signed HTTP (docs/meeting-protocol.md). It never decodes media.
"""
