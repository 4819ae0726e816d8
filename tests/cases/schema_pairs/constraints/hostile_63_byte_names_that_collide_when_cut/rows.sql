INSERT INTO customer_loyalty_program_membership_card_replacement_requests VALUES (1, 1, 1), (2, NULL, 2), (3, 3, NULL);
