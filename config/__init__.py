"""How an installation is set up, read from the environment."""
