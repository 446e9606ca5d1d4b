"""`diarium status` for people: what is published, and per registry how it is, why, and what to do."""

from __future__ import annotations

from typing import Any

from pipeline.commands.status.checked_rules import say_broken_rules
from pipeline.settings import Settings
from pipeline.terminal import console
from pipeline.terminal.typed_command import failed_fetch, sql_hint, typed_command
from warehouse.captures.manifest import CrawlOrigin

SHOWN_FAILURES = 20


def say_status(settings: Settings, found: dict[str, Any]) -> None:
    """The status for people."""
    published = found["publication"]
    if published:
        kind = "bundled sample" if published["is_sample"] else "live registries"
        console.say(f"Published {published['published_at']}: {published['n_projects']} projects ({kind}), run {published['run_id']}")
    else:
        console.say(f"Nothing is published in {found['data']} yet: {typed_command(settings, 'run')}")
    for each in found["registries"]:
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
        for failure in failures[:SHOWN_FAILURES]:
            console.say(f"  failed: {failed_fetch(failure['url'], failure['error'])}")
        if len(failures) > SHOWN_FAILURES:
            console.say(f"  and {len(failures) - SHOWN_FAILURES} more")
        for url, why in each["quarantined"]:
            console.say(f"  quarantined: {url}: {why}")
        if each["quarantined"]:
            console.say(f"  values read from these pages before stand{sql_hint(settings, 'FROM ops.quarantine WHERE is_current')}")
    say_broken_rules(settings, found["broken_rules"])
