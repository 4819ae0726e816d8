CREATE TABLE rooms (id integer PRIMARY KEY, name text NOT NULL, seats integer NOT NULL, floor integer);
CREATE VIEW room_list AS SELECT id, name FROM rooms;
CREATE VIEW room_names AS SELECT * FROM room_list;
