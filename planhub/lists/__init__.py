"""AN OFFICE'S LIST: what a file of rows says, read and checked cell by cell. Pure, no database."""
