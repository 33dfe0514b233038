#!/usr/bin/env python3
"""Writes `days.txt`, the public holidays that are compiled into bothways, from the Python package `holidays` (MIT); and `zones.txt`, which
country a time zone lies in, from the system's time zone database (public domain).

    pip install holidays
    ./generate.py > days.txt
    ./generate.py zones > zones.txt

One block a place: the code of a country (ISO 3166-1), or of a part of one (`US-CA`), with the weekdays on which nobody works there if these
are not Saturday and Sunday; then a line a year, with months in hexadecimal and days, `101` for the first of January, `c25` for
Christmas Day. Days that fall on the weekend are left out, and what a part shares with its country is not said again.
"""
import sys

import holidays

YEARS = range(2024, 2031)
NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def main():
    print(f"# Made by generate.py from the Python package holidays {holidays.__version__}. Do not edit: see `[holidays]` in bothways.toml.")
    for code, parts in sorted(holidays.list_supported_countries(include_aliases=False).items()):
        country = days(code, None)
        if country is None:
            continue
        write(code, *country, shared=set())
        for part in sorted(parts):
            # What is no code of ISO 3166-2 is a town or a school zone: nobody could name it.
            if len(part) <= 3 and part.isalnum() and part.upper() == part:
                of_part = days(code, part)
                if of_part is not None and of_part[0] - country[0]:
                    write(f"{code}-{part}", *of_part, shared=country[0])


def days(code, part):
    try:
        found = holidays.country_holidays(code, subdiv=part, years=YEARS, observed=True)
    except Exception as error:
        print(f"{code} {part}: {error}", file=sys.stderr)
        return None
    # Where the law knows one day of rest, people at desks mostly have two.
    weekend = set(found.weekend) if 4 in found.weekend else {5, 6}
    return {day for day in found if day.year in YEARS and day.weekday() not in weekend}, weekend


def write(place, off, weekend, shared):
    unusual = "" if weekend == {5, 6} else " " + " ".join(NAMES[day] for day in sorted(weekend))
    print(place + unusual)
    for year in YEARS:
        line = [f"{day.month:x}{day.day:02}" for day in sorted(off - shared) if day.year == year]
        if line:
            print(f"{year % 100:02} " + " ".join(line))


def zones():
    print("# Made by generate.py from the time zone database. Do not edit.")
    lies_in = {}
    for line in open("/usr/share/zoneinfo/zone.tab"):
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            lies_in[zone.strip()] = country
    # Older and shorter names of the same zones.
    for line in open("/usr/share/zoneinfo/tzdata.zi"):
        if line.startswith("L "):
            _, zone, name = line.split()
            if zone in lies_in and "/" in name:
                lies_in.setdefault(name, lies_in[zone])
    for country in sorted(set(lies_in.values())):
        print(country + " " + " ".join(sorted(zone for zone, place in lies_in.items() if place == country)))


zones() if sys.argv[1:] == ["zones"] else main()
