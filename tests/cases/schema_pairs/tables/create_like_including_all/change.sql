CREATE TABLE products_draft (LIKE products INCLUDING ALL);
