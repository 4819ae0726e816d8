DELETE FROM children WHERE parent NOT IN (SELECT id FROM parents);
