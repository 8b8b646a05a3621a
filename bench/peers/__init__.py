"""The programs of the peers, each folder run by what is installed in it alone (see ``bench/peer.py``)."""
