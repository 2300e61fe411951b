"""THAI: how Thai text, money and dates are read and written; pure, without a database."""
