#!/usr/bin/env python3
"""Checks an export of a Relief Ledger by itself: python3 verify.py <export directory>.

Needs nothing but Python 3.8. See docs/proof.md for what is checked and what each file holds. Exit 0 when all holds,
else 1 with every finding, the earliest first.
"""
import base64, hashlib, json, re, sys
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path

MOST_COMMIT = timedelta(minutes=15)  # what was decided before a seal was opened is written by then
SHEETS = ("handover", "return", "payment", "reversal")


def canonical(value):
    """RFC 8785, of values without fractions: the records hold none."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(canonical(name) + ":" + canonical(value[name]) for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, float):
        raise ValueError("a record holds a fraction")
    text = json.dumps(value, ensure_ascii=False)
    return re.sub("[\ud800-\udfff]", lambda lone: "\\u%04x" % ord(lone[0]), text)


def digest(value):
    return base64.urlsafe_b64encode(hashlib.sha256(canonical(value).encode()).digest()).rstrip(b"=").decode()


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def amounts(record, field):
    return {commodity: int(quantity) for commodity, quantity in record.get(field, []) if int(quantity)}


def added(one, other, sign=1):
    total = {name: one.get(name, 0) + sign * other.get(name, 0) for name in {*one, *other}}
    return {name: quantity for name, quantity in total.items() if quantity}


def fault(before, record):
    """What is wrong with a record by itself, and as the one after `before`."""
    if digest({name: value for name, value in record.items() if name != "hash"}) != record["hash"]:
        return "is not what was hashed"
    if record["previousHash"] != (before["hash"] if before else ""):
        return "does not name the hash of the entry before it"
    if before and record["at"] < before["at"]:
        return "is dated before the entry before it"
    before = before or {}
    moved = added(amounts(record, "lines"), amounts(record, "variance"))
    if added(amounts(before, "balance"), moved) != amounts(record, "balance"):
        return "has a balance that does not follow"
    if int(before.get("moneyBalance", 0)) + int(record.get("money", 0)) != int(record.get("moneyBalance", 0)):
        return "has a money balance that does not follow"


def main(directory):
    chains, findings = defaultdict(dict), []
    for file in sorted(directory.glob("journal/*.ndjson")):
        for line in file.open(encoding="utf-8"):
            record = json.loads(line)
            if record["seq"] in chains[record["account"]]:
                findings.append((record["at"], record["account"], record["seq"], "is there twice"))
            chains[record["account"]][record["seq"]] = record

    seals, sealed, opened = [], defaultdict(dict), None
    for file in sorted(directory.glob("seals/*.json")):
        seal = json.loads(file.read_text(encoding="utf-8"))
        problem = fault(seals[-1] if seals else None, seal)
        if problem or seal["seq"] != len(seals) + 1:
            findings.append(("", "seals", seal["seq"], problem or "follows one that is missing"))
        seals.append(seal)
        for kind in ("added", "tails"):
            path = directory / seal[kind]["key"]
            text = path.read_bytes() if path.exists() else b""
            if hashlib.sha256(text).hexdigest() != seal[kind]["sha256"]:
                findings.append(("", "seals", seal["seq"], "has another list %s" % seal[kind]["key"]))
            for account, seq, value in re.findall(r"^(.+)@(\d+):([\w-]+)$", text.decode(), re.M):
                if sealed[account].setdefault(int(seq), value) != value:
                    findings.append(("", account, int(seq), "was sealed twice, with two hashes"))
        sealed["seals"][seal["seq"]] = seal["hash"]
        if seal["digest"] != seal["tails"]["sha256"]:
            findings.append(("", "seals", seal["seq"], "has a digest that is not its list's"))
        opened = seal["openedAt"]

    groups = defaultdict(dict)
    for account in sorted({*chains, *sealed}):
        chain, before, at = chains.get(account, {}), None, ""
        for seq in range(1, max([0, *chain, *sealed.get(account, {})]) + 1):
            record, was = chain.get(seq), sealed.get(account, {}).get(seq)
            problem = None if record else "was sealed and is missing" if was else "is missing"
            if record:
                problem = fault(before, record) if before or seq == 1 else None
                problem = problem or ("is not what was sealed" if was and was != record["hash"] else None)
                problem = problem or ("is not in the archive" if account == "seals" and not was else None)
                late = opened and not was and "counterparty" in record and not account.startswith("household:")
                if not problem and late and instant(record["at"]) < instant(opened) - MOST_COMMIT:
                    problem = "is dated before a seal that does not hold it"
                if account.startswith("household:") and "counterpartyEntry" in record:
                    groups[record["counterpartyEntry"]][record["reference"], account] = record
            if problem:
                findings.append((at or (record or {}).get("at", ""), account, seq, problem))
            else:
                at = record["at"]
            before = record

    broken = {(account, seq) for _, account, seq, _ in findings}
    for account, chain in chains.items():
        for seq, record in chain.items():
            if record.get("type") not in SHEETS or account.startswith("household:") or (account, seq) in broken:
                continue
            kind = "stipend" if "money" in record else "goods"
            names = [(ref, "household:%s/%s/%s" % (who, record["orderId"], kind)) for ref, who in record["group"]]
            entries = groups.pop("%s@%d" % (account, seq), {})
            members = [entries.pop(name, None) for name in names]
            for (_, stray), entry in entries.items():
                findings.append((entry["at"], stray, entry["seq"], "names %s@%d, which does not stand for it" % (account, seq)))
            lost = [name for name, member in zip(names, members) if member is None]
            if lost or any((member["account"], member["seq"]) in broken for member in members if member):
                if lost:
                    findings.append((record["at"], account, seq, "lacks the household entry of %s at %s" % lost[0]))
                continue
            lines = {}
            for member in members:
                lines = added(lines, amounts(member, "lines"))
            money = sum(int(member.get("money", 0)) for member in members)
            if added(lines, amounts(record, "lines")) or money + int(record.get("money", 0)):
                findings.append((record["at"], account, seq, "is not what its household entries add up to"))
            elif record.get("groupHash", digest([m["hash"] for m in members])) != digest([m["hash"] for m in members]):
                findings.append((record["at"], account, seq, "stands for other household entries than are there"))
    for name, entries in groups.items():
        account, _, seq = name.rpartition("@")
        if (account, int(seq)) in broken:
            continue
        for (_, stray), entry in entries.items():
            findings.append((entry["at"], stray, entry["seq"], "names %s, which is not there" % name))

    for _, account, seq, problem in sorted(findings, key=lambda finding: finding[0]):
        print("BROKEN %s entry %d %s" % (account, seq, problem))
    if not findings:
        entries = sum(map(len, chains.values()))
        print("%d entries on %d accounts hold, and so do %d seals" % (entries, len(chains), len(seals)))
        if not entries:
            print("but there is nothing in %s/journal" % directory)
    return 1 if findings or not chains else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
