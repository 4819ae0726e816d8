ALTER TABLE "Ev""ents" ADD PRIMARY KEY ("the day", id);
