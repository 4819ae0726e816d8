ALTER TABLE log_before RENAME TO log_moving;
ALTER TABLE log_yesterday RENAME TO log_before;
ALTER TABLE log_today RENAME TO log_yesterday;
ALTER TABLE log_moving RENAME TO log_today;
