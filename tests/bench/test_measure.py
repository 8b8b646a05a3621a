import json
import os

import pytest

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
    row = Row("x", "s", [2.0, 9.0, 4.0], [1.0, 2.0, 50.0], {"A": [12.0], "B": [1.0, 9.0, 2.0]})
    assert row.ratio == 2.0
    assert row.faster == {"A": 3.0, "B": 0.5}


def test_nothing_to_compare_with_is_left_empty():
    row = Row("x", "bytes", [1234.0], goal="700 bytes")
    assert row.ratio is None
    assert row.faster == {}
    assert "1,234" in table([row])
    assert "700 bytes" in table([row])


def test_every_peer_has_a_column_and_its_absence_a_gap():
    rows = [
        Row("push", "s", [0.5], [0.5], {"A": [1.0], "B": [20.0]}, notes={"ours up": 1234, "B up": 5678}),
        Row("pull", "s", [0.5], [0.5], {"B": [10.0]}),
        Row("start-up", "s", [0.5], [0.5]),
    ]
    head, push, pull, start, *below = table(rows).splitlines()
    assert head.split()[-2:] == ["A", "B"]
    assert push[head.index("A") :].split("  ") == ["1.000 = 2.0 x", "20.000 = 40.0 x"]
    assert pull[head.index("B") :] == "10.000 = 20.0 x"
    assert not pull[head.index("A") : head.index("B")].strip()
    assert start.split()[-1] == "1.00"
    assert below == ["", "push: ours up 1,234, B up 5,678"]


def test_the_table_shows_what_the_file_keeps(tmp_path):
    rows = [Row("push", "s", [0.2, 0.3, 0.1], [0.1, 0.1, 0.4], {"A": [0.4, 0.2]}, notes={"ours up": 582732})]
    shown = table(rows)
    assert "push" in shown
    assert "2.00" in shown
    assert "582,732" in shown
    write_json(rows, tmp_path / "build" / "bench.json")
    kept = json.loads((tmp_path / "build" / "bench.json").read_text())
    assert kept["rows"][0]["ours_median"] == 0.2
    assert kept["rows"][0]["ratio"] == 2.0
    assert kept["rows"][0]["peers"] == {"A": [0.4, 0.2]}
    assert kept["rows"][0]["peer_medians"] == {"A": pytest.approx(0.3)}
    assert kept["rows"][0]["faster"] == {"A": pytest.approx(1.5)}
    assert kept["rows"][0]["ours"] == [0.2, 0.3, 0.1]
    assert kept["machine"]["cpus"] == os.cpu_count()
