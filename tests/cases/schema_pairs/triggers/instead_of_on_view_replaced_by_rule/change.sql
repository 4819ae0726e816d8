DROP TRIGGER person_names_delete ON person_names;
CREATE RULE person_names_delete AS ON DELETE TO person_names DO INSTEAD NOTHING;
DROP FUNCTION no_delete();
