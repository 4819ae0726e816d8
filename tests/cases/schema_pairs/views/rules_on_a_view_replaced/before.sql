CREATE TABLE shelf (id integer PRIMARY KEY, title text NOT NULL, gone boolean NOT NULL DEFAULT false);
CREATE VIEW books AS SELECT id, title FROM shelf WHERE NOT gone;
CREATE RULE books_delete AS ON DELETE TO books DO INSTEAD UPDATE shelf SET gone = true WHERE id = OLD.id;
CREATE RULE books_insert AS ON INSERT TO books DO INSTEAD INSERT INTO shelf (id, title) VALUES (NEW.id, NEW.title) RETURNING shelf.id, shelf.title;
