"""Files to text: each reader takes bytes or an open file and gives text; nothing in a file is ever executed."""
