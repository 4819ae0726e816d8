INSERT INTO wagons VALUES ('first'), ('second'), ('third');
