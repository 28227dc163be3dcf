"""A double of Google Calendar v3, Google Tasks v1 and Google's sign-in, over real HTTP.

Google cannot be asked while tests run, so the double is made from what Google says in public:
paths, parameters, body fields, types and scopes come from the discovery documents that ship with
google-api-python-client; each behaviour that they do not tell names its source in a comment.
Where sources are silent or disagree, the double is the stricter of the two, and says so.

One root address plays all of Google's hosts::

    /calendar/v3/…  /tasks/v1/…  /batch/calendar/v3  /batch     (the latter for Tasks)
    /o/oauth2/auth  /token  /revoke                             (accounts., oauth2.googleapis.com)
    /_student/…  /_fault  /_log  /_state  /_expire  /_clock      (the hands of a test)

Layers, each knows only those before it: `errors`, `discovery`, `seals` · `world` (state) ·
`validation` · `calendars`, `events`, `tasks` … (methods) · `api`, `batch`, `oauth` · `server`.
"""
