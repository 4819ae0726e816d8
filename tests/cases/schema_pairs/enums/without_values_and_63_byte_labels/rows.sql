INSERT INTO "Values" VALUES (1, 'é-label_of_the_long_tale_told_by_nobody_in_particular_at_any_t'), (2, NULL), (3, NULL);
