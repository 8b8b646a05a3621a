"""One seed decides everything: tablets, network, disks, clocks and server in one process, on real SQLite."""
