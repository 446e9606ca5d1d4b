"""Facts told in sentences, in Norwegian, Swedish and Danish: only what the text says, each value with the words it was read from.

Belongs here: the readers of prose, one module per kind of fact. Does not belong here: which pages are prose, and where one operation ends
and the next begins (`parsers.several`, `parsers.announcements`, the registries' modules).
"""

from parsers.prose.amounts import read_money, resolve_recipients
from parsers.prose.goals import read_activities, read_goals
from parsers.prose.names import read_fund, read_names, read_places
from parsers.prose.partners import add_partner, read_parties
from parsers.prose.sentences import Sentence, sentences
from parsers.prose.times import read_times

__all__ = [
    "Sentence",
    "add_partner",
    "read_activities",
    "read_fund",
    "read_goals",
    "read_money",
    "read_names",
    "read_parties",
    "read_places",
    "read_times",
    "resolve_recipients",
    "sentences",
]
