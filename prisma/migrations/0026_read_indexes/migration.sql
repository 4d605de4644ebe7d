-- Grants that were not revoked, by their end: what is granted now is a handful among all that ever was.
CREATE INDEX grants_open_ends_at ON grants (ends_at) WHERE revoked_at IS NULL;
