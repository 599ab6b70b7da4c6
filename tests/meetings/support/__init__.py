"""What tests of the media server share: a pretend portal, a pretend stage, a browser's side of the protocol."""
