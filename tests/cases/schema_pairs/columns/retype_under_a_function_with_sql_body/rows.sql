INSERT INTO rates VALUES ('EUR', 1), ('USD', 1.125), ('XXX', 0);
