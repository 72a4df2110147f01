"""What has been said: folders, attachments, drafts, the journal and the index, as plain dictionaries."""

from suprovid.store.drafts import Draft, Drafts
from suprovid.store.folder import Change, Folder
from suprovid.store.index import FolderRow, Found, Index
from suprovid.store.port import Context, Cover, Store
from suprovid.store.questions import Either, Filter, Page
from suprovid.store.tinydb_store import TinyStore

__all__ = [
    "Change",
    "Context",
    "Cover",
    "Draft",
    "Drafts",
    "Either",
    "Filter",
    "Folder",
    "FolderRow",
    "Found",
    "Index",
    "Page",
    "Store",
    "TinyStore",
]
