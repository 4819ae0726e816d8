CREATE OR REPLACE VIEW room_list AS SELECT id, name, seats, coalesce(floor, 0) AS floor FROM rooms;
COMMENT ON COLUMN room_list.floor IS '0 = ground, or unknown';
