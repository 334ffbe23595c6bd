"""PostgreSQL as Django knows it, told with every statement who asks. Named as ``ENGINE`` in the settings."""
