ALTER TABLE geodata RENAME COLUMN latitude TO swapping;
ALTER TABLE geodata RENAME COLUMN longitude TO latitude;
ALTER TABLE geodata RENAME COLUMN swapping TO longitude;
