"""Everything between a portal and the archive."""
