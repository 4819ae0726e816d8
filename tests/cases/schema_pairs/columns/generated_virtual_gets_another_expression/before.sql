CREATE TABLE greetings (name text, words text GENERATED ALWAYS AS ('Hello ' || name) VIRTUAL NOT NULL);
