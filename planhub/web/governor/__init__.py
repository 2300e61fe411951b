"""The governor's page, its lists, the brief and the wall."""
