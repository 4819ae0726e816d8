UPDATE children AS c SET code = p.code FROM parents p WHERE p.id = c.parent;
