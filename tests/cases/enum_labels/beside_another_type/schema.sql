CREATE TYPE old AS ENUM ('a', 'b', 'gone');
CREATE TABLE items (id int PRIMARY KEY, kind old NOT NULL, n int);
