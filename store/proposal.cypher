// Proposals lie beside the record: they are no part of it until an editor
// accepts them. Nothing that reads records meets them.

// statement: create-proposal
CREATE (p:Proposal)
SET p = $proposal

// statement: proposals
// The newest first. With a name, those of one author only.
MATCH (p:Proposal)
WHERE ($state = '' OR p.state = $state) AND ($by = '' OR p.by = $by)
WITH p ORDER BY p.at DESC, p.id DESC LIMIT $limit
RETURN properties(p) AS proposal

// statement: lock-proposal
// Setting a property takes the lock, which stays until the transaction ends.
MATCH (p:Proposal {id: $id})
SET p.locked = true
REMOVE p.locked
RETURN properties(p) AS proposal

// statement: proposal
MATCH (p:Proposal {id: $id})
RETURN properties(p) AS proposal

// statement: change-proposal
MATCH (p:Proposal {id: $id})
SET p += $set
