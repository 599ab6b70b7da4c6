"""The steps themselves, in the order of their ids. A step that was released is never changed."""
