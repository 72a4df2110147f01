"""What has been said: folders, attachments, drafts, the journal and the index, as plain dictionaries."""
