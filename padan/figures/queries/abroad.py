"""The rows of figures about the route abroad, each as of the cut-off."""

from padan.figures.queries.rows import Question
from padan.overseas.queries import counted
from padan.overseas.queries.counted import LANGUAGE_EXAMS, SKILLS_EXAMS, candidates_to_count


def _all(asked: Question):
    return asked.within(candidates_to_count(asked.viewer), centre="centre", company="partner")


def in_language_training(asked: Question):
    return counted.learning_on(_all(asked), asked.as_of)


def passed_language(asked: Question):
    return counted.passed_by(_all(asked), asked.as_of, LANGUAGE_EXAMS)


def passed_skills(asked: Question):
    return counted.passed_by(_all(asked), asked.as_of, SKILLS_EXAMS)


def interviewed(asked: Question):
    return counted.interviewed_by(_all(asked), asked.as_of)


def contracted(asked: Question):
    return counted.contracted_by(_all(asked), asked.as_of)


def departed(asked: Question):
    return counted.departed_by(_all(asked), asked.as_of)


def in_japan(asked: Question):
    return counted.abroad_on(_all(asked), asked.as_of, "JP")


def returned(asked: Question):
    return counted.returned_by(_all(asked), asked.as_of)
