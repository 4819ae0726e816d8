DROP TABLE heir;
CREATE TABLE heir (own text) INHERITS (parent);
