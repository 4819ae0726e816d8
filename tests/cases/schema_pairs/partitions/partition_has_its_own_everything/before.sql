CREATE TABLE tickets (id integer NOT NULL, queue text NOT NULL, title text DEFAULT 'untitled') PARTITION BY LIST (queue);
CREATE TABLE tickets_support PARTITION OF tickets FOR VALUES IN ('support');
CREATE TABLE tickets_sales PARTITION OF tickets FOR VALUES IN ('sales');
CREATE FUNCTION upcase_title() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.title := upper(NEW.title); RETURN NEW; END';
