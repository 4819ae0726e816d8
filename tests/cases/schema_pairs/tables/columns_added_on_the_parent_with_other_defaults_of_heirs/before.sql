CREATE TABLE events (id integer PRIMARY KEY);
CREATE TABLE clicks () INHERITS (events);
CREATE TABLE double_clicks () INHERITS (clicks);
CREATE TABLE views () INHERITS (events);
