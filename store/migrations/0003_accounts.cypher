// Accounts by name, whatever its case, and by who they are to an issuer; tokens by id, and sessions by their end.
CREATE CONSTRAINT account_key IF NOT EXISTS FOR (n:Account) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT account_subject IF NOT EXISTS FOR (n:Account) REQUIRE n.subjectKey IS UNIQUE;
CREATE CONSTRAINT token_id IF NOT EXISTS FOR (n:Token) REQUIRE n.id IS UNIQUE;
CREATE INDEX token_expires IF NOT EXISTS FOR (n:Token) ON (n.kind, n.expires);
