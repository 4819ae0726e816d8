CREATE SUBSCRIPTION feed CONNECTION 'host=feed.example' PUBLICATION p WITH (connect = false, slot_name = NONE, disable_on_error = true);
