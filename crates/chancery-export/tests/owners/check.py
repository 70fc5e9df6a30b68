"""Tries every export with the tool of its owner: check.py CHANCERY FOLDER [ARCHIVE].

In: the program, a folder to work in, and an archive (without one, a small one is made of examples/ and of items of our own). Out: a line for
each check, `ok` or `FAILED` with what was expected. Ends with 1 if one failed.
"""

import csv
import io
import json
import os
import re
import subprocess
import sys
import traceback
import unicodedata
import zipfile
from pathlib import Path

CHANCERY, WORK = os.path.abspath(sys.argv[1]), Path(sys.argv[2]).absolute()
ROOT = Path(__file__).resolve().parents[4]
WORK.mkdir(parents=True, exist_ok=True)
csv.field_size_limit(1 << 30)


def item(number, date, source, title, text, **more):
    return {"id": str(number), "date": date, "source": source, "title": title, "text": text, **more}


TALKS = "法國總統馬克龍22日在德國亞琛同德國總理默克爾舉行會談。兩國領導人就歐洲一體化、貿易和安全交換意見,一致同意深化雙邊合作,並商定年內再次會晤。會談後兩人共同會見記者。"
OURS = [
    item(1, "2019-01-23", "甲報", "法德領導人會談", TALKS, url="https://example.org/a?x=1&y=2"),
    item(2, "2019-01-24", "乙報", "=1+1 新條約", "法國和德國1月22日簽署《法德合作與一體化條約》。馬克龍表示,新條約將拉近兩國社會的距離。"),
    item(3, "2019-03-02", "甲报", "外长访问, \"引号\"; 分号", "俄罗斯外长拉夫罗夫3月1日访问越南,同越南外长范平明举行会谈。"),
    item(4, "2019-03-20", "丙報", "訪問預告", "外交部發言人宣布,國家主席習近平將於3月21日至26日對意大利進行國事訪問。"),
    item(5, "2019-03-21", "丙報", "𠮷野家與會談", "𠮷田說,3月21日在羅馬,意大利總統馬塔雷拉同習近平舉行會談。𠮷田說,3月21日在羅馬,意大利總統馬塔雷拉同習近平舉行會談。"),
    item(6, "2019-04-02", "丁報", "制裁", "美國財政部4月1日宣布對俄羅斯實施制裁。俄羅斯外交部對此表示強烈譴責。2018年中美貿易額達6335億美元。"),
    item(7, "2019-05-02", "丁報", "邦交", "薩爾瓦多2018年8月21日與中國建交。中俄新時代全面戰略協作夥伴關係得到提升。"),
    # A conference of more states than one name holds, and a title longer than the model's longest.
    item(9, "2019-04-19", "丁報", "會" * 1100, "奧地利、阿塞拜疆、白俄羅斯、文萊、柬埔寨、智利、塞浦路斯、捷克、吉布提、埃及、埃塞俄比亞、希臘、匈牙利、印度尼西亞、意大利、哈薩克斯坦、肯尼亞、吉爾吉斯斯坦、老撾、馬來西亞、蒙古、莫桑比克、緬甸、尼泊爾、巴基斯坦、巴布亞新幾內亞、菲律賓、葡萄牙、俄羅斯、塞爾維亞、新加坡、瑞士、塔吉克斯坦、泰國、阿聯酋、烏茲別克斯坦、越南等國的領導人將出席圓桌峰會。"),
    item(8, "2019-05-03", "丁報", "下月", "日本首相安倍晉三將於6月訪問伊朗。"),
]


def run(*args, out=None, fine=(0,)):
    done = subprocess.run([CHANCERY, *map(str, args)], capture_output=True)
    assert done.returncode in fine, f"chancery {' '.join(map(str, args))}: exit {done.returncode}: {done.stderr.decode()[-800:]}"
    return done


def archive():
    if len(sys.argv) > 3:
        return os.path.abspath(sys.argv[3])
    made = WORK / "archive"
    if not made.exists():
        news = WORK / "news.jsonl"
        news.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in OURS), encoding="utf-8")
        run("add", *sorted((ROOT / "examples").glob("*.txt")), news, "--archive", made)
        ids = [json.loads(line)["id"] for line in run("events", "--archive", made, "--jsonl").stdout.splitlines()]
        run("decide", "accept", ids[0], "--who", "anna", "--why", "read", "--archive", made)
    return str(made)


ARCHIVE = archive()


