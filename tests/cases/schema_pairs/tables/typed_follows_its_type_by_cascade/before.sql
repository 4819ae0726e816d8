CREATE TYPE contact AS (name text, phone text, fax text);
CREATE TABLE contacts OF contact (PRIMARY KEY (name));
CREATE TABLE suppliers OF contact;
