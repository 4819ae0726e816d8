CREATE INDEX "index ""of"" it; --" ON "My Table" ("sélect", ("from" + 1));
