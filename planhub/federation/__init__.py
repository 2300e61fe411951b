"""OWN SERVERS: a province's installation joined to the centre by PostgreSQL's logical replication."""
