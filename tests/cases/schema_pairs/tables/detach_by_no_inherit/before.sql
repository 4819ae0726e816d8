CREATE TABLE messages (id integer, body text DEFAULT 'hi', CONSTRAINT body_short CHECK (length(body) < 100));
CREATE TABLE messages_urgent (level integer) INHERITS (messages);
CREATE VIEW all_messages AS SELECT id, body FROM messages;
