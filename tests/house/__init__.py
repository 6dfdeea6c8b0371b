"""What the tests about the repository itself know of it: its files, its syntax, its imports, its templates."""
