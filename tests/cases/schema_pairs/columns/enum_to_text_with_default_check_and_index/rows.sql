INSERT INTO diary VALUES (1, 'very happy'), (2, 'sad'), (3, DEFAULT);
