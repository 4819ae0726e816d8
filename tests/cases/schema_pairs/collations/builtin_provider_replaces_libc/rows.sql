INSERT INTO titles VALUES (1, 'Été'), (2, 'straße'), (3, 'Zed');
