ALTER SEQUENCE first_id_seq RENAME TO moving_seq;
ALTER SEQUENCE second_id_seq RENAME TO first_id_seq;
ALTER SEQUENCE moving_seq RENAME TO second_id_seq;
