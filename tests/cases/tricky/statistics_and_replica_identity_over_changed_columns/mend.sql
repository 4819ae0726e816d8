UPDATE addresses SET zip = left(zip, 5);
