CREATE TABLE "user" (id int PRIMARY KEY, role_id int NOT NULL, role_note text);
CREATE TABLE user_role (key int PRIMARY KEY, id int, note text);
CREATE TABLE "user_role_note" (id int PRIMARY KEY, copy text);
