ALTER TABLE "T; --" DROP COLUMN "drop "" me", DROP "$1", DROP "ünï", DROP tz;
