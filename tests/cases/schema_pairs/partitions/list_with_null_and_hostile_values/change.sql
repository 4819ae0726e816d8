CREATE TABLE parcels_odd PARTITION OF parcels FOR VALUES IN ('', ' ', E'back\\slash', E'new\nline', '$$', '"quoted"', '😀', '100%', 'NULL', '{a,b}');
