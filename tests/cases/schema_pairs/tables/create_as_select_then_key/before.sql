CREATE TABLE measurements (sensor text, taken date, value double precision);
