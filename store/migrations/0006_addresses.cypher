// Sources are found by the canonical form of their address, and of those of their copies.
CREATE INDEX source_url IF NOT EXISTS FOR (n:Source) ON (n.urlKey);
CREATE INDEX archive_url IF NOT EXISTS FOR (n:Archive) ON (n.urlKey);
