"""What once went wrong, as short as it gets. A failing seed is printed in this form: paste it here, with a name."""

import pytest

KNOWN = {
    "a visit that its tablet had let go of after it was set aside was taken, and the tablet never heard of it": [
        ("note", {"tablet": 0, "kind": "visit", "times": 3, "dies_in": None, "salt": 1}),
        ("scope changes", {"tablet": 0, "hamlets": (2,), "salt": 2}),
        ("sync", {"tablet": 0, "fault": None, "dies_in": None, "salt": 3}),
        ("scope changes", {"tablet": 0, "hamlets": (0, 1), "salt": 4}),
        ("note", {"tablet": 0, "kind": "refusal", "times": 1, "dies_in": None, "salt": 5}),
        ("sync", {"tablet": 0, "fault": None, "dies_in": None, "salt": 6}),
        ("record in quarantine is decided", {"at": 0, "takes": False, "all_of_it": False, "salt": 7}),
        ("backup is made and tried", {"salt": 9}),
        ("sync", {"tablet": 0, "fault": None, "dies_in": None, "salt": 10}),
        ("weeks pass", {"days": 36, "salt": 11}),
        ("sync", {"tablet": 0, "fault": None, "dies_in": None, "salt": 12}),
        ("record in quarantine is decided", {"at": 0, "takes": True, "all_of_it": False, "salt": 13}),
    ],
    "a copy believed the server's word for numbers that the other copy had used": [
        ("note", {"tablet": 0, "kind": "visit", "times": 7, "dies_in": None, "salt": 733631812}),
        ("tablet is cloned", {"tablet": 3, "salt": 600909755}),
        ("note", {"tablet": 0, "kind": "correction", "times": 1, "dies_in": None, "salt": 705158956}),
        ("sync", {"tablet": 0, "fault": (2, "twice", 40), "dies_in": None, "salt": 281444772}),
        ("note", {"tablet": 3, "kind": "visit", "times": 2, "dies_in": None, "salt": 696520277}),
    ],
    "both copies of a record were put aside": [
        ("note", {"tablet": 3, "kind": "refusal", "times": 7, "dies_in": None, "salt": 444936225}),
        ("scope changes", {"tablet": 0, "hamlets": (0,), "salt": 446340335}),
        ("tablet is cloned", {"tablet": 0, "salt": 879922010}),
        ("note", {"tablet": 4, "kind": "visit", "times": 1, "dies_in": None, "salt": 261482966}),
    ],
    "a household that the restored server no longer knew stayed because a visit to it was still unsent": [
        ("households are imported", {"hamlet": 1, "times": 8, "salt": 257586804}),
        ("sync", {"tablet": 3, "fault": None, "dies_in": None, "salt": 1010654142}),
        ("note", {"tablet": 0, "kind": "refusal", "times": 7, "dies_in": None, "salt": 306258691}),
        ("note", {"tablet": 0, "kind": "visit", "times": 7, "dies_in": None, "salt": 311038969}),
        ("server is restored", {"at": 0, "announced": True, "salt": 851798095}),
    ],
    "a restored server changed the same record at the same number, and nobody noticed": [
        ("note", {"tablet": 0, "kind": "visit", "times": 7, "dies_in": None, "salt": 1}),
        ("sync", {"tablet": 0, "fault": None, "dies_in": None, "salt": 2}),
        ("handout is answered", {"said": "alone", "seen": 0, "salt": 3}),
        ("server is backed up", {"salt": 4}),
        ("handout is answered", {"said": "help", "seen": 0, "salt": 5}),
        ("sync", {"tablet": 0, "fault": None, "dies_in": None, "salt": 6}),
        ("server is restored", {"at": 1, "announced": False, "salt": 7}),
        ("handout is answered", {"said": "alone", "seen": 0, "salt": 8}),
    ],
    "a restored server held as many records of one copy as the other had handed in before": [
        ("tablet is cloned", {"tablet": 0, "salt": 1}),
        ("note", {"tablet": 0, "kind": "visit", "times": 2, "dies_in": None, "salt": 2}),
        ("sync", {"tablet": 0, "fault": None, "dies_in": None, "salt": 3}),
        ("server is restored", {"at": 0, "announced": False, "salt": 7}),
        ("note", {"tablet": 3, "kind": "visit", "times": 2, "dies_in": None, "salt": 8}),
        ("sync", {"tablet": 3, "fault": None, "dies_in": None, "salt": 9}),
    ],
    "a copy of a revoked tablet was wiped before it could hand in its own visits": [
        ("tablet is cloned", {"tablet": 3, "salt": 748009198}),
        ("note", {"tablet": 4, "kind": "visit", "times": 1, "dies_in": None, "salt": 207783712}),
        ("tablet is revoked", {"tablet": 4, "salt": 39046328}),
        ("note", {"tablet": 3, "kind": "visit", "times": 2, "dies_in": None, "salt": 527965694}),
    ],
    "a copy of a revoked tablet was wiped as soon as the server held as many records of the other": [
        ("note", {"tablet": 0, "kind": "visit", "times": 7, "dies_in": None, "salt": 1}),
        ("tablet is cloned", {"tablet": 0, "salt": 2}),
        ("note", {"tablet": 0, "kind": "visit", "times": 2, "dies_in": None, "salt": 3}),
        ("note", {"tablet": 3, "kind": "visit", "times": 2, "dies_in": None, "salt": 4}),
        ("tablet is revoked", {"tablet": 0, "salt": 5}),
    ],
    "a revoked tablet was wiped although the server had been set back to before its work": [
        ("note", {"tablet": 4, "kind": "visit", "times": 1, "dies_in": None, "salt": 723082333}),
        ("sync", {"tablet": 4, "fault": None, "dies_in": None, "salt": 598172785}),
        ("server is restored", {"at": 0, "announced": False, "salt": 933053776}),
        ("tablet is revoked", {"tablet": 4, "salt": 369349492}),
    ],
    "a renewed tablet never again offered what had been safe, and the server was set back further": [
        ("note", {"tablet": 0, "kind": "visit", "times": 7, "dies_in": None, "salt": 1}),
        ("sync", {"tablet": 0, "fault": None, "dies_in": None, "salt": 2}),
        ("backup is made and tried", {"salt": 3}),
        ("sync", {"tablet": 0, "fault": None, "dies_in": None, "salt": 4}),
        ("tablet is enrolled anew", {"tablet": 0, "salt": 5}),
        ("server is restored", {"at": 0, "announced": True, "salt": 6}),
    ],
    "an erased household stayed in a damaged file that had been set aside": [
        ("note", {"tablet": 4, "kind": "visit", "times": 7, "dies_in": None, "salt": 960148761}),
        ("note", {"tablet": 0, "kind": "visit", "times": 7, "dies_in": None, "salt": 526438385}),
        ("sync", {"tablet": 0, "fault": None, "dies_in": None, "salt": 821558226}),
        ("household is erased", {"at": 3, "visited": True, "dies_in": None, "salt": 257650326}),
        ("tablet is damaged", {"tablet": 4, "page": 0, "salt": 1003616554}),
    ],
    "a copy never heard of visits that the other copy had handed in beyond a gap": [
        ("tablet is cloned", {"tablet": 0, "salt": 741936872}),
        ("note", {"tablet": 0, "kind": "visit", "times": 7, "dies_in": None, "salt": 829138610}),
        ("sync", {"tablet": 0, "fault": None, "dies_in": None, "salt": 45664678}),
        ("server is restored", {"at": 3, "announced": True, "salt": 35266016}),
        ("note", {"tablet": 3, "kind": "new household", "times": 1, "dies_in": None, "salt": 474219943}),
        ("note", {"tablet": 4, "kind": "visit", "times": 2, "dies_in": None, "salt": 310446306}),
    ],
    "visits of a merged household still counted for the kept one after its hamlet had left the tablet": [
        ("households are merged", {"kept": 8, "merged": 8, "anywhere": True, "salt": 188645718}),
        ("sync", {"tablet": 4, "fault": None, "dies_in": None, "salt": 335779849}),
        ("merger is undone", {"at": 10, "salt": 784894609}),
        ("scope changes", {"tablet": 1, "hamlets": (0,), "salt": 77963051}),
        ("note", {"tablet": 1, "kind": "visit", "times": 7, "dies_in": None, "salt": 147024860}),
        ("sync", {"tablet": 1, "fault": None, "dies_in": None, "salt": 376454252}),
        ("scope changes", {"tablet": 4, "hamlets": (1, 2), "salt": 253597472}),
    ],
    "the log of another household named the one that was erased, once merged with it": [
        ("note", {"tablet": 0, "kind": "visit", "times": 1, "dies_in": None, "salt": 1}),
        ("households are imported", {"hamlet": 0, "times": 1, "salt": 1025995095}),
        ("households are merged", {"kept": 2, "merged": 10, "anywhere": False, "salt": 504184686}),
        ("merger is undone", {"at": 7, "salt": 38730667}),
        ("household is erased", {"at": 2, "visited": False, "dies_in": None, "salt": 1014951417}),
    ],
    "a found door waits in quarantine, and its hamlet was given back before its finder heard of anything": [
        ("note", {"tablet": 4, "kind": "new household", "times": 7, "dies_in": None, "salt": 1013568875}),
        ("scope changes", {"tablet": 1, "hamlets": (1, 2), "salt": 479624811}),
        ("sync", {"tablet": 4, "fault": (0, "half answer", 1), "dies_in": None, "salt": 179667838}),
        ("scope changes", {"tablet": 4, "hamlets": (0, 1), "salt": 98922096}),
    ],
    "a household was merged into one whose erasure the full disk had refused, and which the next start erased": [
        ("note", {"tablet": 0, "kind": "visit", "times": 1, "dies_in": None, "salt": 1}),
        ("server is full", {"kilobytes": 4, "full": True, "salt": 907411773}),
        ("household is erased", {"at": 1, "visited": False, "dies_in": None, "salt": 61841866}),
        ("server is full", {"kilobytes": 4, "full": False, "salt": 692933509}),
        ("households are merged", {"kept": 1, "merged": 10, "anywhere": True, "salt": 572140735}),
    ],
    "a copy of a revoked tablet was wiped by the answer to the other copy's file": [
        ("tablet is cloned", {"tablet": 0, "salt": 1}),
        ("note", {"tablet": 0, "kind": "visit", "times": 2, "dies_in": None, "salt": 2}),
        ("note", {"tablet": 3, "kind": "visit", "times": 2, "dies_in": None, "salt": 3}),
        ("file is exported", {"tablet": 0, "times": 0, "saved": True, "salt": 4}),
        ("tablet is revoked", {"tablet": 0, "salt": 5}),
        ("file is taken", {"at": 0, "dies_in": None, "salt": 6}),
        ("answer is brought back", {"tablet": 3, "at": 0, "salt": 7}),
    ],
    "an answer from before the server was restored wiped a revoked tablet": [
        ("file goes and its answer comes", {"tablet": 1, "times": 0, "revoked": True, "salt": 420002787}),
        ("backup is made and tried", {"salt": 732062991}),
        ("file goes and its answer comes", {"tablet": 3, "times": 1, "revoked": True, "salt": 830075413}),
        ("file is exported", {"tablet": 0, "times": 1, "saved": True, "salt": 1060772370}),
        ("file is taken", {"at": 7, "dies_in": None, "salt": 452314810}),
        ("backup is restored", {"at": 0, "salt": 633995370}),
        ("answer is brought back", {"tablet": 4, "at": 2, "salt": 653437908}),
    ],
    "the same, in the order in which people would do it": [
        ("backup is made and tried", {"salt": 1}),
        ("note", {"tablet": 0, "kind": "visit", "times": 2, "dies_in": None, "salt": 2}),
        ("file is exported", {"tablet": 0, "times": 0, "saved": True, "salt": 3}),
        ("tablet is revoked", {"tablet": 0, "salt": 4}),
        ("file is taken", {"at": 0, "dies_in": None, "salt": 5}),
        ("backup is restored", {"at": 0, "salt": 6}),
        ("answer is brought back", {"tablet": 0, "at": 0, "salt": 7}),
    ],
    "deleted visits lay on in the log of a server that died before it folded it": [
        ("note", {"tablet": 0, "kind": "visit", "times": 7, "dies_in": None, "salt": 1}),
        ("months pass", {"days": 368, "away": (), "on": True, "dies_in": 40, "salt": 3}),
    ],
    "what was erased as the server began anew was taken for deleted before its time": [
        ("note during a sync", {"tablet": 0, "kind": "visit", "at": 0, "times": 3, "fault": None, "salt": 415630217}),
        ("server is full", {"kilobytes": 0, "full": True, "salt": 1018665309}),
        ("household is erased", {"at": 9, "visited": True, "dies_in": None, "salt": 129410859}),
        ("server keeps up", {"dies_in": 12, "salt": 793808615}),
    ],
    "one look by a clock that was years ahead closed every month to come": [
        ("note", {"tablet": 0, "kind": "visit", "times": 2, "dies_in": None, "salt": 1}),
        ("sync", {"tablet": 0, "fault": None, "dies_in": None, "salt": 2}),
        ("server is years ahead", {"days": 0, "dies_in": None, "salt": 3}),
    ],
}


@pytest.mark.parametrize("trace", KNOWN.values(), ids=KNOWN)
def test_it_does_not_go_wrong_again(runs, trace):
    outcome = runs(trace)
    assert outcome["wrong"] == "", outcome["detail"]
    assert outcome["confirmed"]
