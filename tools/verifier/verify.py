#!/usr/bin/env python3
"""Checks an export of a Relief Ledger by itself: python3 verify.py <export directory>.

Needs nothing but Python 3.8. See docs/proof.md for what is checked and what each file holds. Exit 0 when all holds,
else 1 with every finding, the earliest first.
"""
import base64, bisect, hashlib, json, re, sys
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from fractions import Fraction
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
    to_milliseconds = re.sub(r"\.(\d+)", lambda found: "." + (found[1] + "00")[:3], text.upper())
    return datetime.fromisoformat(to_milliseconds.replace("Z", "+00:00"))


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


def population(opened, tails, chains):
    """Every receipt of the measure that the seal holds, in order: reference, household's entry, units, if returned."""
    measure, order = opened["measure"], opened["orderId"]
    kind, unit = ("centre", measure["commodity"]) if "commodity" in measure else ("payer", measure["currency"])
    sealed = re.findall("^%s:([^/]+)/%s@(\\d+):" % (kind, re.escape(order)), tails, re.M)
    of_book = defaultdict(dict)  # the households' entries by the book entry that stands for them
    for account, chain in chains.items():
        if account.startswith("household:") and account.split("/")[1] == order:
            for record in chain.values():
                of_book[record.get("counterpartyEntry")][record["reference"], account] = record

    def units(record):
        if kind == "payer":
            return int(record["money"]) if record.get("currency") == unit else 0
        return amounts(record, "lines").get(unit, 0)

    receipts, returned = [], set()
    for owner, last in sorted(sealed):
        book = "%s:%s/%s" % (kind, owner, order)
        for seq in range(1, int(last) + 1):
            entry = chains[book][seq]
            suffix = "stipend" if kind == "payer" else "goods"
            for reference, who in entry.get("group", []):
                record = of_book["%s@%d" % (book, seq)][reference, "household:%s/%s/%s" % (who, order, suffix)]
                if entry["type"] in ("handover", "payment") and units(record):
                    receipts.append((book, reference, who, units(record)))
                elif entry["type"] in ("return", "reversal"):
                    returned.add((book, record["reverses"]))
    return [(book, reference, who, u, (book, reference) in returned) for book, reference, who, u in receipts]


def audit(opened, sheets, tails, chains):
    """Recomputes an audit by visits: its population, the receipts that were drawn, and what the visits prove."""
    receipts = population(opened, tails, chains)
    total = sum(u for _, _, _, u, _ in receipts)
    back = sum(u for _, _, _, u, void in receipts if void)
    if (len(receipts), total, back) != (opened["receipts"], int(opened["total"]), int(opened["returned"])):
        raise ValueError("draws from another population than its seal holds")
    ends, end = [], 0
    for _, _, _, u, _ in receipts:
        end += u
        ends.append(end)

    def drawn(draw):
        g = int(hashlib.sha256(("%s,%d" % (opened["seed"], draw)).encode()).hexdigest(), 16) % total
        return receipts[bisect.bisect_right(ends, g)]

    share = Fraction(int(opened["tolerance"]), total - back)
    risk = Fraction(int(opened["riskThousandths"]), 100000)
    known, since, confirmed, visits, p = {}, {}, None, 0, Fraction(1)
    for sheet in sheets:
        for draw, recorded, missing, reference, who, _, _, _ in sheet["rows"]:
            _, expected, household, u, void = drawn(draw)
            if (reference, who, int(recorded), False) != (expected, household, u, void):
                raise ValueError("has visited %s as draw %d, which is %s" % (reference, draw, expected))
            if instant(sheet["time"]) >= since.get(draw, instant(sheet["time"])):
                known[draw], since[draw] = Fraction(int(missing), u), instant(sheet["time"])
        visits, p, draw = 0, Fraction(1), 1
        while draw in known or drawn(draw)[4]:
            if not drawn(draw)[4]:
                visits, taint = visits + 1, known[draw]
                if opened["method"] == "betting":
                    p = p / (1 + Fraction(9, 10) * (share - taint))
                else:
                    p = None if p is None or taint == 1 else p * (1 - share) / (1 - taint)
                if p is not None and p <= risk:
                    confirmed = confirmed or draw
            draw += 1
    printed = "infinite" if p is None else "%d.%010d" % divmod((2 * p * 10**10 + 1) // 2, 10**10)
    verdict = "confirmed at draw %d" % confirmed if confirmed else "open"
    yield "audit %s: %d receipts, V %d, N %d, %d visits, p %s, %s" % (
        opened["auditId"], len(receipts), total, total - back, visits, printed, verdict)


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
            ahead = {}
            for member in members if record["type"] in ("handover", "payment") else ():
                if amounts(member, "ahead") != ahead:
                    findings.append((member["at"], member["account"], member["seq"], "says wrongly what came before it in its group"))
                got = {member["currency"]: int(member["money"])} if "money" in member else amounts(member, "lines")
                ahead = added(ahead, got)
            some = Counter(commodity for member in members for commodity, got in amounts(member, "lines").items() if got > 0)
            holders = {commodity: count for commodity, count in some.items() if count < len(members)}
            if record["type"] == "handover" and dict(record.get("holders", [])) != holders:
                findings.append((record["at"], account, seq, "miscounts which of its group got some of each commodity"))
    for name, entries in groups.items():
        account, _, seq = name.rpartition("@")
        if (account, int(seq)) in broken:
            continue
        for (_, stray), entry in entries.items():
            findings.append((entry["at"], stray, entry["seq"], "names %s, which is not there" % name))

    audits = [chain for account, chain in chains.items() if account.startswith("audit:") and 1 in chain]
    for chain in sorted(audits, key=lambda chain: chain[1]["auditId"]):
        opened = chain[1]
        tails = next((seal["tails"]["key"] for seal in seals if seal["date"] == opened["sealDate"]), None)
        text = (directory / tails).read_text(encoding="utf-8") if tails else ""
        try:
            for line in audit(opened, [chain[seq] for seq in sorted(chain) if seq > 1], text, chains):
                print(line)
        except ValueError as error:
            findings.append((opened["at"], opened["account"], 1, str(error)))

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
