CREATE TYPE status AS ENUM ('new', 'paid', 'gone');
CREATE TABLE orders (id int, status status, PRIMARY KEY (id, status));
