"""Plan + Student → dated items. Pure: the same inputs give the same items."""
