ALTER DOMAIN "My s"."amount; -- on" ADD CONSTRAINT "from 1 to 99%; on it" CHECK (VALUE > 0 AND VALUE::text <> 'VALUE');
ALTER DOMAIN "My s"."amount; -- on" ADD CONSTRAINT small CHECK (VALUE < 100) NOT VALID;
