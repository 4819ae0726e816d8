UPDATE orders SET status = 'new' WHERE status NOT IN ('new', 'paid', 'sent');
