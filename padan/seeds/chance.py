"""Chance from a seed: the same story, with the same codes, every time."""

import random

from padan.base.codes import ALPHABET
from padan.seeds.words import BEGINNINGS, ENDINGS, MIDDLES


class Chance(random.Random):
    """A seeded source of codes, names and shares."""

    def code(self, prefix, length=8):
        """A code of the shape of ``base.codes.new_code``."""
        return f"{prefix}-{''.join(self.choices(ALPHABET, k=length))}"

    def word(self):
        return self.choice(BEGINNINGS) + self.choice(MIDDLES) + self.choice(ENDINGS)

    def name(self):
        """An invented name; one in five people bears a single one."""
        return self.word() if self.random() < 0.2 else f"{self.word()} {self.word()}"

    def parts(self, total, count, low):
        """``count`` whole numbers of at least ``low`` that add up to ``total``."""
        shares = [low] * count
        for at in self.choices(range(count), k=total - low * count):
            shares[at] += 1
        return shares

    def deck(self, cards):
        """All cards in a shuffled order, again and again: every card comes before any comes twice."""
        cards = list(cards)
        while True:
            self.shuffle(cards)
            yield from cards

    def hand(self, deck, size):
        """The next ``size`` different cards of a deck."""
        found = {}
        while len(found) < size:
            found.setdefault(next(deck))
        return list(found)
