"""The promises of the page, kept in a real browser."""
