INSERT INTO subscription_renewal_reminder_notification_preferences_of_customer (customer_reference_number) VALUES ('a'), ('b'), (NULL);
