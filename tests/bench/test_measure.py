import json
import os

from bench.measure import RUNS, Row, table, take_turns, write_json


def test_turns_alternate_and_the_first_is_not_kept():
    calls = []

    def run(who):
        calls.append(who)
        return {"step": float(len(calls))}

    found = list(take_turns(lambda: run("ours"), lambda: run("floor"), lambda: run("peer")))
    assert calls == ["ours", "floor", "peer"] * (RUNS + 1)
    name, values = found[0]
    assert (name, [len(one) for one in values]) == ("step", [RUNS] * 3)
    assert [one[0] for one in values] == [4.0, 5.0, 6.0]


def test_the_ratio_is_of_medians():
    row = Row("x", "s", [2.0, 9.0, 4.0], [1.0, 2.0, 50.0], [12.0])
    assert (row.ratio, row.faster) == (2.0, 3.0)


def test_nothing_to_compare_with_is_left_empty():
    row = Row("x", "bytes", [1234.0], goal="700 bytes")
    assert (row.ratio, row.faster) == (None, None)
    assert "1,234" in table([row])
    assert "700 bytes" in table([row])


def test_the_table_shows_what_the_file_keeps(tmp_path):
    rows = [Row("push", "s", [0.2, 0.3, 0.1], [0.1, 0.1, 0.4], notes={"ours up": 582732})]
    shown = table(rows)
    assert "push" in shown
    assert "2.00" in shown
    assert "582,732" in shown
    write_json(rows, tmp_path / "build" / "bench.json")
    kept = json.loads((tmp_path / "build" / "bench.json").read_text())
    assert kept["rows"][0]["ours_median"] == 0.2
    assert kept["rows"][0]["ratio"] == 2.0
    assert kept["rows"][0]["ours"] == [0.2, 0.3, 0.1]
    assert kept["machine"]["cpus"] == os.cpu_count()
