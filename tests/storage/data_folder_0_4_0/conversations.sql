BEGIN TRANSACTION;
CREATE TABLE events (
	id INTEGER NOT NULL, 
	sender_id VARCHAR(255) NOT NULL, 
	type_name VARCHAR(255) NOT NULL, 
	timestamp FLOAT, 
	intent_name VARCHAR(255), 
	action_name VARCHAR(255), 
	data TEXT, 
	PRIMARY KEY (id)
);
INSERT INTO "events" VALUES(1,'web-0de8182268c72b28ea2cb3ff32b974d9','session_started',1.79557528884313511849e+09,NULL,NULL,'{"event": "session_started", "timestamp": 1795575288.843135}');
INSERT INTO "events" VALUES(2,'web-0de8182268c72b28ea2cb3ff32b974d9','user',1.79557528884313774108e+09,NULL,NULL,'{"event": "user", "timestamp": 1795575288.8431377, "text": "hello", "parse_data": {"intent": {}, "entities": [], "text": "hello", "message_id": "m1", "metadata": {}}, "input_channel": null, "message_id": "m1", "metadata": {}}');
INSERT INTO "events" VALUES(3,'web-0de8182268c72b28ea2cb3ff32b974d9','bot',1.79557528884314012524e+09,NULL,NULL,'{"event": "bot", "timestamp": 1795575288.8431401, "text": "Hi.", "data": {}, "metadata": {}}');
CREATE INDEX ix_events_sender_id ON events (sender_id);
COMMIT;
