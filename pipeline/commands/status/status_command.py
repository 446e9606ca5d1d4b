"""The command `diarium status`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pipeline.terminal.options import (
    FAILED,
    USAGE,
    AsJson,
    Countries,
    DataDir,
    Live,
    OnlyFailed,
    Registries,
    choose_registries,
    fail,
    print_json,
    settings_from,
)

if TYPE_CHECKING:
    from pipeline.settings import Settings


def status(
    check: Annotated[
        str | None,
        typer.Option(help="Show this rule and rows that break it: `RULE`, `TABLE:RULE`, or `TABLE` for all it breaks.", show_default=False),
    ] = None,
    registry: Registries = None,
    country: Countries = None,
    failed: OnlyFailed = False,
    every: Annotated[bool, typer.Option("--all", help="Every registry in full, however many they are.")] = False,
    live: Live = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Say what is published, which registry is healthy or held back, since when, why and what to do, and which rules are broken.

    Of many registries it says the numbers by country, and shows those that need a person.

    Exit 1 where a registry is held back or failed, a page is quarantined or nothing is published; with --check, where the rule is broken.

    Example: `diarium status --check postcode_lies_in_stated_region`.
    """
    from assets.steps.registry_health import RegistryHealth
    from pipeline.commands.status.registry_status import status_of
    from pipeline.commands.status.status_output import say_status

    settings = settings_from(data_dir, live=live)
    if check is not None:
        _check(settings, check, as_json=as_json)
    found = status_of(settings)
    if registry or country or failed:
        chosen = choose_registries(settings, registry, country, only_failed=failed).registries
        found["registries"] = [each for each in found["registries"] if each["registry"] in chosen]
    if as_json:
        print_json(found)
    else:
        say_status(settings, found, is_all=every)
    is_well = all(each["state"] == RegistryHealth.ACCEPTED and not each["quarantined"] for each in found["registries"])
    raise typer.Exit(0 if found["publication"] and is_well else FAILED)


def _check(settings: Settings, name: str, *, as_json: bool) -> NoReturn:
    """Shows the rules of a name, and ends the command."""
    from pipeline.commands.status.registry_status import broken_rules, checked_rules, rules_named, say_rules
    from pipeline.terminal.wording import typed_command
    from warehouse.visible import visible

    rules = checked_rules(settings.places)
    if not rules:
        fail(f"no check has run on what is in {settings.places.root}: {typed_command(settings, 'run')}", FAILED)
    named = rules_named(rules, name.replace(": ", ":"))
    if not named:
        broken = ", ".join(rule.outcome.full_name for rule in broken_rules(rules))
        fail(f"no rule {visible(name)!r}; {f'broken are {broken}' if broken else 'none is broken'}", USAGE)
    if as_json:
        print_json([rule.summary() | {"sample": list(rule.outcome.sample)} for rule in named])
    else:
        say_rules(named)
    raise typer.Exit(FAILED if broken_rules(named) else 0)
