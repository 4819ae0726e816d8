CREATE EXTENSION btree_gist;
CREATE TABLE lessons (room text, teacher integer, during tsrange, CONSTRAINT room_free EXCLUDE USING gist (room WITH =, during WITH &&));
