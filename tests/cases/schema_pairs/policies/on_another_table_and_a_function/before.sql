CREATE TABLE memberships (club integer NOT NULL, member text NOT NULL, PRIMARY KEY (club, member));
CREATE FUNCTION member_name() RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_setting('app.member', true) $$;
CREATE TABLE club_notes (id integer PRIMARY KEY, club integer NOT NULL, body text);
ALTER TABLE club_notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_club ON club_notes USING (EXISTS (SELECT FROM memberships m WHERE m.club = club_notes.club AND m.member = member_name()));
