"""THE STATE MACHINE and the permission table: pure Python, no database, no web, no clock."""
