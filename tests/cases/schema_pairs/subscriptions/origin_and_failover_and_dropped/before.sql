CREATE SUBSCRIPTION gone CONNECTION 'host=gone.example' PUBLICATION p WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION kept CONNECTION 'host=kept.example' PUBLICATION p, q WITH (connect = false, slot_name = NONE, origin = none, run_as_owner = true, password_required = false);
