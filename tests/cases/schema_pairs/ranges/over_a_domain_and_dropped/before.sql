CREATE DOMAIN day_number AS integer CHECK (VALUE >= 0);
CREATE TYPE days AS RANGE (subtype = day_number);
CREATE TYPE old_days AS RANGE (subtype = date, multirange_type_name = old_days_multi);
CREATE TABLE stays (id integer PRIMARY KEY, during days NOT NULL);
