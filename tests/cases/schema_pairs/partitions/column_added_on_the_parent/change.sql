ALTER TABLE shipments ADD COLUMN carrier varchar(20) NOT NULL DEFAULT 'post' CONSTRAINT carrier_lower CHECK (carrier = lower(carrier));
ALTER TABLE shipments_near ALTER COLUMN carrier SET DEFAULT 'bike';
ALTER TABLE ONLY shipments ALTER COLUMN carrier DROP DEFAULT;
COMMENT ON COLUMN shipments.carrier IS 'who drives';
