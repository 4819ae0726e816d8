CREATE TABLE salaries (id integer PRIMARY KEY, person text, pay integer, "iban %" text);
GRANT SELECT, INSERT ON salaries TO reader;
GRANT SELECT (person), UPDATE (person, pay) ON salaries TO "Odd ""Role""" WITH GRANT OPTION;
