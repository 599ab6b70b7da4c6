"""What can go wrong with a person or a peer, and the one place that says how a connection ends because of it.

`Refused` is told to the person and changes nothing; `BrokenProtocol` and `Unwelcome` end the connection; anything
else is our own fault, ends it with 1011 and harms nobody else. docs/meeting-protocol.md lists codes and what a
browser does with them.
"""

from enum import IntEnum

from meetings.tokens import BadToken


class Close(IntEnum):
    """Why a WebSocket ends (RFC 6455, 7.4; 4000 to 4999 are ours)."""

    NORMAL = 1000
    AWAY = 1001
    FAULT = 1011
    BEHIND = 1013
    BROKEN = 4400
    STRANGE = 4401
    REMOVED = 4403
    ENDED = 4404
    REPLACED = 4408
    MOVED = 4409
    FLOOD = 4429
    FULL = 4503


# What a person reads when the browser knows no better words for the code.
SENTENCES = {
    "absent": "Người này không còn trong cuộc họp.",
    "chat_closed": "Cuộc họp này không mở trò chuyện.",
    "empty": "Tin nhắn chưa có nội dung.",
    "guest": "Khách mời không thể làm đồng chủ trì.",
    "moderated": "Chủ trì đang điều hành phát biểu: hãy giơ tay để được mời.",
    "no_recording": "Cuộc họp này không được ghi lại.",
    "not_allowed": "Bạn không có quyền làm việc này.",
    "portal": "Cổng đang không trả lời nên việc này chưa được ghi nhận, hãy thử lại.",
    "protected": "Không thể làm việc này với chủ trì.",
    "sealed": "Cuộc họp đã bị niêm phong: không trò chuyện và không ghi lại.",
}


class Refused(Exception):
    """What a person asked for is not done, and nothing changed. `code` is one of SENTENCES, or the portal's own."""

    def __init__(self, code: str, sentence: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence or SENTENCES.get(code, SENTENCES["not_allowed"])


class BrokenProtocol(Exception):
    """A peer does not keep to the protocol. The reason is for developers: short, in English, without what was sent."""


class Unwelcome(Exception):
    """The connection cannot be: the room is full, has ended, is elsewhere. `reason` is one word for the browser."""

    def __init__(self, code: Close, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def closing(error: BaseException) -> tuple[Close, str]:
    """Code and reason with which a connection ends because of an error."""
    match error:
        case Unwelcome():
            return error.code, error.reason
        case BrokenProtocol():
            return Close.BROKEN, str(error)[:100]
        case BadToken():
            return Close.STRANGE, str(error)
        case _:
            return Close.FAULT, "our fault"
