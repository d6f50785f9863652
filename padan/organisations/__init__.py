"""Centres, companies, offices and forums as bodies; their contacts; the roles of people in them.

A body is opened per exact name and region; likeness is only suggested. Secretariats keep the list;
everybody sees the bodies of her scope (``Viewer``). No states.
"""
