"""Cards: what is known of one thing, and why two agencies are tied or are not."""
