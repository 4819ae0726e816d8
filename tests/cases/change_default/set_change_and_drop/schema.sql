CREATE TABLE items (id int PRIMARY KEY, a int, b text DEFAULT 'x', c timestamptz DEFAULT now(), d int[] DEFAULT '{}');
