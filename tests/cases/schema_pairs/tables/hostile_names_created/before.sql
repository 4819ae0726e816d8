CREATE TABLE "Order" (id integer PRIMARY KEY);
CREATE TABLE "order" (id integer PRIMARY KEY);
