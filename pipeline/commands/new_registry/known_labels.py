"""The labels that other registries declare, as hints for what a label of an unknown site means.

Belongs here: finding a known label by its key and by likeness. Does not belong here: what is made of it (`label_meanings`,
`personal_labels`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from parsers.declaration import Registry
from parsers.page.labels import label_key

_LEAST_LIKENESS = 0.86
_SHORTEST_ALIKE = 6


@dataclass(frozen=True, slots=True)
class KnownLabel:
    """A label as another registry declares it: `use` is field, dropped or ignored, `meaning` a field or a reason."""

    registry: str
    label: str
    languages: tuple[str, ...]
    use: str
    meaning: str


@dataclass(frozen=True, slots=True)
class KnownLabels:
    """The labels of other registries by `label_key`; those of personal data, and their keys."""

    by_key: Mapping[str, Sequence[KnownLabel]]
    dropped: Sequence[KnownLabel]
    personal: frozenset[str]

    def near(self, label: str) -> list[KnownLabel]:
        """The known labels of the same words as `label`; where there is none, those spelt almost like it, the nearest first."""
        words = _words_of(label)
        keys = [key for key in self.by_key if _words_of(key) == words]
        if not keys:
            likeness = {key: _likeness(key, label_key(label)) for key in self.by_key}
            keys = sorted((key for key in likeness if likeness[key] >= _LEAST_LIKENESS), key=lambda key: -likeness[key])
        return [known for key in keys for known in self.by_key[key]]


def labels_declared_by(registries: Iterable[Registry]) -> KnownLabels:
    """All labels of `registries`."""
    by_key: dict[str, list[KnownLabel]] = defaultdict(list)
    dropped = []
    for registry in registries:
        declared = [(label, "field", name) for label, name in registry.labels.items()]
        declared += [(label, "dropped", "personal data") for label in registry.dropped]
        declared += [(label, "ignored", reason) for label, reason in registry.ignored.items()]
        for label, use, meaning in declared:
            known = KnownLabel(registry.code, label, registry.languages, use, meaning)
            by_key[label_key(label)].append(known)
            dropped += [known] if use == "dropped" else []
    return KnownLabels(dict(by_key), dropped, frozenset(label_key(known.label) for known in dropped))


@cache
def _words_of(label: str) -> str:
    """The words of a label, sorted: without brackets and marks, letters of Nordic neighbours folded."""
    words = re.sub(r"\([^)]*\)", " ", label_key(label)).translate(str.maketrans("æøåäö", "aoaao"))
    return " ".join(sorted(re.findall(r"\w+", words)))


def _likeness(one: str, two: str) -> float:
    shorter, longer = sorted((len(one), len(two)))
    return SequenceMatcher(None, one, two, autojunk=False).ratio() if shorter > max(0.7 * longer, _SHORTEST_ALIKE - 1) else 0.0
