CREATE DOMAIN ident AS int NOT NULL CHECK (VALUE > 0);
CREATE DOMAIN tag AS text COLLATE "C" NOT NULL;
CREATE TABLE items (id ident, tag tag, v int, PRIMARY KEY (id, tag));
