ALTER TABLE lessons DROP CONSTRAINT room_free;
ALTER TABLE lessons ADD CONSTRAINT room_free EXCLUDE USING gist (upper(room) COLLATE "C" WITH =, during WITH &&) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE lessons ADD CONSTRAINT teacher_free EXCLUDE USING gist (teacher WITH =, during WITH &&, room gist_text_ops WITH <>) WHERE (teacher > 0);
