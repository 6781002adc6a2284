BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE article (
	id VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	review_by DATE NOT NULL, 
	archived_at DATETIME, 
	CONSTRAINT pk_article PRIMARY KEY (id)
);
INSERT INTO "article" VALUES('nk-cells',0,'An article','content team','2027-01-01',NULL);
CREATE TABLE citation (
	pmid INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	doi TEXT NOT NULL, 
	pmcid TEXT NOT NULL, 
	journal TEXT NOT NULL, 
	year INTEGER NOT NULL, 
	design VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	notice VARCHAR, 
	version INTEGER NOT NULL, 
	revised TEXT, 
	content_hash BLOB NOT NULL, 
	revision INTEGER NOT NULL, 
	added_at DATETIME NOT NULL, 
	changed_at DATETIME NOT NULL, 
	checked_at DATETIME NOT NULL, 
	missing_since DATETIME, 
	CONSTRAINT pk_citation PRIMARY KEY (pmid)
);
INSERT INTO "citation" VALUES(900000001,'A paper','10.1000/x','','Journal of Things',2021,'unknown','retracted',NULL,1,'[2023,5,1,""]',X'62C5E4E453916B4F8A1979EF6E0CC133',2,'2026-03-01 04:30:00.000000','2026-03-01 04:30:00.000000','2026-03-01 04:30:00.000000',NULL);
CREATE TABLE citation_revision (
	pmid INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	content_hash BLOB NOT NULL, 
	record BLOB NOT NULL, 
	stored_at DATETIME NOT NULL, 
	CONSTRAINT pk_citation_revision PRIMARY KEY (pmid, number), 
	CONSTRAINT fk_citation_revision_pmid FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO "citation_revision" VALUES(900000001,1,X'6111DC7EDF2434F375919BB8A507E658',X'7B22706D6964223A3930303030303030312C227469746C65223A2241207061706572222C226A6F75726E616C223A5B224A6F75726E616C206F66205468696E6773222C22222C22222C22222C22222C22222C22222C22225D2C227075626C6973686564223A5B323032312C362C302C22225D2C22646F69223A2231302E313030302F78222C2272657669736564223A5B323032322C312C312C22225D7D','2026-03-01 04:30:00.000000');
INSERT INTO "citation_revision" VALUES(900000001,2,X'62C5E4E453916B4F8A1979EF6E0CC133',X'7B22706D6964223A3930303030303030312C227469746C65223A2241207061706572222C226A6F75726E616C223A5B224A6F75726E616C206F66205468696E6773222C22222C22222C22222C22222C22222C22222C22225D2C227075626C6973686564223A5B323032312C362C302C22225D2C22646F69223A2231302E313030302F78222C226C696E6B73223A5B5B2252657472616374696F6E496E222C224A205468696E67732E2032303233222C3930303030303030392C22225D5D2C2272657669736564223A5B323032332C352C312C22225D7D','2026-03-01 04:30:00.000000');
CREATE TABLE claim (
	id VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	statement TEXT NOT NULL, 
	kind VARCHAR NOT NULL, 
	part_of VARCHAR, 
	definition TEXT NOT NULL, 
	definition_hash VARCHAR NOT NULL, 
	first_seen_at DATETIME NOT NULL, 
	changed_at DATETIME NOT NULL, 
	archived_at DATETIME, 
	CONSTRAINT pk_claim PRIMARY KEY (id)
);
INSERT INTO "claim" VALUES('vitamin-d',0,'statement of vitamin-d','therapy',NULL,'{"id":"vitamin-d","statement":"statement of vitamin-d","kind":"therapy","says":"may","places":[{"article":"nk-cells","section":"Practical steps"}],"population":"adults","exposure":"an exposure","queries":[{"id":"main","term":"\"Vitamin D\"[mh]"}]}','194087bc2c479f181034575bad31f3471175ab85e7df78ad5ac50fe358902bca','2026-03-01 04:30:00.000000','2026-03-01 04:30:00.000000',NULL);
CREATE TABLE event (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	kind VARCHAR NOT NULL, 
	run INTEGER, 
	claim_id VARCHAR, 
	"query" INTEGER, 
	pmid INTEGER, 
	detail TEXT NOT NULL, 
	CONSTRAINT pk_event PRIMARY KEY (id), 
	CONSTRAINT fk_event_run FOREIGN KEY(run) REFERENCES refresh_run (id), 
	CONSTRAINT fk_event_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id), 
	CONSTRAINT fk_event_query FOREIGN KEY("query") REFERENCES "query" ("key"), 
	CONSTRAINT fk_event_pmid FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO "event" VALUES(1,'2026-03-01 04:30:00.000000','retracted',1,NULL,NULL,900000001,'{}');
CREATE TABLE hit (
	"query" INTEGER NOT NULL, 
	pmid INTEGER NOT NULL, 
	first_seen_at DATETIME NOT NULL, 
	last_seen_at DATETIME NOT NULL, 
	left_at DATETIME, 
	CONSTRAINT pk_hit PRIMARY KEY ("query", pmid), 
	CONSTRAINT fk_hit_query FOREIGN KEY("query") REFERENCES "query" ("key"), 
	CONSTRAINT fk_hit_pmid FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO "hit" VALUES(1,900000001,'2026-03-01 04:30:00.000000','2026-03-01 04:30:00.000000',NULL);
CREATE TABLE "query" (
	"key" INTEGER NOT NULL, 
	claim_id VARCHAR NOT NULL, 
	query_id VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	term TEXT NOT NULL, 
	every_days INTEGER NOT NULL, 
	sentinels TEXT NOT NULL, 
	note TEXT NOT NULL, 
	archived_at DATETIME, 
	due_on DATE, 
	last_success_at DATETIME, 
	last_count INTEGER, 
	translation TEXT, 
	last_error TEXT, 
	CONSTRAINT pk_query PRIMARY KEY ("key"), 
	CONSTRAINT fk_query_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id), 
	CONSTRAINT uq_query_claim_id_query_id UNIQUE (claim_id, query_id)
);
INSERT INTO "query" VALUES(1,'vitamin-d','main',0,'"Vitamin D"[mh]',1,'[]','',NULL,'2026-03-02','2026-03-01 04:30:00.000000',1,'translation',NULL);
CREATE TABLE refresh_query (
	run INTEGER NOT NULL, 
	"query" INTEGER NOT NULL, 
	claim_id VARCHAR NOT NULL, 
	query_id VARCHAR NOT NULL, 
	term TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	count INTEGER, 
	added INTEGER NOT NULL, 
	changed INTEGER NOT NULL, 
	"left" INTEGER NOT NULL, 
	translation TEXT NOT NULL, 
	warnings TEXT NOT NULL, 
	seconds DOUBLE NOT NULL, 
	error TEXT, 
	CONSTRAINT pk_refresh_query PRIMARY KEY (run, "query"), 
	CONSTRAINT fk_refresh_query_run FOREIGN KEY(run) REFERENCES refresh_run (id), 
	CONSTRAINT fk_refresh_query_query FOREIGN KEY("query") REFERENCES "query" ("key")
);
INSERT INTO "refresh_query" VALUES(1,1,'vitamin-d','main','"Vitamin D"[mh]','2026-03-01 04:30:00.000000',1,1,0,0,'','[]',0.0,NULL);
CREATE TABLE refresh_run (
	id INTEGER NOT NULL, 
	source VARCHAR NOT NULL, 
	options TEXT NOT NULL, 
	started_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	status VARCHAR NOT NULL, 
	added INTEGER NOT NULL, 
	changed INTEGER NOT NULL, 
	retracted INTEGER NOT NULL, 
	"left" INTEGER NOT NULL, 
	failed INTEGER NOT NULL, 
	requests INTEGER NOT NULL, 
	seconds DOUBLE NOT NULL, 
	error TEXT, 
	CONSTRAINT pk_refresh_run PRIMARY KEY (id)
);
INSERT INTO "refresh_run" VALUES(1,'sample','{}','2026-03-01 04:30:00.000000','2026-03-01 04:30:00.000000','ok',1,0,0,0,0,0,0.0,NULL);
CREATE TABLE setting (
	"key" VARCHAR NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_setting PRIMARY KEY ("key")
);
INSERT INTO "setting" VALUES('origin','sample');
CREATE INDEX ix_claim_part_of ON claim (part_of);
CREATE INDEX ix_citation_checked_at ON citation (checked_at);
CREATE INDEX ix_citation_doi ON citation (doi);
CREATE INDEX ix_hit_pmid ON hit (pmid);
CREATE INDEX ix_refresh_run_started_at ON refresh_run (started_at);
CREATE INDEX ix_refresh_query_query ON refresh_query ("query");
CREATE INDEX ix_event_at ON event (at);
CREATE INDEX ix_event_kind ON event (kind);
CREATE INDEX ix_event_run ON event (run);
CREATE INDEX ix_event_claim_id ON event (claim_id);
CREATE INDEX ix_event_pmid ON event (pmid);
COMMIT;
