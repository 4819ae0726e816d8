ALTER TABLE messages_urgent NO INHERIT messages;
