// Proposals lie beside the record. A change that was sent with a key is found by it.
CREATE CONSTRAINT proposal_id IF NOT EXISTS FOR (n:Proposal) REQUIRE n.id IS UNIQUE;
CREATE INDEX proposal_at IF NOT EXISTS FOR (n:Proposal) ON (n.at);
