BEGIN TRANSACTION;
CREATE TABLE adjudication (
	id INTEGER NOT NULL, 
	claim_id VARCHAR NOT NULL, 
	pmid INTEGER NOT NULL, 
	adjudicator TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	revision INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	assessment TEXT NOT NULL, 
	CONSTRAINT pk_adjudication PRIMARY KEY (id), 
	CONSTRAINT fk_adjudication_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id), 
	CONSTRAINT fk_adjudication_pmid FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO "adjudication" VALUES(1,'vitamin-d',900000002,'Zoe','2026-03-02 09:00:00.000000',1,'read it twice','{"relevance":"direct","direction":"for","design":"randomised-trial","risk_of_bias":"some"}');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE anchor (
	id INTEGER NOT NULL, 
	claim_id VARCHAR NOT NULL, 
	pmid INTEGER, 
	"by" TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_anchor PRIMARY KEY (id), 
	CONSTRAINT fk_anchor_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id), 
	CONSTRAINT fk_anchor_pmid FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO "anchor" VALUES(1,'vitamin-d',900000002,'Zoe','2026-03-02 09:00:00.000000','recent');
CREATE TABLE "article" (
	id VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	review_by DATE NOT NULL, 
	archived_at DATETIME, 
	file TEXT NOT NULL, 
	CONSTRAINT pk_article PRIMARY KEY (id)
);
INSERT INTO "article" VALUES('nk-cells',0,'An article','content team','2027-01-01',NULL,'');
CREATE TABLE article_check (
	id INTEGER NOT NULL, 
	article_id VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	snapshot TEXT NOT NULL, 
	CONSTRAINT pk_article_check PRIMARY KEY (id), 
	CONSTRAINT fk_article_check_article_id FOREIGN KEY(article_id) REFERENCES article (id)
);
INSERT INTO "article_check" VALUES(1,'nk-cells','2026-03-03 09:00:00.000000','{"sentences":[{"text":"Vitamin D helps.","claims":{"vitamin-d":"no evidence"},"cited":[]}],"retracted":[],"errors":0,"warnings":1,"notes":0}');
CREATE TABLE article_review (
	id INTEGER NOT NULL, 
	"check" INTEGER NOT NULL, 
	"by" TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_article_review PRIMARY KEY (id), 
	CONSTRAINT fk_article_review_check FOREIGN KEY("check") REFERENCES article_check (id)
);
INSERT INTO "article_review" VALUES(1,1,'Zoe','2026-03-03 09:00:00.000000');
CREATE TABLE catalogue_version (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	definitions TEXT NOT NULL, 
	CONSTRAINT pk_catalogue_version PRIMARY KEY (id)
);
INSERT INTO "catalogue_version" VALUES(1,'2026-03-01 04:30:00.000000','["194087bc2c479f181034575bad31f3471175ab85e7df78ad5ac50fe358902bca"]');
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
INSERT INTO "citation" VALUES(900000002,'A trial','','','',0,'unknown','none',NULL,1,NULL,X'84BF02A1845D2DED59DE83648F8F69C9',1,'2026-03-02 09:00:00.000000','2026-03-02 09:00:00.000000','2026-03-02 09:00:00.000000',NULL);
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
INSERT INTO "citation_revision" VALUES(900000002,1,X'84BF02A1845D2DED59DE83648F8F69C9',X'7B22706D6964223A3930303030303030322C227469746C65223A224120747269616C227D','2026-03-02 09:00:00.000000');
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
CREATE TABLE claim_definition (
	hash VARCHAR NOT NULL, 
	definition TEXT NOT NULL, 
	CONSTRAINT pk_claim_definition PRIMARY KEY (hash)
);
INSERT INTO "claim_definition" VALUES('194087bc2c479f181034575bad31f3471175ab85e7df78ad5ac50fe358902bca','{"id":"vitamin-d","statement":"statement of vitamin-d","kind":"therapy","says":"may","places":[{"article":"nk-cells","section":"Practical steps"}],"population":"adults","exposure":"an exposure","queries":[{"id":"main","term":"\"Vitamin D\"[mh]"}]}');
CREATE TABLE confirmation (
	id INTEGER NOT NULL, 
	claim_id VARCHAR NOT NULL, 
	body TEXT NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	"by" TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	decisions TEXT NOT NULL, 
	CONSTRAINT pk_confirmation PRIMARY KEY (id), 
	CONSTRAINT fk_confirmation_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id)
);
INSERT INTO "confirmation" VALUES(1,'vitamin-d','randomised trials','c3d8be1b3faefcfe','Zoe','2026-03-02 09:00:00.000000','[{"domain":"imprecision","final":-2,"reason":"one trial"}]');
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
CREATE TABLE grade (
	id INTEGER NOT NULL, 
	claim_id VARCHAR NOT NULL, 
	pmid INTEGER NOT NULL, 
	reviewer TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	stored_at DATETIME NOT NULL, 
	revision INTEGER NOT NULL, 
	withdrawn BOOLEAN NOT NULL, 
	assessment TEXT NOT NULL, 
	CONSTRAINT pk_grade PRIMARY KEY (id), 
	CONSTRAINT fk_grade_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id), 
	CONSTRAINT fk_grade_pmid FOREIGN KEY(pmid) REFERENCES citation (pmid), 
	CONSTRAINT uq_grade_claim_id_pmid_reviewer_version UNIQUE (claim_id, pmid, reviewer, version)
);
INSERT INTO "grade" VALUES(1,'vitamin-d',900000002,'Ann',1,'2026-03-02 09:00:00.000000','2026-03-02 09:00:00.000000',1,0,'{"relevance":"direct","direction":"for","design":"randomised-trial","risk_of_bias":"some"}');
INSERT INTO "grade" VALUES(2,'vitamin-d',900000002,'Ben',1,'2026-03-02 09:00:00.000000','2026-03-02 09:00:00.000000',1,0,'{"relevance":"none"}');
CREATE TABLE handed_on (
	id INTEGER NOT NULL, 
	claim_id VARCHAR NOT NULL, 
	pmid INTEGER NOT NULL, 
	reviewer TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	withdrawn BOOLEAN NOT NULL, 
	CONSTRAINT pk_handed_on PRIMARY KEY (id), 
	CONSTRAINT fk_handed_on_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id), 
	CONSTRAINT fk_handed_on_pmid FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO "handed_on" VALUES(1,'vitamin-d',900000002,'Cem','2026-03-02 09:00:00.000000',0);
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
CREATE TABLE lease (
	claim_id VARCHAR NOT NULL, 
	pmid INTEGER NOT NULL, 
	reviewer TEXT NOT NULL, 
	until DATETIME NOT NULL, 
	CONSTRAINT pk_lease PRIMARY KEY (claim_id, pmid), 
	CONSTRAINT fk_lease_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id), 
	CONSTRAINT fk_lease_pmid FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO "lease" VALUES('vitamin-d',900000002,'Ann','2026-03-02 09:15:00.000000');
