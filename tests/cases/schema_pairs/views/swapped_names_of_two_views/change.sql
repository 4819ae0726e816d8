ALTER VIEW cats RENAME TO animals_tmp;
ALTER VIEW dogs RENAME TO cats;
ALTER VIEW animals_tmp RENAME TO dogs;
