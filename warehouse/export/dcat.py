"""`dcat.jsonld`: the snapshot as a DCAT 3 dataset after DCAT-AP 3.0, for catalogues such as those of public administrations.

Addresses of files are relative, so they are right wherever the snapshot is put.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from babel.core import get_global

from parsers.vocabulary.countries import union
from warehouse.export.snapshot_contents import AUTHORS, KEYWORDS, LICENCE, LICENCE_URL, TERMS, Contents, DataFile, SourceRegistry

AUTHORITY = "http://publications.europa.eu/resource/authority"
THEMES = ("REGI", "GOVE")
EU = "EUR"
"""How the country authority table writes the European Union as a whole."""
WITHDRAWN = ("BUR", "DDR", "FXX", "TMP", "YMD", "ZAR")
"""Codes of countries that are no more, or under another name."""
CONTEXT: dict[str, Any] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def dcat(contents: Contents) -> dict[str, Any]:
    """The dataset as JSON-LD, with a distribution per data file and the registries it is derived from."""
    me = f"urn:diarium:{contents.snapshot_id}"
    sources = [_source(source) for source in contents.sources]
    derived = [{"@id": source["@id"]} for source in sources]
    coverage = contents.coverage
    return {
        "@context": CONTEXT,
        "@graph": [
            {
                "@id": me,
                "@type": "dcat:Dataset",
                "dct:title": _english(contents.title),
                "dct:description": _english(contents.description),
                "dct:identifier": me,
                "dcat:version": contents.snapshot_id,
                "dct:issued": _typed(contents.released_on.isoformat(), "xsd:date"),
                "dct:publisher": _agent(),
                "dct:creator": _agent(),
                "dcat:keyword": [_english(word) for word in KEYWORDS],
                "dcat:theme": [_concept(f"{AUTHORITY}/data-theme/{theme}", theme) for theme in THEMES],
                "dct:type": _concept(f"{AUTHORITY}/dataset-type/STATISTICAL", "STATISTICAL"),
                "dct:accrualPeriodicity": {"@id": f"{AUTHORITY}/frequency/IRREG", "@type": "dct:Frequency"},
                "dct:accessRights": {"@id": f"{AUTHORITY}/access-right/PUBLIC", "@type": "dct:RightsStatement"},
                "dct:spatial": [_place(country) for country in coverage.countries] or [_place(union().code)],
                **_period(contents),
                "dct:provenance": {"@type": "dct:ProvenanceStatement", "rdfs:label": _english(_provenance(contents))},
                "dct:source": derived,
                "prov:wasDerivedFrom": derived,
                "dcat:distribution": [_distribution(contents, file) for file in contents.files],
            },
            *sources,
        ],
    }


def _distribution(contents: Contents, file: DataFile) -> dict[str, Any]:
    kind, medium = ("PARQUET", "application/vnd.apache.parquet") if file.is_parquet else ("CSV", "text/csv")
    return {
        "@id": f"urn:diarium:{contents.snapshot_id}:{file.path}",
        "@type": "dcat:Distribution",
        "dct:title": _english(file.path),
        "dct:description": _english(file.description),
        "dcat:accessURL": _resource(file.path),
        "dcat:downloadURL": _resource(file.path),
        "dcat:byteSize": _typed(str(file.n_bytes), "xsd:nonNegativeInteger"),
        "dct:format": {"@id": f"{AUTHORITY}/file-type/{kind}", "@type": "dct:MediaTypeOrExtent"},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{medium}", "@type": "dct:MediaType"},
        "dct:issued": _typed(contents.released_on.isoformat(), "xsd:date"),
        "dct:license": {"@id": LICENCE_URL, "@type": "dct:LicenseDocument", "dct:identifier": LICENCE},
        "dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": _english(TERMS)},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256", "@type": "spdx:ChecksumAlgorithm"},
            "spdx:checksumValue": _typed(file.sha256, "xsd:hexBinary"),
        },
    }


def _source(source: SourceRegistry) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@id": f"urn:diarium:registry:{source.registry}",
        "@type": ["dcat:Dataset", "prov:Entity"],
        "dct:title": source.title,
        "dct:description": _english(f"{source.n_projects} projects of this registry are in the snapshot. Licence: {source.licence}."),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": source.publisher},
        "dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": _english(source.licence)},
    }
    return described | ({"dcat:landingPage": {"@id": source.home, "@type": "foaf:Document"}} if source.home else {})


def _period(contents: Contents) -> dict[str, Any]:
    """From the first start to the last end of a project; nothing where no project is dated."""
    ends = {"dcat:startDate": contents.coverage.first_on, "dcat:endDate": contents.coverage.last_on}
    dated = {name: _typed(day.isoformat(), "xsd:date") for name, day in ends.items() if day}
    return {"dct:temporal": {"@type": "dct:PeriodOfTime", **dated}} if dated else {}


def _provenance(contents: Contents) -> str:
    names = ", ".join(source.title for source in contents.sources)
    return f"{contents.description} Read from captured pages of: {names}. Every value can be traced to the words on a captured page."


def _place(country: str) -> dict[str, Any]:
    """A country of the authority table, which writes ISO 3166 alpha-3; the Unicode tables know it for alpha-2."""
    aliases: Mapping[str, Any] = get_global("territory_aliases")
    longer = [each for each, codes in aliases.items() if codes == [country] and len(each) == 3 and each.isalpha() and each not in WITHDRAWN]
    return {"@id": f"{AUTHORITY}/country/{EU if country == union().code else min(longer, default=country)}", "@type": "dct:Location"}


def _agent() -> dict[str, Any]:
    return {"@id": "urn:diarium:contributors", "@type": "foaf:Agent", "foaf:name": AUTHORS}


def _concept(address: str, name: str) -> dict[str, Any]:
    return {"@id": address, "@type": "skos:Concept", "skos:prefLabel": _english(name)}


def _resource(path: str) -> dict[str, str]:
    return {"@id": path, "@type": "rdfs:Resource"}


def _typed(value: str, kind: str) -> dict[str, str]:
    return {"@value": value, "@type": kind}


def _english(words: str) -> dict[str, str]:
    return {"@value": words, "@language": "en"}
