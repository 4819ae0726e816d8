CREATE TABLE profiles (
    tenant int, "user" int, bio text, links jsonb, UNIQUE ("user", tenant),
    FOREIGN KEY (tenant, "user") REFERENCES users ON UPDATE CASCADE ON DELETE CASCADE
);
INSERT INTO profiles SELECT tenant, id, bio, links FROM users WHERE bio IS NOT NULL OR users.links IS NOT NULL;
ALTER TABLE users DROP COLUMN bio, DROP COLUMN links;
