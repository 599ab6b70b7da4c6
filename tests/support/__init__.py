"""What tests stand on: the cast, the databases, the calls."""
