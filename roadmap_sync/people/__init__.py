"""The network log: who the student knows, since when, and when they last spoke. Private."""
