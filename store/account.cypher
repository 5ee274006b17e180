// Accounts and tokens. They are no records: nothing that reads records, their
// journal or their words leads to them.

// statement: create-account
CREATE (a:Account)
SET a = $account

// statement: account-by-name
MATCH (a:Account {key: $key})
RETURN properties(a) AS account

// statement: account-by-subject
MATCH (a:Account {subjectKey: $subject})
RETURN properties(a) AS account

// statement: accounts
MATCH (a:Account)
RETURN properties(a) AS account
ORDER BY a.key LIMIT $limit

// statement: set-role
MATCH (a:Account {key: $key})
SET a.role = $role
RETURN properties(a) AS account

// statement: create-token
MATCH (a:Account {name: $owner, key: $key})
CREATE (t:Token)-[:ACTS_FOR]->(a)
SET t = $token
RETURN t.id AS id

// statement: forget-sessions
// Sessions that ended are of no use to anybody; tokens stay, to be asked about.
MATCH (t:Token)
WHERE t.kind = 'session' AND t.expires < $before
WITH t LIMIT 1000
DETACH DELETE t

// statement: pass
MATCH (t:Token {id: $id})-[:ACTS_FOR]->(a:Account)
OPTIONAL MATCH (b:Token {id: t.parent})-[:ACTS_FOR]->(o:Account)
RETURN properties(t) AS token, properties(a) AS account, properties(b) AS begun, o.name AS begunOwner

// statement: use-token
// Not on each request: only when it was noted longer ago.
MATCH (t:Token {id: $id})
WHERE coalesce(t.used, '') < $before
SET t.used = $at

// statement: revoke-token
// The first time counts.
MATCH (t:Token {id: $id})-[:ACTS_FOR]->(a:Account)
SET t.revoked = coalesce(t.revoked, $at)
RETURN properties(t) AS token, a.name AS owner

// statement: tokens
MATCH (t:Token {kind: $kind})-[:ACTS_FOR]->(a:Account)
WHERE $key IS NULL OR a.key = $key
RETURN properties(t) AS token, a.name AS owner
ORDER BY t.created DESC, t.id LIMIT $limit
