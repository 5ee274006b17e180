// Ids are unique among records of all kinds, parts, versions and revisions.
CREATE CONSTRAINT record_id IF NOT EXISTS FOR (n:Record) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT part_id IF NOT EXISTS FOR (n:Part) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT version_id IF NOT EXISTS FOR (n:Version) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT change_revision IF NOT EXISTS FOR (n:Change) REQUIRE n.revision IS UNIQUE;
CREATE CONSTRAINT change_digest IF NOT EXISTS FOR (n:Change) REQUIRE n.digest IS UNIQUE;
CREATE CONSTRAINT journal_key IF NOT EXISTS FOR (n:Journal) REQUIRE n.key IS UNIQUE;
// A corrected or retracted record gives up its parts.
CREATE INDEX part_owner IF NOT EXISTS FOR (n:Part) ON (n.owner);
// Each order of a list: its value, then the id.
CREATE INDEX person_name IF NOT EXISTS FOR (n:Person) ON (n.nameKey, n.id);
CREATE INDEX company_name IF NOT EXISTS FOR (n:Company) ON (n.nameKey, n.id);
CREATE INDEX person_order_id IF NOT EXISTS FOR (n:Person) ON (n.id);
CREATE INDEX company_order_id IF NOT EXISTS FOR (n:Company) ON (n.id);
CREATE INDEX promise_made IF NOT EXISTS FOR (n:Promise) ON (n.madeOnFirst, n.id);
CREATE INDEX promise_deadline IF NOT EXISTS FOR (n:Promise) ON (n.deadlineOnLast, n.id);
CREATE INDEX promise_order_id IF NOT EXISTS FOR (n:Promise) ON (n.id);
CREATE INDEX evidence_published IF NOT EXISTS FOR (n:Evidence) ON (n.publishedOnFirst, n.id);
CREATE INDEX evidence_happened IF NOT EXISTS FOR (n:Evidence) ON (n.happenedOnFirst, n.id);
CREATE INDEX evidence_order_id IF NOT EXISTS FOR (n:Evidence) ON (n.id);
CREATE INDEX source_published IF NOT EXISTS FOR (n:Source) ON (n.publishedOnFirst, n.id);
CREATE INDEX source_publisher IF NOT EXISTS FOR (n:Source) ON (n.publisherKey, n.id);
CREATE INDEX source_order_id IF NOT EXISTS FOR (n:Source) ON (n.id);
CREATE INDEX stake_date IF NOT EXISTS FOR (n:Stake) ON (n.dateKey, n.id);
CREATE INDEX stake_percent IF NOT EXISTS FOR (n:Stake) ON (n.percentKey, n.id);
CREATE INDEX stake_order_id IF NOT EXISTS FOR (n:Stake) ON (n.id);
CREATE INDEX position_from IF NOT EXISTS FOR (n:Position) ON (n.fromFirst, n.id);
CREATE INDEX position_title IF NOT EXISTS FOR (n:Position) ON (n.titleKey, n.id);
CREATE INDEX position_order_id IF NOT EXISTS FOR (n:Position) ON (n.id);
CREATE INDEX event_happened IF NOT EXISTS FOR (n:Event) ON (n.happenedOnFirst, n.id);
CREATE INDEX event_published IF NOT EXISTS FOR (n:Event) ON (n.publishedOnFirst, n.id);
CREATE INDEX event_order_id IF NOT EXISTS FOR (n:Event) ON (n.id);
CREATE INDEX ruling_ruled IF NOT EXISTS FOR (n:Ruling) ON (n.ruledOnFirst, n.id);
CREATE INDEX ruling_order_id IF NOT EXISTS FOR (n:Ruling) ON (n.id);
// Names and words to be found. They are folded before they are stored, so the
// analyzer only splits at blanks.
CREATE FULLTEXT INDEX texts IF NOT EXISTS FOR (n:Text) ON EACH [n.folded] OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}};
CREATE INDEX text_key IF NOT EXISTS FOR (n:Text) ON (n.key);
