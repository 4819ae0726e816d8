INSERT INTO members VALUES (1, 'Ann', '2020-05-01'), (2, 'Bo', '2021-06-30'), (3, 'Cy', '2020-12-31');
REFRESH MATERIALIZED VIEW member_years;
