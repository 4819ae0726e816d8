INSERT INTO international_bank_account_transfer_instructions_waiting_list VALUES ('a'), ('b'), (NULL);
