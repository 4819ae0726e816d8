ALTER TABLE profiles ADD COLUMN theme text DEFAULT 'light', ADD COLUMN "limit" int;
UPDATE profiles SET theme = coalesce(settings ->> 'theme', 'light'), "limit" = (settings ->> 'limit')::int;
ALTER TABLE profiles ALTER COLUMN theme SET NOT NULL;
DROP INDEX profiles_theme;
CREATE INDEX profiles_theme ON profiles (theme);
ALTER TABLE profiles DROP COLUMN settings;
