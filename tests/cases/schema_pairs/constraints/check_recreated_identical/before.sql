CREATE TABLE doses (amount numeric CONSTRAINT amount_positive CHECK (amount > 0));
