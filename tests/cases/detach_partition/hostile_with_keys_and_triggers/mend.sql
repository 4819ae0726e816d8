DELETE FROM "Parts; DROP"."it's"
WHERE NOT ("a day's" >= '2026-01-01' AND "a day's" < '2026-07-01') OR kind NOT IN ('it''s', E'\\');
