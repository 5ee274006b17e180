// Standings by what they say, and the unit that promises compete for.
CREATE INDEX standing_status IF NOT EXISTS FOR (n:Standing) ON (n.status);
CREATE INDEX target_unit IF NOT EXISTS FOR (n:Target) ON (n.unit);
