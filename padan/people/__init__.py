"""Persons, accounts and sign-in. A person may have no name (many lists carry none) and no account.

The NIK is encrypted, looked up by keyed hash, masked on screen. No states.
Everyone reads and corrects herself; officers read persons only through the rooms above.
"""
