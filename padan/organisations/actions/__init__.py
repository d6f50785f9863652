from padan.organisations.actions.bodies import (
    BodyGone,
    EditedMeanwhile,
    FieldRefused,
    LooksAlike,
    add_name,
    close_body,
    drop_name,
    edit_body,
    open_body,
    open_centre,
    open_companies,
    reopen_body,
)
from padan.organisations.actions.centres import set_teaching
from padan.organisations.actions.contacts import add_contact, change_contact, remove_contact
from padan.organisations.actions.pairs import NoPair, PairAnswered, keep_apart, propose_pair, suggest_pairs
from padan.organisations.actions.roles import RoleEnded, RoleHeld, RoleWithoutPlace, end_role, grant_role

__all__ = [
    "BodyGone",
    "EditedMeanwhile",
    "FieldRefused",
    "LooksAlike",
    "NoPair",
    "PairAnswered",
    "RoleEnded",
    "RoleHeld",
    "RoleWithoutPlace",
    "add_contact",
    "add_name",
    "change_contact",
    "close_body",
    "drop_name",
    "edit_body",
    "end_role",
    "grant_role",
    "keep_apart",
    "open_body",
    "open_centre",
    "open_companies",
    "propose_pair",
    "remove_contact",
    "reopen_body",
    "set_teaching",
    "suggest_pairs",
]
