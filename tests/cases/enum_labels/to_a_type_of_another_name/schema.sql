CREATE TYPE "Status" AS ENUM ('new', 'paid');
CREATE TABLE orders (id int PRIMARY KEY, status "Status" NOT NULL);
