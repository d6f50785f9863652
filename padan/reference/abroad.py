"""What lies outside Indonesia's own lists: countries where people go to work, and what others have to have checked.

A country is a region of an edition of its own, with one point: no picker of places offers it, nobody who lives in
Indonesia comes there by default, and it is more than 1,000 km from every regency. What has to be checked (an exam
passed abroad, a place on a route) is a code of one list, so that an opening can require it like any unit.
"""

EDITION = "0"  # sorts behind every edition of the official list
COUNTRIES = {
    "JP": ("Jepang", 35.68, 139.69),
    "KR": ("Korea Selatan", 37.57, 126.98),
    "TW": ("Taiwan", 25.03, 121.57),
    "DE": ("Jerman", 52.52, 13.41),
}
"""Code of ISO 3166 to name and the point of the capital: those whose languages ``tongues`` knows."""
CHECKED = ("checked", "1", "Yang harus sudah diperiksa")
"""The list of what is never told by the person herself: its codes are held only by who checked them."""
