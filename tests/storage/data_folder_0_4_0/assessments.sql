BEGIN TRANSACTION;
CREATE TABLE access_tokens (
	account VARCHAR(128) NOT NULL, 
	value TEXT DEFAULT '' NOT NULL, 
	obtained FLOAT DEFAULT '0' NOT NULL, 
	expires FLOAT DEFAULT '0' NOT NULL, 
	renewed FLOAT DEFAULT '0' NOT NULL, 
	forced FLOAT DEFAULT '0' NOT NULL, 
	holder VARCHAR(64) DEFAULT '' NOT NULL, 
	lease_until FLOAT DEFAULT '0' NOT NULL, 
	PRIMARY KEY (account)
);
INSERT INTO "access_tokens" VALUES('gh','T1',1.79557528879826450345e+09,1.79558248879826498024e+09,0.0,0.0,'',0.0);
CREATE TABLE accounts (
	id VARCHAR(64) NOT NULL, 
	"key" VARCHAR(255) NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	password VARCHAR(255) NOT NULL, 
	locked BOOLEAN DEFAULT (0) NOT NULL, 
	created VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE ("key")
);
INSERT INTO "accounts" VALUES('Oq3K-rucPYRfXViI','trainer','Trainer','trainer','hash',0,'2026-11-25T02:54:48Z');
CREATE TABLE agreed (
	session VARCHAR(64) NOT NULL, 
	organization VARCHAR(200) NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (session, organization)
);
INSERT INTO "agreed" VALUES('CYjZ8T8AJd0TWWLy','Choir','{"organization": "Choir", "answers": {"venue": "own"}, "dissent": {}, "changed": ""}');
CREATE TABLE assessments (
	number INTEGER NOT NULL, 
	id VARCHAR(64) NOT NULL, 
	conversation VARCHAR(255) NOT NULL, 
	created VARCHAR(32) NOT NULL, 
	knowledge_version VARCHAR(64) NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (number), 
	UNIQUE (id)
);
INSERT INTO "assessments" VALUES(1,'r1','web-0de8182268c72b28ea2cb3ff32b974d9','2026-01-01T00:00:00Z','v','{"id": "r1", "created": "2026-01-01T00:00:00Z", "knowledge_version": "v", "answers": {"venue": "own"}, "language": "zh"}');
CREATE TABLE attempts (
	"key" VARCHAR(64) NOT NULL, 
	count INTEGER NOT NULL, 
	last FLOAT NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "attempts" VALUES('8225e40d200a2e79326ecb1365ebfe0bac3f6729c58dd5eb44a0d8a489dc545b',1,1.79557528872612881662e+09);
CREATE TABLE audit (
	number INTEGER NOT NULL, 
	at FLOAT NOT NULL, 
	account VARCHAR(64) NOT NULL, 
	action VARCHAR(32) NOT NULL, 
	object VARCHAR(64) NOT NULL, 
	allowed BOOLEAN NOT NULL, 
	request VARCHAR(40) NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "audit" VALUES(1,1.79557528873016810418e+09,'Oq3K-rucPYRfXViI','add_account','Oq3K-rucPYRfXViI',1,'command-line');
CREATE TABLE claims (
	account VARCHAR(64) NOT NULL, 
	conversation VARCHAR(255) NOT NULL, 
	claimed VARCHAR(32) NOT NULL, 
	PRIMARY KEY (account, conversation)
);
INSERT INTO "claims" VALUES('Oq3K-rucPYRfXViI','web-0de8182268c72b28ea2cb3ff32b974d9','2026-11-25T02:54:48Z');
CREATE TABLE contacts (
	conversation VARCHAR(255) NOT NULL, 
	channel VARCHAR(32) NOT NULL, 
	scene VARCHAR(64) DEFAULT '' NOT NULL, 
	language VARCHAR(16) DEFAULT '' NOT NULL, 
	following BOOLEAN DEFAULT (1) NOT NULL, 
	seen FLOAT NOT NULL, 
	PRIMARY KEY (conversation)
);
INSERT INTO "contacts" VALUES('wechat-1','wechat','ABC','en',1,1.79557528875020575519e+09);
CREATE TABLE cursors (
	queue VARCHAR(160) NOT NULL, 
	cursor TEXT NOT NULL, 
	PRIMARY KEY (queue)
);
INSERT INTO "cursors" VALUES('wechat_service:kf1','c9');
CREATE TABLE inbox (
	number INTEGER NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	conversation VARCHAR(255) NOT NULL, 
	channel VARCHAR(32) NOT NULL, 
	account VARCHAR(128) NOT NULL, 
	person VARCHAR(128) NOT NULL, 
	document TEXT NOT NULL, 
	at INTEGER NOT NULL, 
	arrived FLOAT NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	told VARCHAR(64) DEFAULT '' NOT NULL, 
	tries INTEGER DEFAULT '0' NOT NULL, 
	owner VARCHAR(32) DEFAULT '' NOT NULL, 
	lease FLOAT DEFAULT '0' NOT NULL, 
	PRIMARY KEY (number), 
	UNIQUE ("key")
);
INSERT INTO "inbox" VALUES(1,'k1','wechat-1','wechat','gh','openid','{"kind": "text", "text": "hello"}',1,1.79557528875020575519e+09,'resting','',0,'',0.0);
CREATE TABLE joining (
	conversation VARCHAR(255) NOT NULL, 
	session VARCHAR(64) NOT NULL, 
	step VARCHAR(16) NOT NULL, 
	organization VARCHAR(80) DEFAULT '' NOT NULL, 
	changed FLOAT NOT NULL, 
	PRIMARY KEY (conversation)
);
INSERT INTO "joining" VALUES('wechat-1','CYjZ8T8AJd0TWWLy','organization','',1.79557528877453804021e+09);
CREATE TABLE outgoing (
	number INTEGER NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	conversation VARCHAR(255) NOT NULL, 
	channel VARCHAR(32) NOT NULL, 
	document TEXT NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	handed_to VARCHAR(64) DEFAULT '' NOT NULL, 
	changed FLOAT NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "outgoing" VALUES(1,'k1','wechat-1','wechat','{"kind": "text", "text": "hi"}','ready','',1.79557528876281094552e+09);
CREATE TABLE participants (
	id VARCHAR(64) NOT NULL, 
	session VARCHAR(64) NOT NULL, 
	number INTEGER NOT NULL, 
	conversation VARCHAR(255) NOT NULL, 
	document TEXT NOT NULL, 
	progress TEXT NOT NULL, 
	changed FLOAT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (session, number), 
	UNIQUE (conversation)
);
INSERT INTO "participants" VALUES('Wf3rglOCUzKC57Bn','CYjZ8T8AJd0TWWLy',1,'web-0de8182268c72b28ea2cb3ff32b974d9','{"id": "Wf3rglOCUzKC57Bn", "session": "CYjZ8T8AJd0TWWLy", "conversation": "web-0de8182268c72b28ea2cb3ff32b974d9", "number": 1, "organization": "", "voice": "", "named": false, "joined": ""}','{"answers": {"venue": "own"}, "figures": {}, "open": null, "phase": "new", "result": null, "changed": 1795575288.6952782}',1.79557528869527816776e+09);
CREATE TABLE plans (
	assessment VARCHAR(64) NOT NULL, 
	conversation VARCHAR(255) NOT NULL, 
	changed VARCHAR(32) NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (assessment)
);
INSERT INTO "plans" VALUES('r1','web-0de8182268c72b28ea2cb3ff32b974d9','2026-01-01T00:00:00Z','[{"id": "own-1", "step": "x"}]');
CREATE TABLE receipts (
	"key" VARCHAR(64) NOT NULL, 
	collects VARCHAR(64) NOT NULL, 
	arrived FLOAT NOT NULL, 
	latest FLOAT NOT NULL, 
	handed FLOAT DEFAULT '0' NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "receipts" VALUES('k1','k1',1.79557528875020575519e+09,1.79557528875020575519e+09,0.0);
CREATE TABLE sessions (
	id VARCHAR(64) NOT NULL, 
	trainer VARCHAR(64) NOT NULL, 
	code VARCHAR(16) NOT NULL, 
	created VARCHAR(32) NOT NULL, 
	closed BOOLEAN NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (code)
);
INSERT INTO "sessions" VALUES('CYjZ8T8AJd0TWWLy','t1','VFMBUE','2026-01-01T00:00:00Z',0,'{"id": "CYjZ8T8AJd0TWWLy", "trainer": "t1", "name": "Workshop", "language": "en", "parts": ["value"], "anonymous": true, "minimum": 4, "code": "VFMBUE", "closes": "", "closed": false, "knowledge_version": "", "created": "2026-01-01T00:00:00Z"}');
CREATE TABLE shares (
	id VARCHAR(64) NOT NULL, 
	assessment VARCHAR(64) NOT NULL, 
	conversation VARCHAR(255) NOT NULL, 
	created VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "shares" VALUES('-wyd22Za-2DvIvhIeAEs0s5Y4-VdzPxR','r1','web-0de8182268c72b28ea2cb3ff32b974d9','2026-01-01T00:00:00Z');
CREATE TABLE sign_ins (
	token VARCHAR(64) NOT NULL, 
	account VARCHAR(64) NOT NULL, 
	begun FLOAT NOT NULL, 
	seen FLOAT NOT NULL, 
	PRIMARY KEY (token)
);
INSERT INTO "sign_ins" VALUES('bd2da99a303408b5b5bf81da35876d02d34159b9d98663a16e64ace4edc36800','Oq3K-rucPYRfXViI',1.79557528872212624542e+09,1.79557528872212624542e+09);
CREATE TABLE tickets (
	id VARCHAR(64) NOT NULL, 
	assessment VARCHAR(64) NOT NULL, 
	conversation VARCHAR(255) NOT NULL, 
	expires FLOAT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "tickets" VALUES('5hCGs8Bt5iIWNd9rSkf0RN1RXjRe9nGC','r1','web-0de8182268c72b28ea2cb3ff32b974d9',1.79557540867067050934e+09);
CREATE TABLE visitors (
	conversation VARCHAR(255) NOT NULL, 
	language VARCHAR(16) NOT NULL, 
	consented VARCHAR(32) NOT NULL, 
	seen FLOAT NOT NULL, 
	PRIMARY KEY (conversation)
);
INSERT INTO "visitors" VALUES('web-0de8182268c72b28ea2cb3ff32b974d9','zh','2026-01-01T00:00:00Z',1.79557528864078617091e+09);
CREATE TABLE words (
	assessment VARCHAR(64) NOT NULL, 
	conversation VARCHAR(255) NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (assessment)
);
INSERT INTO "words" VALUES('r1','web-0de8182268c72b28ea2cb3ff32b974d9','{"heard": {"venue": "街道给的"}, "figures": {"venue": 1.0}}');
CREATE INDEX ix_assessments_conversation ON assessments (conversation);
CREATE INDEX ix_words_conversation ON words (conversation);
CREATE INDEX ix_plans_conversation ON plans (conversation);
CREATE INDEX ix_shares_conversation ON shares (conversation);
CREATE INDEX ix_shares_assessment ON shares (assessment);
CREATE INDEX ix_tickets_conversation ON tickets (conversation);
CREATE INDEX ix_inbox_conversation ON inbox (conversation);
CREATE INDEX ix_outgoing_key ON outgoing ("key");
CREATE INDEX ix_outgoing_conversation ON outgoing (conversation);
CREATE INDEX ix_participants_session ON participants (session);
CREATE INDEX ix_claims_conversation ON claims (conversation);
CREATE INDEX ix_sessions_trainer ON sessions (trainer);
CREATE INDEX ix_sign_ins_account ON sign_ins (account);
CREATE INDEX ix_audit_account ON audit (account);
CREATE INDEX ix_audit_at ON audit (at);
COMMIT;
