"""Acts of matching: rounds, invitations, fairs."""
