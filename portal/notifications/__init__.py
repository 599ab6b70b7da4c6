"""What colleagues and the portal tell a person: a line under the bell with a link, unread until it is opened.

Rooms call `tell` in the transaction of the deed. This room does not decide who must be told, sends nothing outside,
and never lets a document's subject leave the portal.
"""
