INSERT INTO quarterly_consolidated_international_financial_statement_entry VALUES (1, 10), (2, 20), (2, NULL);
