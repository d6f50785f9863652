"""Questions of matching: shortlists, rounds, invitations, fairs."""
