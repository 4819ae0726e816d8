ALTER TABLE people ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN "c ode" text DEFAULT md5(random()::text), ADD COLUMN greeting text NOT NULL;
ALTER TABLE people ADD COLUMN later text NOT NULL;
