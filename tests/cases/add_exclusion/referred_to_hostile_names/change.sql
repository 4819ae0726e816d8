ALTER TABLE "my ""app"""."Book ings; --" ADD CONSTRAINT "no over; lap"
    EXCLUDE USING gist ((lower(state) || 'x') WITH =, "room'" WITH =, "$during$" WITH &&) WHERE (state <> 'gone');
COMMENT ON CONSTRAINT "no over; lap" ON "my ""app"""."Book ings; --" IS 'one at a time';
