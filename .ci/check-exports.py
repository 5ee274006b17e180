"""Holds what export writes against the checkers of others: libcovebods for BODS, followthemoney for FtM.

Usage: check-exports.py PROMISEGRAPH. Run by `make check-exports`, which installs both.
"""

import glob
import json
import os
import subprocess
import sys
import tempfile

import libcovebods.additionalfields
import libcovebods.config
import libcovebods.data_reader
import libcovebods.jsonschemavalidate
import libcovebods.run_tasks
import libcovebods.schema
import libcovebods.tasks.checks.legacy_checks
import libcovebods.tasks.checks.record_based_checks

# The list of registers comes from the network. Which schemes are on it is a
# matter of the data, not of the export.
NOT_OURS = {"entity_identifiers_not_known_scheme"}
for checks in (libcovebods.tasks.checks.legacy_checks, libcovebods.tasks.checks.record_based_checks):
    checks.get_orgids_prefixes = lambda: []

faults = []


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def check_bods(name, text):
    statements = lines(text)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(statements, file)
        file.flush()
        reader = libcovebods.data_reader.DataReader(file.name)
        config = libcovebods.config.LibCoveBODSConfig()
        schema = libcovebods.schema.SchemaBODS(reader, config)
        for wrong in libcovebods.jsonschemavalidate.JSONSchemaValidator(schema).validate(reader):
            faults.append(f"{name}: schema: {wrong.json()}")
        for wrong in libcovebods.run_tasks.process_additional_checks(reader, config, schema)["additional_checks"]:
            if wrong["type"] not in NOT_OURS:
                faults.append(f"{name}: {wrong}")
        for field in libcovebods.additionalfields.AdditionalFields(schema).process(reader):
            faults.append(f"{name}: {field} is not a field of BODS")
    print(f"{name}: {len(statements)} statements of BODS {schema.schema_version}")


def check_ftm(name, text):
    entities = lines(text)
    ftm = os.path.join(os.path.dirname(sys.executable), "ftm")
    done = subprocess.run([ftm, "validate"], input=text, capture_output=True, text=True, check=True)
    # It drops what it does not take, without a word: nothing may be missing.
    valid = {e["id"]: e for e in lines(done.stdout)}
    for e in entities:
        kept = valid.get(e["id"], {"schema": None, "properties": {}})
        if kept["schema"] != e["schema"]:
            faults.append(f"{name}: {e['id']}: {e['schema']} became {kept['schema']}")
        for prop, values in e["properties"].items():
            if sorted(values) != sorted(kept["properties"].get(prop, [])):
                faults.append(f"{name}: {e['id']}: {prop}: {values} became {kept['properties'].get(prop)}")
    print(f"{name}: {len(entities)} entities of FollowTheMoney")


def main(program):
    def export(*args):
        return subprocess.run([program, "export", *args, "--from", "seed"], capture_output=True, text=True, check=True).stdout

    check_bods("seed", export("--format", "bods", "--on", "2026-11-24"))
    check_ftm("seed", export("--format", "ftm"))
    for path in sorted(glob.glob("convert/testdata/*.bods.golden")):
        with open(path) as file:
            check_bods(path, file.read())
    for path in sorted(glob.glob("convert/testdata/*.ftm.golden")):
        with open(path) as file:
            check_ftm(path, file.read())
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


sys.exit(main(sys.argv[1]))
