"""Items → text. Pure: the same items, and the same earlier file, give the same bytes."""
