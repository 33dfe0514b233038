"""Makes caniemail.toml from the data of caniemail.com (MIT licence): python3 caniemail.py caniemail.json > caniemail.toml

The JSON is https://www.caniemail.com/api/data.json, also packed in the npm package `caniemail`. Kept are the programs that the
gate looks at, by family, and of each feature who does not know it ("no") and who knows it in part ("partly").
"""

import json
import sys

FAMILIES = {
    "gmail": "Gmail", "apple-mail": "Apple Mail", "outlook": "Outlook", "yahoo": "Yahoo", "fastmail": "Fastmail",
    "thunderbird": "Thunderbird", "protonmail": "Proton Mail", "samsung-email": "Samsung Email",
}
# Of elements and attributes the gate only asks about those that programs take out of a mail.
HTML = {"html-audio": "<audio>", "html-base": "<base>", "html-dialog": "<dialog>", "html-form": "<form>", "html-link": "<link>",
        "html-marquee": "<marquee>", "html-object": "<object>", "html-svg": "<svg>", "html-video": "<video>"}


def verdicts(stats):
    no, partly = set(), set()
    for family, name in FAMILIES.items():
        for platform, versions in stats.get(family, {}).items():
            if not versions:
                continue
            newest = list(versions.values())[-1].split()[0]
            who = f"{name} for Windows" if family == "outlook" and platform.startswith("windows") else name
            if newest in "na":
                (no if newest == "n" else partly).add(who)
    return sorted(no), sorted(partly - no)


data = json.load(open(sys.argv[1]))
print("# Which mail program does not know what. Made by caniemail.py beside this file; do not edit by hand.")
print(f"source = \"https://www.caniemail.com, MIT licence\"\ndate = \"{data['last_update_date'][:10]}\"\n")
print("[features]")
for feature in sorted(data["data"], key=lambda feature: feature["slug"]):
    slug = feature["slug"]
    if slug in HTML:
        name = HTML[slug]
    elif slug.startswith("css-at-"):
        name = "@" + slug.removeprefix("css-at-")
    elif slug.startswith("css-") and not slug.startswith(("css-selector-", "css-pseudo-", "css-unit-", "css-function-")):
        name = slug.removeprefix("css-")
    else:
        continue
    no, partly = verdicts(feature["stats"])
    print(f"{json.dumps(name)} = {{ no = {json.dumps(no)}, partly = {json.dumps(partly)} }}")
