CREATE TABLE owners (id int PRIMARY KEY);
CREATE TABLE items (id int PRIMARY KEY, owner int, CONSTRAINT by_owner FOREIGN KEY (owner) REFERENCES owners);
