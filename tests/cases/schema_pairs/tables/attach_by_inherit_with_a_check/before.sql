CREATE TABLE readings (id bigint NOT NULL, taken date, CONSTRAINT taken_late CHECK (taken >= '2000-01-01'));
CREATE TABLE readings_2024 (extra text, taken date, id bigint NOT NULL, CONSTRAINT taken_late CHECK (taken >= '2000-01-01'), CONSTRAINT only_2024 CHECK (taken BETWEEN '2024-01-01' AND '2024-12-31'));
