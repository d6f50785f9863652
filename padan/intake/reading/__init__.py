"""From a file to blocks of rows. Nothing here knows what a row means, and nothing trusts a file's name."""
