"""Offers as the API serves them."""

from typing import Any

BY_BRAND = "SELECT id, name, brand, price, sku FROM products WHERE brand = %s AND available ORDER BY price"
CHEAPEST = "SELECT name, min(price) FROM products WHERE sku = %(sku)s GROUP BY name"


def offers_of(cursor: Any, brand: str) -> list[tuple[Any, ...]]:
    """Offers of one brand, cheapest first."""
    cursor.execute(BY_BRAND, (brand,))
    return list(cursor.fetchall())


def change_price(cursor: Any, shop: str, sku: str, price: str) -> None:
    """Set the price of an offer."""
    cursor.execute(
        "UPDATE products SET price = %s, updated_at = now() WHERE shop = %s AND sku = %s", (price, shop, sku)
    )
