ALTER TABLE "the shop".items ALTER COLUMN id TYPE bigint;
ALTER SEQUENCE "the shop".items_id_seq AS bigint;
