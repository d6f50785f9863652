"""One act by signed link, without an account."""
