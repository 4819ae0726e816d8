ALTER VIEW daily_sales SET SCHEMA reporting;
ALTER VIEW reporting.daily_sales RENAME TO sales_by_day;
