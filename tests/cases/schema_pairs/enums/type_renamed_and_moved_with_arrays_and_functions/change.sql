ALTER TYPE mood RENAME TO "Mood of the ""day""";
ALTER TYPE "Mood of the ""day""" SET SCHEMA kinds;
