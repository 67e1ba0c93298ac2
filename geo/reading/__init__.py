"""How an article is read: taken in as text, names found and resolved, facts drafted; and how well that works."""
