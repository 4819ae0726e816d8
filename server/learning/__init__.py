"""Outcomes to estimates: what is predicted, what came, and what that says of the next time."""
