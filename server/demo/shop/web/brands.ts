import type { Pool } from "pg";

/** Brands with the number of their offers, for the filter beside the list. */
export async function brandFilter(pool: Pool, shop: string) {
  const found = await pool.query(
    `SELECT p.brand, count(*) AS offers
       FROM products p
      WHERE p.shop = $1 AND p.brand IS NOT NULL
      GROUP BY p.brand
      ORDER BY offers DESC`,
    [shop],
  );
  return found.rows;
}
