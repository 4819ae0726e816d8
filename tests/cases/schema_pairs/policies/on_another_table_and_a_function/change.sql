DROP POLICY own_club ON club_notes;
ALTER TABLE memberships ALTER COLUMN member TYPE varchar(50);
ALTER TABLE memberships RENAME COLUMN club TO club_id;
CREATE POLICY own_club ON club_notes USING (EXISTS (SELECT FROM memberships m WHERE m.club_id = club_notes.club AND m.member::text = member_name()));
