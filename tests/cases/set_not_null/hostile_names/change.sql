ALTER TABLE "we""ird Schéma"."Order ""x"" $$ '; -- table" ALTER COLUMN "naïve 'col' %s" SET NOT NULL;
