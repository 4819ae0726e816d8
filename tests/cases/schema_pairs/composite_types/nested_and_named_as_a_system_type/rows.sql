INSERT INTO receipts VALUES (1, ARRAY[ROW('tea', ROW(2.5, 'CHF'), ARRAY[ROW(1, 'EUR')]::money_value[])::public.line], ROW(2.5, 'CHF')), (2, '{}', NULL), (3, NULL, ROW(NULL, 'EUR'));
