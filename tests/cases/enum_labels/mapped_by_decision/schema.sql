CREATE TYPE status AS ENUM ('new', 'paid', 'gone', 'lost');
CREATE TABLE orders (id int PRIMARY KEY, status status DEFAULT 'new', was status[], paid boolean);