CREATE TABLE paper (
	pmid INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	stored_at DATETIME NOT NULL, 
	facts TEXT NOT NULL, 
	is_notice BOOLEAN NOT NULL, 
	CONSTRAINT pk_paper PRIMARY KEY (pmid, number), 
	CONSTRAINT fk_paper_pmid FOREIGN KEY(pmid) REFERENCES citation (pmid)
);
INSERT INTO "paper" VALUES(900000001,1,'2026-03-01 04:30:00.000000','{"pmid":900000001,"published":[2021,6,0,""]}',0);
INSERT INTO "paper" VALUES(900000001,2,'2026-03-01 04:30:00.000000','{"pmid":900000001,"published":[2021,6,0,""],"retraction":"retracted"}',0);
INSERT INTO "paper" VALUES(900000002,1,'2026-03-02 09:00:00.000000','{"pmid":900000002,"published":[0,0,0,""]}',0);
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
CREATE TABLE review_task (
	id INTEGER NOT NULL, 
	claim_id VARCHAR NOT NULL, 
	pmid INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	seen_by TEXT NOT NULL, 
	rank INTEGER NOT NULL, 
	CONSTRAINT pk_review_task PRIMARY KEY (id), 
	CONSTRAINT fk_review_task_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id), 
	CONSTRAINT fk_review_task_pmid FOREIGN KEY(pmid) REFERENCES citation (pmid), 
	CONSTRAINT uq_review_task_claim_id_pmid UNIQUE (claim_id, pmid)
);
CREATE TABLE setting (
	"key" VARCHAR NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_setting PRIMARY KEY ("key")
);
INSERT INTO "setting" VALUES('origin','sample');
CREATE TABLE strength (
	id INTEGER NOT NULL, 
	claim_id VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	method VARCHAR NOT NULL, 
	claim_hash VARCHAR NOT NULL, 
	strength TEXT NOT NULL, 
	CONSTRAINT pk_strength PRIMARY KEY (id), 
	CONSTRAINT fk_strength_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id)
);
INSERT INTO "strength" VALUES(1,'vitamin-d','2026-03-02 09:00:00.000000','1','194087bc2c479f181034575bad31f3471175ab85e7df78ad5ac50fe358902bca','{"claim":"vitamin-d","kind":"therapy","direction":"insufficient","contradiction":null,"certainty":"very low","provisional":true,"studies":1,"citations":2,"waiting":0,"retracted":1,"linked":{"papers":[900000001,900000002],"waiting":[],"retracted":[900000001]},"parts":[],"bodies":[{"key":"randomised trials","fingerprint":"c3d8be1b3faefcfe","outcome":"","design":"randomised trials","k":1,"n":0,"events":0,"start":3,"domains":{"risk of bias":{"proposed":-1,"final":-1,"reason":"100% of the weight is above low risk"},"inconsistency":{"proposed":0,"final":0,"reason":"a single study"},"indirectness":{"proposed":0,"final":0,"reason":"0% of the weight is indirect"},"imprecision":{"proposed":-2,"final":-2,"reason":"no pooled interval; 0 participants, not known for 1 of 1 studies"},"publication bias":{"proposed":0,"final":0,"reason":"not assessable with fewer than ten comparable studies"}},"certainty":"very low","verdict":"insufficient","effect_direction":{"for":1,"against":0,"no_difference":0,"unclear":0,"share_for":1.0,"share_ci":[0.20654931437723745,1.0],"sign_p":1.0},"studies":[{"study":"900000001","pmids":[900000002],"direction":"for","risk_of_bias":"some","weight":1.0}]}],"headline":["randomised trials"],"guidelines":[],"banners":[],"rationale":["Of 2 records: 1 retracted, 1 reports of studies that count. 1 study counts.","The chosen review cannot carry the claim, so primary studies do: its place is: counted.","Body: randomised trials: 1 study, 0 participants known. Directions: 1 for, 0 against, 0 no difference, 0 unclear; 100% for (21% to 100%), sign test p = 1.00 (shown, not used); fewer than three studies with a direction: insufficient.","randomised trials: starts at high.","randomised trials: risk of bias -1 because: 100% of the weight is above low risk.","randomised trials: inconsistency 0 because: a single study.","randomised trials: indirectness 0 because: 0% of the weight is indirect.","randomised trials: imprecision -2 because: no pooled interval; 0 participants, not known for 1 of 1 studies.","randomised trials: publication bias 0 because: not assessable with fewer than ten comparable studies.","randomised trials: certainty very low. Proposed: very low. Not yet confirmed by a person.","Read from: randomised trials.","Agreement on relevance: 1 paper with two votes, too few to say.","Provisional: nobody has confirmed what it was read from."],"sentence":"It is uncertain whether an exposure affects the outcome (not yet confirmed).","confirmed_by":"","confirmed_at":null,"method":"1","claim_hash":"194087bc2c479f181034575bad31f3471175ab85e7df78ad5ac50fe358902bca"}');
INSERT INTO "strength" VALUES(2,'vitamin-d','2026-03-02 09:00:00.000000','1','194087bc2c479f181034575bad31f3471175ab85e7df78ad5ac50fe358902bca','{"claim":"vitamin-d","kind":"therapy","direction":"insufficient","contradiction":null,"certainty":"very low","provisional":false,"studies":1,"citations":2,"waiting":0,"retracted":1,"linked":{"papers":[900000001,900000002],"waiting":[],"retracted":[900000001]},"parts":[],"bodies":[{"key":"randomised trials","fingerprint":"c3d8be1b3faefcfe","outcome":"","design":"randomised trials","k":1,"n":0,"events":0,"start":3,"domains":{"risk of bias":{"proposed":-1,"final":-1,"reason":"100% of the weight is above low risk"},"inconsistency":{"proposed":0,"final":0,"reason":"a single study"},"indirectness":{"proposed":0,"final":0,"reason":"0% of the weight is indirect"},"imprecision":{"proposed":-2,"final":-2,"reason":"no pooled interval; 0 participants, not known for 1 of 1 studies"},"publication bias":{"proposed":0,"final":0,"reason":"not assessable with fewer than ten comparable studies"}},"certainty":"very low","verdict":"insufficient","effect_direction":{"for":1,"against":0,"no_difference":0,"unclear":0,"share_for":1.0,"share_ci":[0.20654931437723745,1.0],"sign_p":1.0},"studies":[{"study":"900000001","pmids":[900000002],"direction":"for","risk_of_bias":"some","weight":1.0}],"confirmed_by":"Zoe","confirmed_at":"2026-03-02T09:00:00Z"}],"headline":["randomised trials"],"guidelines":[],"banners":[],"rationale":["Of 2 records: 1 retracted, 1 reports of studies that count. 1 study counts.","The chosen review cannot carry the claim, so primary studies do: its place is: counted.","Body: randomised trials: 1 study, 0 participants known. Directions: 1 for, 0 against, 0 no difference, 0 unclear; 100% for (21% to 100%), sign test p = 1.00 (shown, not used); fewer than three studies with a direction: insufficient.","randomised trials: starts at high.","randomised trials: risk of bias -1 because: 100% of the weight is above low risk.","randomised trials: inconsistency 0 because: a single study.","randomised trials: indirectness 0 because: 0% of the weight is indirect.","randomised trials: imprecision -2 because: no pooled interval; 0 participants, not known for 1 of 1 studies.","randomised trials: publication bias 0 because: not assessable with fewer than ten comparable studies.","randomised trials: certainty very low. Proposed: very low. Confirmed by Zoe, 2026-03-02.","Read from: randomised trials.","Agreement on relevance: 1 paper with two votes, too few to say.","Confirmed as it stands."],"sentence":"It is uncertain whether an exposure affects the outcome.","confirmed_by":"Zoe","confirmed_at":"2026-03-02T09:00:00Z","method":"1","claim_hash":"194087bc2c479f181034575bad31f3471175ab85e7df78ad5ac50fe358902bca"}');
CREATE TABLE study_group (
	id INTEGER NOT NULL, 
	group_id VARCHAR NOT NULL, 
	pmids TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	reason TEXT NOT NULL, 
	undone BOOLEAN NOT NULL, 
	CONSTRAINT pk_study_group PRIMARY KEY (id)
);
INSERT INTO "study_group" VALUES(1,'1','[900000001,900000002]','Zoe','2026-03-02 09:00:00.000000','same registration',0);
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
CREATE INDEX ix_grade_pmid ON grade (pmid);
CREATE INDEX ix_grade_reviewer_id ON grade (reviewer, id);
CREATE INDEX ix_handed_on_claim_id_pmid ON handed_on (claim_id, pmid);
CREATE INDEX ix_handed_on_reviewer_id ON handed_on (reviewer, id);
CREATE INDEX ix_adjudication_claim_id_pmid ON adjudication (claim_id, pmid);
CREATE INDEX ix_adjudication_pmid ON adjudication (pmid);
CREATE INDEX ix_confirmation_claim_id ON confirmation (claim_id);
CREATE INDEX ix_study_group_group_id ON study_group (group_id);
CREATE INDEX ix_anchor_claim_id ON anchor (claim_id);
CREATE INDEX ix_strength_claim_id_id ON strength (claim_id, id);
CREATE INDEX ix_review_task_pmid ON review_task (pmid);
CREATE INDEX ix_review_task_queue ON review_task (state, seen_by, claim_id, rank);
CREATE INDEX ix_lease_reviewer ON lease (reviewer);
CREATE INDEX ix_article_check_article_id ON article_check (article_id);
CREATE INDEX ix_article_review_check ON article_review ("check");
COMMIT;
