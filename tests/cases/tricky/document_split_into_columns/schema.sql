CREATE TABLE profiles (id int PRIMARY KEY, settings jsonb NOT NULL DEFAULT '{}');
CREATE INDEX profiles_settings ON profiles USING gin (settings);
CREATE INDEX profiles_theme ON profiles ((settings ->> 'theme'));
