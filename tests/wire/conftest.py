"""Wire tests draw whole sessions: how long one takes says nothing on a shared machine."""

from hypothesis import settings

settings.register_profile("wire", deadline=None)
settings.load_profile("wire")
