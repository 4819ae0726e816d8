CREATE TABLE scores (id integer, score date DEFAULT 'infinity', flag boolean, price money, taken timestamp);
