-- Sent every Monday.
SELECT brand, round(avg(price), 2) AS average_price, count(*) FILTER (WHERE discount > 0) AS discounted
FROM products
WHERE available
GROUP BY brand
ORDER BY average_price DESC
LIMIT 50;
