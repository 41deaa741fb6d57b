"""What people reads from packs."""
