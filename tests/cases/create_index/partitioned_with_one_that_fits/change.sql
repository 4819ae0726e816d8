CREATE UNIQUE INDEX "by day" ON "Ev""ents" (id, "the day");
