"""The command ``padan``. Commands that need the database set Django up; ``match`` works without."""

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main():
    """Padan: taut dan padan lembaga pelatihan dengan industri."""
