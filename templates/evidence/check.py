"""Check this evidence: python3 check.py [KEYS.json]. It takes Python 3.9 or newer and the package `cryptography`."""

import base64
import hashlib
import json
import pathlib
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HERE = pathlib.Path(__file__).resolve().parent
FIELDS = "chain sequence at actor_kind actor actor_address verb subject run reason detail previous".split()


def demand(holds, otherwise):
    holds or sys.exit(f"DOES NOT HOLD: {otherwise}")


def unpacked(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def signed(name, kind, keys):  # RFC 7515, EdDSA
    head, body, signature = (HERE / name).read_text().strip().split(".")
    header = json.loads(unpacked(head))
    demand((header["alg"], header["typ"]) == ("EdDSA", kind) and header["kid"] in keys, f"{name} has no known key")
    key = Ed25519PublicKey.from_public_bytes(unpacked(keys[header["kid"]]["x"]))
    key.verify(unpacked(signature), f"{head}.{body}".encode())
    return json.loads(unpacked(body))


def ordered(value):  # names as RFC 8785 orders them
    if isinstance(value, dict):
        return {name: ordered(value[name]) for name in sorted(value, key=lambda name: name.encode("utf-16-be"))}
    return [ordered(member) for member in value] if isinstance(value, list) else value


def digest(event):
    form = {"version": event.get("version", 1), **{name: event[name] for name in FIELDS}}
    old = form["version"] == 1  # written by sorted names, before RFC 8785
    text = json.dumps(form if old else ordered(form), sort_keys=old, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


keys = {key["kid"]: key for key in json.loads(pathlib.Path(*sys.argv[1:2] or [HERE / "keys.json"]).read_text())["keys"]}
manifest = signed("manifest.jwt", "evidence+jwt", keys)
end = signed("checkpoint.jwt", "audit-checkpoint+jwt", keys)
names = {"manifest.jwt", *manifest["files"]}
demand(names == {path.name for path in HERE.iterdir()}, "a file is missing, or was added")
for name, told in manifest["files"].items():
    demand(hashlib.sha256((HERE / name).read_bytes()).hexdigest() == told, f"{name} was changed")
trail, previous, uploads = (HERE / "trail.jsonl").read_text(encoding="utf-8").split("\n")[:-1], None, []
for event in map(json.loads, trail):
    demand(event["hash"] == digest(event), f"event {event['sequence']} was changed")
    demand(previous in (None, event["previous"]), f"event {event['sequence']} does not follow the one before")
    previous, last = event["hash"], event
    uploads += [event["detail"]["digest"]] if (event["verb"], event["run"]) == ("run.uploaded", manifest["run"]) else []
demand(all(last[n] == end[n] for n in ("chain", "sequence")) and previous == end["head"], "the trail ends elsewhere")
demand(uploads == [manifest["digest"]], "the trail tells of no upload of this plan")
print(f"holds: run {manifest['run']} of {manifest['workspace']}, {len(trail)} events, keys {', '.join(keys)}")
