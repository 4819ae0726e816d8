ALTER TYPE grade ADD VALUE 'bronze' AFTER 'silver';
CREATE TABLE members_bronze PARTITION OF members FOR VALUES IN ('bronze');
