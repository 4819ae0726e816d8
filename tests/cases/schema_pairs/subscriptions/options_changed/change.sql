ALTER SUBSCRIPTION feed SET (slot_name = 'feed_slot', disable_on_error = false, binary = true);
ALTER SUBSCRIPTION feed CONNECTION 'host=feed2.example application_name=''a b''';
ALTER SUBSCRIPTION feed SET (synchronous_commit = remote_apply);
