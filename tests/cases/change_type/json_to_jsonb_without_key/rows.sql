INSERT INTO log VALUES ('{"b": 1, "a": null}'), (NULL), ('[]');
