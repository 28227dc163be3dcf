"""What tests of calendars need around the program: servers, a bad network, a real command.

Nothing here uses the program's own code (but its clock) or its CalDAV library: whoever judges
must not share mistakes with whom they judge.
"""
