"""Papers made of frozen figures: the press release, the one page for the head, the yearly report.

``comparing`` says which figures may stand side by side, ``telling`` puts one into words, the others lay out a paper.
Nothing here asks the database: frozen figures come in, words and bytes go out. Papers are always in Indonesian.
"""
