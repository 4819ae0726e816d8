UPDATE members SET mood = 'calm' WHERE mood = E'back\\slash "new"';
