INSERT INTO a_table_whose_name_takes_nearly_all_of_the_sixty_three_bytes_1 (a_column_with_a_long_name_of_its_own) VALUES (1), (2), (NULL);
INSERT INTO a_table_whose_name_takes_nearly_all_of_the_sixty_three_bytes_2 (a_column_with_a_long_name_of_its_own) VALUES (2), (NULL);
