-- Made-up offers of five shops. Every value follows from a row's number, so each run holds the same rows.
-- psql sets :products, the number of offers.
SET synchronous_commit = off;

INSERT INTO products (id, shop, external_id, name, brand, category, original_category, description, price,
                      original_price, unit_price, unit_type, discount, available, stock, image_url, badges, ratings,
                      review_count, url, sku, last_updated, first_seen, hash, created_at, updated_at)
SELECT md5('product ' || n)::uuid,
       shop,
       'ext-' || n,
       concat_ws(' ', brand, adjective, thing, size),
       brand,
       category,
       initcap(category),
       CASE WHEN n % 3 > 0 THEN 'A ' || lower(adjective) || ' ' || lower(thing) || ', sold by ' || shop || '.' END,
       price,
       CASE WHEN n % 9 = 0 THEN round(price * 1.25, 2) END,
       round(price / (1 + n % 4), 2),
       (ARRAY['piece', 'kg', 'l', '100 g'])[1 + n % 4],
       CASE WHEN n % 9 = 0 THEN round(price * 0.25, 2) END,
       n % 20 > 0,
       CASE WHEN n % 7 > 0 THEN n % 400 END,
       CASE WHEN n % 2 = 0 THEN 'https://img.example/' || shop || '/' || n || '.webp' END,
       CASE WHEN n % 11 = 0 THEN '["new", "organic"]'::jsonb END,
       CASE WHEN n % 5 > 0 THEN round(1 + (n % 400) / 100.0, 2) END,
       n % 1300,
       'https://' || shop || '.example/p/' || n,
       -- What makes the change hard: one offer in twelve came without a stock-keeping unit.
       CASE WHEN n % 12 > 0 THEN upper(left(shop, 2)) || '-' || lpad(n::text, 8, '0') END,
       seen + n % 86400 * interval '1 second',
       seen,
       md5('hash ' || n) || md5(n || ' hash'),
       seen,
       seen + n % 86400 * interval '1 second'
FROM (
    SELECT n,
           (ARRAY['ah', 'jumbo', 'plus', 'aldi', 'lidl'])[1 + n % 5] AS shop,
           -- One offer in seventeen is a shop's own and bears no brand; some brands hold quotes and accents.
           CASE WHEN n % 17 > 0 THEN
               (ARRAY['Bakker', 'De Ruijter', 'Van den Berg', 'L''Or', 'Café Noir', 'Zuivel & Zo', 'Óma''s', 'Nord'])
                   [1 + n % 8] || (ARRAY['', ' Bio', ' Classic', ' Puur', ' 1887', ' Family'])[1 + n / 8 % 6]
               || CASE WHEN n / 48 % 40 > 0 THEN ' No. ' || n / 48 % 40 ELSE '' END
           END AS brand,
           (ARRAY['bread', 'dairy', 'drinks', 'fruit', 'sweets', 'household'])[1 + n / 5 % 6] AS category,
           (ARRAY['Fresh', 'Small', 'Dark', 'Mild', 'Crunchy', 'Red', 'Whole'])[1 + n / 7 % 7] AS adjective,
           (ARRAY['rolls', 'milk', 'coffee', 'apples', 'biscuits', 'soap', 'cheese', 'tea', 'pasta'])[1 + n / 3 % 9]
               AS thing,
           (ARRAY['250 g', '500 g', '1 kg', '6 pack', '1 l'])[1 + n / 11 % 5] AS size,
           round((19 + n::bigint * 7919 % 4980) / 100.0, 2) AS price,
           timestamptz '2026-01-05 06:00:00+00' + n % 300 * interval '1 day' AS seen
    FROM generate_series(1, :products) AS n
) AS offer;

INSERT INTO processing_jobs (id, shop, status, started_at, completed_at, products_processed, errors_count)
SELECT md5('job ' || n)::uuid,
       (ARRAY['ah', 'jumbo', 'plus', 'aldi', 'lidl'])[1 + n % 5],
       CASE WHEN n % 25 = 0 THEN 'failed' ELSE 'completed' END,
       timestamptz '2026-01-05 06:00:00+00' + n * interval '3 hours',
       timestamptz '2026-01-05 06:20:00+00' + n * interval '3 hours',
       n % 5000,
       CASE WHEN n % 25 = 0 THEN 1 + n % 40 ELSE 0 END
FROM generate_series(1, 1 + :products / 150) AS n;

INSERT INTO processing_issues (id, job_id, shop, issue_type, severity, product_id, resolved)
SELECT md5('issue ' || n)::uuid,
       md5('job ' || 1 + n % (1 + :products / 150))::uuid,
       (ARRAY['ah', 'jumbo', 'plus', 'aldi', 'lidl'])[1 + n % 5],
       (ARRAY['missing price', 'unknown unit', 'no image'])[1 + n % 3],
       (ARRAY['low', 'medium', 'high'])[1 + n % 3],
       'ext-' || 1 + n % :products,
       n % 4 > 0
FROM generate_series(1, 1 + :products / 30) AS n;

ANALYZE products, processing_jobs, processing_issues;
