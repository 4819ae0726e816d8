UPDATE log SET line = 'x' WHERE line IS NULL;
