"""The status for people: every registry in full where they are few; of many, the numbers by country and those that need a person.

Belongs here: what is printed, and in which order. Does not belong here: how a registry stands (`assets.steps.registry_health`), or the
status as a value (`registry_status`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from assets.steps.registry_health import WORST_FIRST, RegistryHealth
from pipeline.commands.status.registry_status import say_broken_rules
from pipeline.settings import Settings
from pipeline.terminal import console
from pipeline.terminal.wording import counted, failed_fetch, sql_hint, typed_command
from warehouse.captures.manifest import CrawlOrigin
from warehouse.visible import cut_to

FEW = 20
"""So many registries are shown one by one."""
SHOWN_PAGES = 20
REASON = 110


def say_status(settings: Settings, found: dict[str, Any], *, is_all: bool = False) -> None:
    """Says what is published, how the registries stand (`is_all`: each of them, however many they are), and which rules are broken."""
    published, registries = found["publication"], found["registries"]
    if published:
        kind = "bundled sample" if published["is_sample"] else "live registries"
        console.say(f"Published {published['published_at']}: {published['n_projects']} projects ({kind}), run {published['run_id']}")
    else:
        console.say(f"Nothing is published in {found['data']} yet: {typed_command(settings, 'run')}")
    if last := found["last_run"]:
        pages = f"{counted(last['n_pages'], 'page')}, {last['n_pages_unchanged']} unchanged"
        console.say(f"Last run {last['finished_at']} ({last['job']}): {last['ending']}; {pages}")
    if is_all or len(registries) <= FEW:
        for each in registries:
            _say_registry(settings, each)
    else:
        _say_many(settings, registries)
    say_broken_rules(settings, found["broken_rules"])


def _say_many(settings: Settings, registries: Sequence[dict[str, Any]]) -> None:
    numbers = Counter((each["country"], each["state"]) for each in registries)
    there = [health for health in reversed(WORST_FIRST) if any(each["state"] == health for each in registries)]
    rows: list[tuple[Any, ...]] = []
    for country in sorted({each["country"] for each in registries}):
        of_country = [each for each in registries if each["country"] == country]
        projects = sum(each["projects"] for each in of_country)
        rows.append((country, len(of_country), *(numbers[country, health] or None for health in there), projects))
    rows.append(("all", *(sum(row[n] or 0 for row in rows) for n in range(1, len(there) + 3))))
    console.print_rows(("country", "registries", *there, "projects"), rows, title=f"{len(registries)} registries by country")
    worst = sorted((each for each in registries if _needs_a_person(each)), key=lambda each: WORST_FIRST.index(each["state"]))
    rows = [(each["registry"], each["country"], each["state"], (each["since"] or "")[:10], _why(each)) for each in worst]
    if rows:
        console.print_rows(("registry", "country", "state", "since", "why"), rows, title=f"{len(rows)} of them need a person")
    status = typed_command(settings, "status")
    console.say(f"In full, with what to do: {status} --registry CODE (or --country CODE, --failed, --all)")


def _why(each: dict[str, Any]) -> str:
    lost = each["quarantined"]
    if each["state"] == RegistryHealth.STALE:
        return f"the last complete crawl is of {each['last_complete_crawl'][:10]}"
    return cut_to(each["reason"] or (f"{counted(len(lost), 'page')} quarantined: {lost[0][1]}" if lost else ""), REASON)


def _needs_a_person(each: dict[str, Any]) -> bool:
    return bool(each["quarantined"]) or each["state"] not in (RegistryHealth.ACCEPTED, RegistryHealth.NEVER_READ)


def _say_registry(settings: Settings, each: dict[str, Any]) -> None:
    """A registry in full."""
    crawl = each["last_crawl"]
    kind = crawl["origin"] if crawl else CrawlOrigin.CRAWL
    when = f"; last {kind} {crawl['at']}: {crawl['pages_fetched']} pages, {crawl['pages_failed']} failed" if crawl else ""
    since = f" since {each['since']}" if each["since"] else ""
    console.say(f"{each['registry']}: {each['state']}{since}; {each['projects']} projects in the newest accepted crawl{when}")
    if each["reason"]:
        console.say(f"  why: {each['reason']}")
    elif crawl and crawl["decided_because"]:
        console.say(f"  its last crawl counts by hand, although it was held back: {crawl['decided_because']}")
    if each["to_do"]:
        console.say(f"  to do: {each['to_do']}")
    failures = crawl["failures"] if crawl else []
    for failure in failures[:SHOWN_PAGES]:
        console.say(f"  failed: {failed_fetch(failure['url'], failure['error'])}")
    if len(failures) > SHOWN_PAGES:
        console.say(f"  and {len(failures) - SHOWN_PAGES} more")
    for url, why in each["quarantined"]:
        console.say(f"  quarantined: {url}: {why}")
    if each["quarantined"]:
        console.say(f"  values read from these pages before stand{sql_hint(settings, 'FROM ops.quarantine WHERE is_current')}")
