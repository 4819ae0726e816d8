DELETE FROM log WHERE line IS NULL OR line = '';
