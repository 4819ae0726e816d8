ALTER TYPE float_range RENAME TO "Float ""range""";
ALTER TYPE float_multirange RENAME TO floats;
ALTER TYPE "Float ""range""" SET SCHEMA spans;
