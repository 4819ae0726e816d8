INSERT INTO measurements VALUES ('north', '2024-01-01', 1.5), ('north', '2024-01-02', 2.25), ('south', '2024-01-01', '-Infinity'), ('south', '2024-01-02', 'NaN');
