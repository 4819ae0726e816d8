CREATE TABLE plans (price integer CONSTRAINT never_here CHECK (false) NO INHERIT, name text, CONSTRAINT named CHECK (name <> ''));
CREATE TABLE plans_paid () INHERITS (plans);
