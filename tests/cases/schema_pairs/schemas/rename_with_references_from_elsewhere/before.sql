CREATE SCHEMA crm;
CREATE TYPE crm.stage AS ENUM ('lead', 'won', 'lost');
CREATE TABLE crm.deals (id serial PRIMARY KEY, stage crm.stage NOT NULL DEFAULT 'lead', amount integer NOT NULL CHECK (amount >= 0));
CREATE FUNCTION crm.is_open(stage crm.stage) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN stage = 'lead'::crm.stage;
CREATE VIEW open_deals AS SELECT id, amount FROM crm.deals WHERE crm.is_open(stage);
CREATE TABLE calls (deal_id integer NOT NULL REFERENCES crm.deals, note text);
