INSERT INTO carts SELECT i, i * 1.25, 'n' || i FROM generate_series(1, 20) AS i;