def export(form, *args, fine=(0,)):
    return run("export", "--format", form, "--archive", ARCHIVE, *args, fine=fine)


def listed(name):
    return [json.loads(line) for line in run(name, "--archive", ARCHIVE, "--jsonl", fine=(0, 1)).stdout.splitlines()]


EVENTS = listed("events")
_texts = {}


def text(document):
    if document not in _texts:
        _texts[document] = run("show", document, "--text", "--archive", ARCHIVE).stdout.decode("utf-8")
    return _texts[document]


def unsafe_again(cell):
    return cell[1:] if re.match(r"'+[=+\-@\t\r\n＝＋－＠]", cell) else cell


def tables(folder):
    return {path.stem: list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"), newline=""), strict=True)) for path in sorted(folder.glob("*.csv"))}


def check_csv():
    folder = WORK / "csv"
    export("csv", "--out", folder)
    plain = tables(folder)
    assert len(plain) == 13, sorted(plain)
    raw = (folder / "events.csv").read_bytes()
    assert raw.count(b"\r\n") >= len(plain["events"]) + 1 and not raw.startswith(b"\xef\xbb\xbf")
    assert [row["id"] for row in plain["events"]] == [row["id"] for row in EVENTS] or len(EVENTS) > 20000
    assert sorted(row["id"] for row in plain["events"]) == sorted(row["id"] for row in EVENTS)
    by_record = {}
    for row in plain["reports"]:
        by_record.setdefault(row["record"], []).append(row)
    for row, known in zip(sorted(plain["events"], key=lambda row: row["id"]), sorted(EVENTS, key=lambda row: row["id"])):
        assert int(row["reports"]) == known["reports"] and int(row["sources"]) == known["sources"], row
        assert int(row["reports"]) == len({report["document"] for report in by_record[row["id"]]}) or len(by_record[row["id"]]) >= int(row["reports"]), row
        assert row["date"] or not row["date_precision"], row
    documents = {row["id"] for row in plain["documents"]}
    step = max(1, len(plain["evidence"]) // 300)
    for row in plain["evidence"][::step]:
        assert text(row["document"])[int(row["start"]):int(row["end"])] == row["quote"], row
    assert {row["document"] for row in plain["evidence"]} <= documents
    assert all(row["source"].startswith("sha256:") and len(row["source"]) == 71 for row in plain["evidence"])
    safe_folder = WORK / "csv-safe"
    export("csv", "--excel-safe", "--out", safe_folder)
    for name, rows in tables(safe_folder).items():
        back = [{key: unsafe_again(value) for key, value in row.items()} for row in rows]
        assert back == plain[name], f"{name} does not come back"
        for row in rows:
            for key, value in row.items():
                assert not re.match(r"[=+@\t\r\n＝＋－＠]", value) and not (value.startswith("-") and not re.match(r"-?[0-9.]+$", value)), (name, key, value)
    bom = export("csv", "--table", "events", "--bom").stdout
    assert bom.startswith(b"\xef\xbb\xbfid,") and bom[3:] == raw
    with zipfile.ZipFile(io.BytesIO(export("csv").stdout)) as packed:
        assert packed.testzip() is None
        assert packed.read("events.csv") == raw and len(packed.namelist()) == 13
    return f"{len(plain['events'])} events, {len(plain['evidence'])} spans"


def check_parquet():
    import duckdb
    import pyarrow.parquet as pq

    folder = WORK / "parquet"
    export("parquet", "--out", folder)
    plain = tables(WORK / "csv")
    for name, rows in plain.items():
        path = folder / f"{name}.parquet"
        table = pq.read_table(path)
        assert table.num_rows == len(rows), name
        assert table.column_names == (list(rows[0]) if rows else table.column_names), name
        notes = pq.read_metadata(path).metadata
        comments = json.loads(notes[b"chancery.columns"])
        assert set(comments) == set(table.column_names) and all(comments.values()), name
        spark = json.loads(notes[b"org.apache.spark.sql.parquet.row.metadata"])
        assert [field["metadata"]["comment"] for field in spark["fields"]] == [comments[name] for name in table.column_names]
        for row, cells in list(zip(rows, table.to_pylist()))[:2000]:
            for key, value in cells.items():
                shown = row[key]
                if value is None:
                    assert shown == "", (name, key, shown)
                elif isinstance(value, list):
                    parts = [part.replace("\\", "\\\\").replace(";", "\\;") for part in value]
                    assert shown == "; ".join(parts), (name, key, shown, value)
                elif isinstance(value, bool):
                    assert shown == str(value).lower()
                elif isinstance(value, float):
                    assert float(shown) == value
                else:
                    assert shown == str(value), (name, key, shown, value)
        count = duckdb.sql(f"select count(*) from '{path}'").fetchall()[0][0]
        assert count == len(rows), name
    kinds = dict(duckdb.sql(f"select kind, count(*) from '{folder / 'events.parquet'}' group by 1").fetchall())
    assert sum(kinds.values()) == len(EVENTS)
    columns = dict((row[0], row[1]) for row in duckdb.sql(f"describe select * from '{folder / 'events.parquet'}'").fetchall())
    assert columns["date_from"] == "DATE" and columns["actors"] == "VARCHAR[]" and columns["reports"] == "BIGINT" and columns["cameo"] == "VARCHAR", columns
    for name in ["events", "instruments", "relations", "statements", "figures", "people"]:
        done = run(name, "--archive", ARCHIVE, "--format", "parquet", fine=(0, 1))
        table = pq.read_table(io.BytesIO(done.stdout))
        assert table.num_rows == len(listed(name)), name
    return f"{len(plain)} tables"


def check_jsonld():
    from pyld import jsonld

    path = WORK / "register.jsonld"
    export("jsonld", "--out", path)
    whole = json.loads(path.read_text(encoding="utf-8"))
    assert whole["@context"] == json.loads((ROOT / "crates/chancery-export/data/context.jsonld").read_text())["@context"]
    nodes = whole["@graph"]
    notes = [node for node in nodes if node.get("type") == "Annotation"]
    step = max(1, len(notes) // 300)
    for note in notes[::step]:
        document = note["target"]["source"].removeprefix("urn:chancery:")
        chars = text(document)
        selector = {one["type"]: one for one in note["target"]["selector"]}
        place, quote = selector["TextPositionSelector"], selector["TextQuoteSelector"]
        assert chars[place["start"]:place["end"]] == quote["exact"], note
        context = quote.get("prefix", "") + quote["exact"] + quote.get("suffix", "")
        first = chars.find(context)
        assert first >= 0 and chars.find(context, first + 1) < 0, f"not unique: {note}"
        assert first + len(quote.get("prefix", "")) == place["start"], note
    # The processor is tried on the whole of a small archive, on the first nodes of a large one.
    some = {"@context": whole["@context"], "@graph": nodes[:1500]}
    expanded = jsonld.expand(some)
    assert len(expanded) == len(some["@graph"])
    flat = jsonld.flatten(some)
    by_type = {}
    for node in flat:
        for kind in node.get("@type", []):
            by_type[kind] = by_type.get(kind, 0) + 1
    assert by_type["http://www.w3.org/ns/prov#Entity"] and by_type["http://www.w3.org/ns/oa#Annotation"], by_type
    quads = jsonld.to_rdf(some, {"format": "application/n-quads"})
    assert "oa#exact" in quads and "prov#wasDerivedFrom" in quads and "EDTF-level1" in quads
    ids = {node["id"] for node in nodes if "id" in node}
    assert {note["body"] for note in notes} <= ids
    assert {note["target"]["source"] for note in notes} <= ids
    export("jsonld", "--quote", "4", "--out", WORK / "short.jsonld")
    short = json.loads((WORK / "short.jsonld").read_text(encoding="utf-8"))
    assert "TextQuoteSelector" not in json.dumps(short["@graph"]) and '"TextPositionSelector"' in json.dumps(short["@graph"])
    return f"{len(notes)} annotations, {len(quads.splitlines())} quads of {len(some['@graph'])} nodes"


def check_ftm():
    from followthemoney import model
    from followthemoney.types import registry

    path = WORK / "register.ftm.jsonl"
    export("ftm", "--out", path)
    schemata, ids, links = {}, set(), set()
    for line in path.read_text(encoding="utf-8").splitlines():
        data = json.loads(line)
        schema = model.get(data["schema"])
        assert schema is not None, data
        schema.validate(data)
        for name, values in data["properties"].items():
            prop = schema.get(name)
            assert prop is not None, f"{data['schema']} has no {name}"
            for value in values:
                assert prop.type.validate(value), f"{data['schema']}.{name}: {value!r} is no {prop.type.name}"
                # A value that cleaning throws away or changes would be lost in the owner's tools; that it normalizes characters is no loss.
                assert prop.type.clean(value) == unicodedata.normalize("NFC", value), (name, value, prop.type.clean(value))
                if prop.type is registry.entity:
                    links.add((value, prop.range.name if prop.range else None))
        for name in schema.required:
            assert data["properties"].get(name), f"{data['schema']} without {name}"
        assert data["id"] not in ids, f"twice: {data['id']}"
        assert registry.entity.validate(data["id"]), data["id"]
        ids.add(data["id"])
        schemata.setdefault(data["schema"], []).append(data)
    by_id = {one["id"]: one["schema"] for group in schemata.values() for one in group}
    for target, wanted in links:
        assert target in by_id, f"leads nowhere: {target}"
        assert wanted is None or model.get(by_id[target]).is_a(wanted), (target, by_id[target], wanted)
    assert schemata["Event"] and schemata["Article"] and schemata["PublicBody"] and schemata["Person"]
    return ", ".join(f"{len(group)} {name}" for name, group in sorted(schemata.items()))


def check_package():
    from frictionless import Package, validate

    folder = WORK / "package"
    export("package", "--out", folder)
    report = validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])[:5]
    package = Package(str(folder / "datapackage.json"))
    assert len(package.resources) == 13
    rows = sum(resource.to_descriptor().get("rows", 0) for resource in package.resources)
    assert "## events" in (folder / "CODEBOOK.md").read_text(encoding="utf-8")
    from cffconvert import Citation

    Citation((folder / "CITATION.cff").read_text(encoding="utf-8")).validate()
    packed = WORK / "package.zip"
    export("package", "--out", packed)
    assert validate(str(packed)).valid
    with zipfile.ZipFile(packed) as both:
        for name in both.namelist():
            assert both.read(name) == (folder / name).read_bytes(), name
    return f"{rows} rows"


PLOVER = {}
for _line in (ROOT / "crates/chancery-export/data/plover.tsv").read_text().splitlines():
    if not _line.startswith("#") and not _line.startswith("event"):
        _cells = _line.split("\t")
        PLOVER[(_cells[0], _cells[1])] = (int(_cells[2]), float(_cells[3]), _cells[4] == "yes")


def check_plover():
    done = export("plover")
    rows = [json.loads(line) for line in done.stdout.decode().splitlines()]
    left = sum(int(number) for number in re.findall(r"left out: (\d+)", done.stderr.decode()))
    assert len(rows) + left == len(EVENTS), (len(rows), left, len(EVENTS))
    for row in rows:
        assert {"id", "date", "actor", "event", "coder", "comment"} <= set(row) and re.fullmatch(r"\d{4}-\d\d-\d\d", row["date"]), row
        quad, scale, recipient = PLOVER[(row["event"][0], row.get("mode", [""])[0])]
        assert (row["quad_code"], row["event_scale"]) == (quad, scale), row
        assert not recipient or row["recipient"], row
        assert all(one.get("code", "XXX").isupper() and len(one.get("code", "XXX")) == 3 for one in row["actor"] + row.get("recipient", [])), row
        assert "reports" in row["comment"] and "independent sources" in row["comment"]
    return f"{len(rows)} of {len(EVENTS)}"


def check_gdelt():
    folder = WORK / "gdelt"
    done = export("gdelt", "--out", folder)
    events = [line.split("\t") for line in (folder / "chancery.export.CSV").read_text(encoding="utf-8").split("\n")[:-1]]
    mentions = [line.split("\t") for line in (folder / "chancery.mentions.CSV").read_text(encoding="utf-8").split("\n")[:-1]]
    assert events and all(len(row) == 61 for row in events), {len(row) for row in events}
    assert all(len(row) == 16 for row in mentions)
    ids = {row[0] for row in events}
    assert len(ids) == len(events) and {row[0] for row in mentions} == ids
    for row in events:
        assert re.fullmatch(r"\d{8}", row[1]) and row[2] == row[1][:6] and row[3] == row[1][:4]
        assert abs(float(row[4]) - (int(row[3]) + (int(row[1][4:6]) * 30 + int(row[1][6:])) / 365)) < 1e-3
        code, base, root, quad = row[26:30]
        assert code.startswith(base) and base.startswith(root) and len(root) == 2 and quad in "1234", row
        assert -10 <= float(row[30]) <= 10 and int(row[33]) >= int(row[32]) >= 1
        assert row[34] == "" and re.fullmatch(r"\d{14}", row[59])
    import duckdb

    names = duckdb.sql(f"select column26, count(*) from read_csv('{folder / 'chancery.export.CSV'}', delim='\t', header=false, all_varchar=true, quote='') group by 1").fetchall()
    assert all(code.startswith(("0", "1", "2")) for code, _ in names), "EventCode lost its zero"
    return f"{len(events)} rows, {len(mentions)} mentions; {done.stderr.decode().count('left out')} reasons to leave out"


def check_ics():
    from icalendar import Calendar

    announced = Calendar.from_ical(export("ics", fine=(0, 1)).stdout)
    every = Calendar.from_ical(export("ics", "--status", "held,ongoing,planned,possible,proposed,cancelled,denied").stdout)
    known = {row["id"]: row for row in EVENTS}
    ending = {row["id"] + "-expires": row["expires"] for row in listed("instruments") if row["expires"]}
    for calendar in (announced, every):
        assert str(calendar["VERSION"]) == "2.0" and calendar["PRODID"]
        for entry in calendar.walk("VEVENT"):
            uid = str(entry["UID"]).removesuffix("@chancery")
            start, end = entry.decoded("DTSTART"), entry.decoded("DTEND")
            day = ending[uid] if uid in ending else known[uid]["date"]
            assert str(day).split("/")[0] == str(start) and (end - start).days >= 1, (day, start, end)
            assert str(entry["STATUS"]) in ("CONFIRMED", "TENTATIVE", "CANCELLED") and not entry.errors
            assert entry.decoded("DTSTAMP").tzinfo is not None
    uids = [str(entry["UID"]).removesuffix("@chancery") for entry in announced.walk("VEVENT")]
    assert all(known[uid]["status"] in ("planned", "possible", "proposed", "cancelled") for uid in uids if uid not in ending)
    # Every instrument that ends on a day has its entry.
    assert {uid for uid, day in ending.items() if "/" not in day} <= set(uids)
    last = sum(uid in ending for uid in uids)
    return f"{len(uids) - last} announced, {last} last days of instruments, {len(every.walk('VEVENT'))} with days"


def check_references():
    import bibtexparser
    import rispy
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    items = json.loads(export("csl").stdout)
    ris = rispy.loads(export("ris").stdout.decode())
    bib = bibtexparser.parse_string(export("bibtex").stdout.decode())
    assert not bib.failed_blocks, bib.failed_blocks[:2]
    assert len(items) == len(ris) == len(bib.entries), (len(items), len(ris), len(bib.entries))
    assert {one["id"] for one in items} == {entry.key for entry in bib.entries}
    for one, other in zip(items, ris):
        assert one["title"] == other["title"] and (one.get("URL") is None or one["URL"] in other["urls"]), (one, other)
    articles = [one for one in items if one["type"] != "treaty"]
    assert articles and all("sha256:" in one["archive_location"] and "urn:chancery:" in one["archive_location"] for one in articles)
    some = (articles[:20] + [one for one in items if one["type"] == "treaty"][:5])
    for one in some:
        style = CitationStylesStyle("apa", validate=False)
        source = CiteProcJSON([one])
        bibliography = CitationStylesBibliography(style, source, formatter.plain)
        bibliography.register(Citation([CitationItem(one["id"])]))
        shown = str(bibliography.bibliography()[0])
        assert one["title"][:10] in shown, (one, shown)
        if "issued" in one:
            assert str(one["issued"]["date-parts"][0][0]) in shown, (one, shown)
    with_outlet = next(one for one in articles if "container-title" in one and "issued" in one)
    for style in ["chicago", "chicago-author-date", "apa", "mla", "gb7714", "oscola", "harvard"]:
        line = run("cite", with_outlet["id"], "--style", style, "--archive", ARCHIVE).stdout.decode()
        for part in [with_outlet["title"], with_outlet["container-title"], str(with_outlet["issued"]["date-parts"][0][0]), "sha256:", "urn:chancery:"]:
            assert part in line, (style, part, line)
    return f"{len(items)} references"


failed = 0
for name, check in [(name.removeprefix("check_"), check) for name, check in list(globals().items()) if name.startswith("check_")]:
    try:
        print(f"ok      export to {name}: {check()}", flush=True)
    except Exception as error:
        failed += 1
        trace = traceback.format_exc(limit=3).splitlines()
        print(f"FAILED  export to {name}: {str(error)[:1500] or trace[-2:]}\n        {' '.join(trace[-3:-1])[:400]}", flush=True)
sys.exit(1 if failed else 0)
