INSERT INTO taxes VALUES ('low', 9), ('high', 21), ('odd', -1), ('none', NULL);
