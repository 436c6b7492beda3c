"""What is done with the inbox: it is read, kinds of it are silenced, and people are told outside of the site."""

from points.inbox.services.reading import mark_read, silence
from points.inbox.services.telling import Told, channels, rehearse, tell_entries

__all__ = ["Told", "channels", "mark_read", "rehearse", "silence", "tell_entries"]
