-- Products table (main entity)
CREATE TABLE products (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    shop VARCHAR(50) NOT NULL,
    external_id VARCHAR(255) NOT NULL,
    name TEXT NOT NULL,
    brand VARCHAR(255),
    category VARCHAR(255) NOT NULL,
    original_category VARCHAR(255),
    description TEXT,
    ingredients TEXT,
    price DECIMAL(10, 2) NOT NULL,
    original_price DECIMAL(10, 2),
    unit_price DECIMAL(10, 2),
    unit_type VARCHAR(50),
    discount DECIMAL(10, 2),
    discount_percentage DECIMAL(5, 2),
    available BOOLEAN NOT NULL DEFAULT true,
    stock INTEGER,
    max_order_quantity INTEGER,
    delivery_days INTEGER,
    image_url TEXT,
    thumbnail_url TEXT,
    badges JSONB,
    ratings DECIMAL(3, 2),
    review_count INTEGER,
    nutritional_info JSONB,
    url TEXT,
    sku VARCHAR(100),
    last_updated TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    first_seen TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    price_history JSONB,
    is_new BOOLEAN DEFAULT false,
    processing_errors JSONB,
    hash VARCHAR(64) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    UNIQUE(shop, external_id)
);

-- Indexes
CREATE INDEX idx_products_shop_category ON products(shop, category);
CREATE INDEX idx_products_shop_available ON products(shop, available);
CREATE INDEX idx_products_last_updated ON products(last_updated);
CREATE INDEX idx_products_price ON products(price);
CREATE INDEX idx_products_brand ON products(brand);

-- Processing jobs table
CREATE TABLE processing_jobs (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    shop VARCHAR(50),
    status VARCHAR(50) NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    completed_at TIMESTAMP WITH TIME ZONE,
    products_processed INTEGER DEFAULT 0,
    errors_count INTEGER DEFAULT 0,
    error_details JSONB,
    metadata JSONB,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP
);

-- Issues tracking table
CREATE TABLE processing_issues (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    job_id UUID REFERENCES processing_jobs(id),
    shop VARCHAR(50),
    issue_type VARCHAR(100),
    severity VARCHAR(50),
    product_id VARCHAR(255),
    details JSONB,
    resolved BOOLEAN DEFAULT false,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP
);
